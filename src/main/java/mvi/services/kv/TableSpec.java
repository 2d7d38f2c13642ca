package mvi.services.kv;

import java.util.Optional;

/**
 * The primary key of a table: a partition key and, for ordered items within a partition, a sort
 * key.
 */
public record TableSpec(KeyAttribute partition, Optional<KeyAttribute> sort) {
    /** Name and type of a key attribute. */
    public record KeyAttribute(String name, KeyType type) {}

    /** The three types that a key may have: S, N, B on the wire. */
    public enum KeyType {
        TEXT,
        NUMBER,
        BYTES
    }

    /** A table with a text partition key and no sort key. */
    public static TableSpec of(String partition) {
        return new TableSpec(new KeyAttribute(partition, KeyType.TEXT), Optional.empty());
    }

    /** A table with a text partition key and a text sort key. */
    public static TableSpec of(String partition, String sort) {
        return new TableSpec(
                new KeyAttribute(partition, KeyType.TEXT),
                Optional.of(new KeyAttribute(sort, KeyType.TEXT)));
    }
}
