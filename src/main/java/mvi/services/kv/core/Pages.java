package mvi.services.kv.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Problem;
import mvi.services.kv.AttributeValue;
import mvi.services.kv.Item;
import mvi.services.kv.KvConfig;
import mvi.services.kv.Page;
import mvi.services.kv.Query;
import mvi.services.kv.TableSpec;

/** Reads a page: the range of a key condition, then the filter. */
record Pages(KvConfig config) {
    /** A range of the store's keys; {@code to} is not in it. */
    private record Range(byte[] from, byte[] to) {}

    Page read(KvView view, Tables table, Query query) {
        if (query.limit() < 1) {
            throw Problem.invalid("bad-query", "a limit is at least 1");
        }
        Range range = range(table, query);
        Optional<Condition> filter =
                query.filter().text().isBlank()
                        ? Optional.empty()
                        : Optional.of(ConditionParser.parse(query.filter()));
        List<Item> items = new ArrayList<>();
        int scanned = 0;
        long bytes = 0;
        while (true) {
            int wanted = Math.min(query.limit() - scanned, 256);
            List<KvRecord> some = view.scan(range.from(), range.to(), wanted, query.ascending());
            if (some.isEmpty()) {
                return new Page(items, scanned, Optional.empty());
            }
            for (KvRecord each : some) {
                Item item = ItemCodec.read(each.value());
                scanned++;
                bytes += ItemSize.of(item);
                if (filter.isEmpty() || Values.holds(filter.get(), item)) {
                    items.add(item);
                }
                if (scanned == query.limit() || bytes >= config.pageLimit().bytes()) {
                    return new Page(items, scanned, Optional.of(key(table.spec(), item)));
                }
            }
            range = beyond(range, some.getLast().key(), query.ascending());
        }
    }

    private static Range beyond(Range range, byte[] key, boolean isAscending) {
        return isAscending
                ? new Range(Arrays.copyOf(key, key.length + 1), range.to())
                : new Range(range.from(), key);
    }

    private static Item key(TableSpec spec, Item item) {
        Item key = new Item(Map.of()).with(spec.partition().name(), at(item, spec.partition()));
        return spec.sort().isEmpty()
                ? key
                : key.with(spec.sort().get().name(), at(item, spec.sort().get()));
    }

    private static AttributeValue at(Item item, TableSpec.KeyAttribute attribute) {
        return item.get(attribute.name())
                .orElseThrow(() -> Problem.bug("an item without its key", null));
    }

    private static Range range(Tables table, Query query) {
        byte[] all = Keys.items(table.id());
        Range range = new Range(all, Keys.after(all));
        if (!query.keyCondition().text().isBlank()) {
            List<Condition> parts = new ArrayList<>();
            flatten(ConditionParser.parse(query.keyCondition()), parts);
            byte[] partition = Keys.join(all, partition(table.spec(), parts));
            range = new Range(partition, Keys.after(partition));
            if (parts.size() > 1) {
                throw bad("it has at most one condition on the sort key");
            }
            if (parts.size() == 1) {
                range = sorted(table.spec(), partition, range, parts.getFirst());
            }
        }
        if (query.after().isEmpty()) {
            return range;
        }
        byte[] after = table.exactKey(query.after().get());
        if (Arrays.compareUnsigned(after, range.from()) < 0
                || Arrays.compareUnsigned(after, range.to()) >= 0) {
            throw Problem.invalid("bad-query", "the key to go on after is outside of the query");
        }
        return beyond(range, after, query.ascending());
    }

    private static void flatten(Condition condition, List<Condition> parts) {
        if (condition instanceof Condition.And and) {
            flatten(and.left(), parts);
            flatten(and.right(), parts);
        } else {
            parts.add(condition);
        }
    }

    /** Takes the partition's condition out of the parts. */
    private static byte[] partition(TableSpec spec, List<Condition> parts) {
        for (Condition part : parts) {
            if (part instanceof Condition.Compare compare
                    && compare.operator().equals("=")
                    && isOn(compare.left(), spec.partition())) {
                parts.remove(part);
                return Keys.part(spec.partition(), literal(compare.right()));
            }
        }
        throw bad("it needs '" + spec.partition().name() + " = :value'");
    }

    private static Range sorted(TableSpec spec, byte[] partition, Range all, Condition part) {
        TableSpec.KeyAttribute sort =
                spec.sort().orElseThrow(() -> bad("the table has no sort key"));
        if (part instanceof Condition.Compare compare && isOn(compare.left(), sort)) {
            byte[] at = Keys.join(partition, Keys.part(sort, literal(compare.right())));
            return switch (compare.operator()) {
                case "=" -> new Range(at, Keys.after(at));
                case "<" -> new Range(all.from(), at);
                case "<=" -> new Range(all.from(), Keys.after(at));
                case ">" -> new Range(Keys.after(at), all.to());
                case ">=" -> new Range(at, all.to());
                default -> throw bad("<> is not for keys");
            };
        }
        if (part instanceof Condition.Between between && isOn(between.of(), sort)) {
            byte[] high = Keys.join(partition, Keys.part(sort, literal(between.high())));
            return new Range(
                    Keys.join(partition, Keys.part(sort, literal(between.low()))),
                    Keys.after(high));
        }
        if (part instanceof Condition.Call call
                && call.function().equals("begins_with")
                && isOn(call.operands().getFirst(), sort)) {
            byte[] start =
                    Keys.join(partition, Keys.beginning(sort, literal(call.operands().get(1))));
            return new Range(start, Keys.after(start));
        }
        throw bad("the sort key takes = < <= > >= BETWEEN begins_with");
    }

    private static boolean isOn(Condition.Operand operand, TableSpec.KeyAttribute attribute) {
        return operand.equals(new Condition.Path(List.of(attribute.name())));
    }

    private static AttributeValue literal(Condition.Operand operand) {
        if (operand instanceof Condition.Literal literal) {
            return literal.value();
        }
        throw bad("keys are compared with values");
    }

    private static Problem bad(String why) {
        return Problem.invalid("bad-expression", "the key condition can't be used: " + why);
    }
}
