package mvi.services.kv.core;

import java.time.Instant;
import java.util.Optional;
import mvi.engines.base.Problem;
import mvi.services.kv.AttributeValue;
import mvi.services.kv.Item;
import mvi.services.kv.Table;
import mvi.services.kv.TableName;
import mvi.services.kv.TableSpec;

/** A table's record: its id, key and counts. */
record Tables(long id, Table table) {
    static Optional<Tables> find(KvView view, TableName name) {
        return view.get(Keys.table(name)).map(bytes -> read(name, ItemCodec.read(bytes)));
    }

    static Tables get(KvView view, TableName name) {
        return find(view, name)
                .orElseThrow(
                        () ->
                                Problem.missing(
                                        "no-such-table",
                                        "there is no table '" + name.name() + "'"));
    }

    private static Tables read(TableName name, Item item) {
        TableSpec spec =
                new TableSpec(
                        key(item, "partition"),
                        item.get("sort").isEmpty()
                                ? Optional.empty()
                                : Optional.of(key(item, "sort")));
        return new Tables(
                item.number("id"),
                new Table(
                        name,
                        spec,
                        Instant.ofEpochMilli(item.number("created")),
                        item.number("items"),
                        item.number("bytes")));
    }

    private static TableSpec.KeyAttribute key(Item item, String which) {
        return new TableSpec.KeyAttribute(
                item.text(which), TableSpec.KeyType.valueOf(item.text(which + "Type")));
    }

    byte[] write() {
        Item item =
                Item.of("partition", spec().partition().name())
                        .with("partitionType", spec().partition().type().name())
                        .with("id", AttributeValue.number(id))
                        .with("created", table.created().toEpochMilli())
                        .with("items", table.items())
                        .with("bytes", table.bytes());
        if (spec().sort().isPresent()) {
            item =
                    item.with("sort", spec().sort().get().name())
                            .with("sortType", spec().sort().get().type().name());
        }
        return ItemCodec.write(item);
    }

    Tables counting(long items, long bytes) {
        return new Tables(
                id,
                new Table(
                        table.name(),
                        spec(),
                        table.created(),
                        table.items() + items,
                        table.bytes() + bytes));
    }

    TableSpec spec() {
        return table.spec();
    }

    byte[] key(Item item) {
        return Keys.item(id, spec(), item);
    }

    /** Of the key attributes and nothing else. */
    byte[] exactKey(Item key) {
        if (key.values().size() != (spec().sort().isPresent() ? 2 : 1)) {
            throw Problem.invalid(
                    "bad-item",
                    "The provided key element does not match the schema: it has the key"
                            + " attributes alone");
        }
        return key(key);
    }
}
