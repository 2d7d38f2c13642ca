package mvi.services.kv.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import mvi.engines.base.Problem;
import mvi.services.kv.AttributeValue;
import mvi.services.kv.Item;
import mvi.services.kv.TableName;
import mvi.services.kv.TableSpec;

/**
 * The store's keys: {@code t ACCOUNT NAME} a table, {@code i ID PARTITION SORT} an item, {@code x
 * ACCOUNT TOKEN} a transaction that was done, {@code y TIME TOKEN-KEY} when to forget it, {@code d
 * ID} a table whose items are being removed, {@code n} the last table id.
 */
final class Keys {
    static final byte[] LAST_ID = {'n'};
    static final byte[] DROPPED = {'d'};

    /** DynamoDB's own limits for keys of text or bytes. */
    private static final int LONGEST_PARTITION = 2048;

    private static final int LONGEST_SORT = 1024;

    private Keys() {}

    static byte[] table(TableName table) {
        return ("t" + table.account() + table.name()).getBytes(UTF_8);
    }

    static byte[] tables(String account) {
        return ("t" + account).getBytes(UTF_8);
    }

    static byte[] token(String account, String token) {
        return ("x" + account + token).getBytes(UTF_8);
    }

    static byte[] expiry(long millis, byte[] token) {
        return ByteBuffer.allocate(9 + token.length)
                .put((byte) 'y')
                .putLong(millis)
                .put(token)
                .array();
    }

    static byte[] dropped(long id) {
        return ByteBuffer.allocate(9).put((byte) 'd').putLong(id).array();
    }

    static byte[] items(long id) {
        return ByteBuffer.allocate(9).put((byte) 'i').putLong(id).array();
    }

    /** Of an item, or of the key attributes of one. */
    static byte[] item(long id, TableSpec spec, Item item) {
        byte[] partition = part(spec.partition(), item);
        byte[] sort = spec.sort().map(attribute -> sort(attribute, item)).orElse(new byte[0]);
        return join(items(id), partition, sort);
    }

    private static byte[] part(TableSpec.KeyAttribute attribute, Item item) {
        AttributeValue value =
                item.get(attribute.name())
                        .orElseThrow(
                                () ->
                                        Problem.invalid(
                                                "bad-item",
                                                "the key attribute '"
                                                        + attribute.name()
                                                        + "' is missing"));
        return part(attribute, value);
    }

    private static byte[] sort(TableSpec.KeyAttribute attribute, Item item) {
        byte[] part = part(attribute, item);
        int length =
                switch (item.get(attribute.name()).orElseThrow()) {
                    case AttributeValue.Text text -> text.text().getBytes(UTF_8).length;
                    case AttributeValue.Bytes bytes -> bytes.bytes().length;
                    default -> 0;
                };
        if (length > LONGEST_SORT) {
            throw tooLong(attribute, LONGEST_SORT);
        }
        return part;
    }

    static byte[] part(TableSpec.KeyAttribute attribute, AttributeValue value) {
        if (attribute.type() == TableSpec.KeyType.TEXT
                && value instanceof AttributeValue.Text text) {
            return terminated(nonEmpty(attribute, text.text().getBytes(UTF_8)));
        }
        if (attribute.type() == TableSpec.KeyType.BYTES
                && value instanceof AttributeValue.Bytes bytes) {
            return terminated(nonEmpty(attribute, bytes.bytes()));
        }
        if (attribute.type() == TableSpec.KeyType.NUMBER
                && value instanceof AttributeValue.Number number) {
            return Numbers.ordered(number.decimal());
        }
        throw Problem.invalid(
                "bad-item",
                "the key attribute '%s' has another type than the table says"
                        .formatted(attribute.name()));
    }

    /** Without its terminator: the beginning of every key that begins with this value. */
    static byte[] beginning(TableSpec.KeyAttribute attribute, AttributeValue value) {
        byte[] part = part(attribute, value);
        if (attribute.type() == TableSpec.KeyType.NUMBER) {
            throw Problem.invalid("bad-expression", "begins_with takes text or bytes");
        }
        return Arrays.copyOf(part, part.length - 2);
    }

    private static byte[] nonEmpty(TableSpec.KeyAttribute attribute, byte[] bytes) {
        if (bytes.length == 0 || bytes.length > LONGEST_PARTITION) {
            throw tooLong(attribute, LONGEST_PARTITION);
        }
        return bytes;
    }

    private static Problem tooLong(TableSpec.KeyAttribute attribute, int limit) {
        return Problem.invalid(
                "bad-item",
                "the key attribute '%s' must have 1 to %d bytes"
                        .formatted(attribute.name(), limit));
    }

    /** 00 becomes 00 FF and the end is 00 01, so that a shorter value sorts before a longer one. */
    private static byte[] terminated(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 2);
        for (byte each : bytes) {
            out.write(each);
            if (each == 0) {
                out.write(0xFF);
            }
        }
        out.write(0);
        out.write(1);
        return out.toByteArray();
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /** The first key beyond all that start with the prefix. */
    static byte[] after(byte[] prefix) {
        for (int i = prefix.length - 1; i >= 0; i--) {
            if (prefix[i] != (byte) 0xFF) {
                byte[] end = Arrays.copyOf(prefix, i + 1);
                end[i]++;
                return end;
            }
        }
        throw Problem.bug("a key of nothing but FF", null);
    }
}
