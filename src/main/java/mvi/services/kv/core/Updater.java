package mvi.services.kv.core;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import mvi.engines.base.Problem;
import mvi.services.kv.AttributeValue;
import mvi.services.kv.Item;

/** Applies an update to an item. Every value is taken from the item as it was. */
record Updater(Update update, Item was) {
    /** Places of one list are filled from the front and removed from the back. */
    private static final Comparator<Condition.Path> BY_LAST_PLACE =
            Comparator.comparingInt(
                    path -> path.steps().getLast() instanceof Integer place ? place : -1);

    Item apply() {
        AttributeValue item = new AttributeValue.MapOf(was.values());
        List<Update.Set> sets = new ArrayList<>(update.sets());
        sets.sort(Comparator.comparing(Update.Set::path, BY_LAST_PLACE));
        for (Update.Set set : sets) {
            item = with(item, set.path().steps(), Optional.of(value(set.value())));
        }
        for (Update.Change add : update.adds()) {
            item = with(item, add.path().steps(), Optional.of(added(add)));
        }
        for (Update.Change delete : update.deletes()) {
            if (at(delete.path()).isPresent()) {
                item = with(item, delete.path().steps(), deleted(delete));
            }
        }
        List<Condition.Path> removes = new ArrayList<>(update.removes());
        removes.sort(BY_LAST_PLACE.reversed());
        for (Condition.Path path : removes) {
            item = with(item, path.steps(), Optional.empty());
        }
        return new Item(((AttributeValue.MapOf) item).values());
    }

    private Optional<AttributeValue> at(Condition.Operand operand) {
        return Values.value(operand, was);
    }

    private AttributeValue value(Update.Value value) {
        return switch (value) {
            case Update.Value.Of of ->
                    at(of.operand())
                            .orElseThrow(
                                    () ->
                                            bad(
                                                    "The provided expression refers to an attribute"
                                                            + " that does not exist in the item"));
            case Update.Value.Sum sum -> sum(value(sum.left()), value(sum.right()), sum.isMinus());
            case Update.Value.IfNotExists choice ->
                    at(choice.path()).orElseGet(() -> value(choice.otherwise()));
            case Update.Value.Append append -> {
                List<AttributeValue> all = new ArrayList<>(list(value(append.first())));
                all.addAll(list(value(append.second())));
                yield new AttributeValue.ListOf(all);
            }
        };
    }

    private static AttributeValue sum(AttributeValue left, AttributeValue right, boolean isMinus) {
        if (left instanceof AttributeValue.Number one
                && right instanceof AttributeValue.Number other) {
            BigDecimal a = new BigDecimal(one.decimal());
            BigDecimal b = new BigDecimal(other.decimal());
            return new AttributeValue.Number(
                    Numbers.canonical((isMinus ? a.subtract(b) : a.add(b)).toString()));
        }
        throw bad("An operand in the update expression has an incorrect data type");
    }

    private static List<AttributeValue> list(AttributeValue value) {
        if (value instanceof AttributeValue.ListOf list) {
            return list.values();
        }
        throw bad("An operand in the update expression has an incorrect data type");
    }

    private AttributeValue added(Update.Change add) {
        Optional<AttributeValue> now = at(add.path());
        boolean isAddable = add.by() instanceof AttributeValue.Number || set(add.by()).isPresent();
        if (!isAddable) {
            throw bad("ADD takes a number or a set");
        }
        if (now.isEmpty()) {
            return add.by();
        }
        if (add.by() instanceof AttributeValue.Number) {
            return sum(now.get(), add.by(), false);
        }
        SortedSet<String> all = new TreeSet<>(sameSet(now.get(), add.by()));
        all.addAll(set(add.by()).orElseThrow());
        return like(add.by(), all);
    }

    /** Nothing when no value is left: a set is never empty. */
    private Optional<AttributeValue> deleted(Update.Change delete) {
        if (set(delete.by()).isEmpty()) {
            throw bad("DELETE takes a set");
        }
        SortedSet<String> left =
                new TreeSet<>(sameSet(at(delete.path()).orElseThrow(), delete.by()));
        left.removeAll(set(delete.by()).orElseThrow());
        return left.isEmpty() ? Optional.empty() : Optional.of(like(delete.by(), left));
    }

    private static SortedSet<String> sameSet(AttributeValue now, AttributeValue by) {
        if (now.getClass() != by.getClass()) {
            throw bad("An operand in the update expression has an incorrect data type");
        }
        return set(now).orElseThrow();
    }

    private static Optional<SortedSet<String>> set(AttributeValue value) {
        return switch (value) {
            case AttributeValue.TextSet set -> Optional.of(set.values());
            case AttributeValue.NumberSet set -> Optional.of(set.values());
            case AttributeValue.BytesSet set -> Optional.of(set.values());
            default -> Optional.empty();
        };
    }

    private static AttributeValue like(AttributeValue kind, SortedSet<String> values) {
        return switch (kind) {
            case AttributeValue.NumberSet _ -> new AttributeValue.NumberSet(values);
            case AttributeValue.BytesSet _ -> new AttributeValue.BytesSet(values);
            default -> new AttributeValue.TextSet(values);
        };
    }

    /** The holder with another value, or none, at the end of the steps. */
    private static AttributeValue with(
            AttributeValue holder, List<Object> steps, Optional<AttributeValue> value) {
        boolean isLast = steps.size() == 1;
        List<Object> rest = steps.subList(1, steps.size());
        if (holder instanceof AttributeValue.MapOf map && steps.getFirst() instanceof String name) {
            Map<String, AttributeValue> values = new TreeMap<>(map.values());
            if (!isLast) {
                AttributeValue below = values.get(name);
                if (below == null) {
                    throw invalidPath();
                }
                values.put(name, with(below, rest, value));
            } else if (value.isPresent()) {
                values.put(name, value.get());
            } else {
                values.remove(name);
            }
            return new AttributeValue.MapOf(values);
        }
        if (holder instanceof AttributeValue.ListOf list
                && steps.getFirst() instanceof Integer place) {
            List<AttributeValue> values = new ArrayList<>(list.values());
            if (!isLast) {
                if (place >= values.size()) {
                    throw invalidPath();
                }
                values.set(place, with(values.get(place), rest, value));
            } else if (value.isEmpty()) {
                if (place < values.size()) {
                    values.remove((int) place);
                }
            } else if (place < values.size()) {
                values.set(place, value.get());
            } else {
                values.add(value.get());
            }
            return new AttributeValue.ListOf(values);
        }
        throw invalidPath();
    }

    private static Problem invalidPath() {
        return bad("The document path provided in the update expression is invalid for update");
    }

    private static Problem bad(String why) {
        return Problem.invalid("bad-expression", why);
    }
}
