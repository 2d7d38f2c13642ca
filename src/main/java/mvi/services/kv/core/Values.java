package mvi.services.kv.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import mvi.services.kv.AttributeValue;
import mvi.services.kv.Item;

/** Compares values and decides conditions. */
final class Values {
    private Values() {}

    /** As it would be stored, so that equal values are equal records. */
    static AttributeValue canonical(AttributeValue value) {
        return canonical(new Item(Map.of("v", value))).values().values().iterator().next();
    }

    static Item canonical(Item item) {
        return ItemCodec.read(ItemCodec.write(item));
    }

    static boolean holds(Condition condition, Item item) {
        return switch (condition) {
            case Condition.Or or -> holds(or.left(), item) || holds(or.right(), item);
            case Condition.And and -> holds(and.left(), item) && holds(and.right(), item);
            case Condition.Not not -> !holds(not.of(), item);
            case Condition.Compare compare ->
                    compares(
                            value(compare.left(), item),
                            compare.operator(),
                            value(compare.right(), item));
            case Condition.Between between ->
                    compares(value(between.of(), item), ">=", value(between.low(), item))
                            && compares(
                                    value(between.of(), item), "<=", value(between.high(), item));
            case Condition.In in ->
                    in.choices().stream()
                            .anyMatch(
                                    choice ->
                                            compares(
                                                    value(in.of(), item),
                                                    "=",
                                                    value(choice, item)));
            case Condition.Call call -> calls(call, item);
        };
    }

    private static boolean calls(Condition.Call call, Item item) {
        Optional<AttributeValue> first = value(call.operands().getFirst(), item);
        if (call.function().equals("attribute_exists")) {
            return first.isPresent();
        }
        if (call.function().equals("attribute_not_exists")) {
            return first.isEmpty();
        }
        Optional<AttributeValue> second = value(call.operands().get(1), item);
        if (first.isEmpty() || second.isEmpty()) {
            return false;
        }
        return switch (call.function()) {
            case "attribute_type" ->
                    second.get() instanceof AttributeValue.Text type
                            && type.text().equals(type(first.get()));
            case "begins_with" -> beginsWith(first.get(), second.get());
            case "contains" -> contains(first.get(), second.get());
            default -> throw new IllegalStateException(call.function());
        };
    }

    static Optional<AttributeValue> value(Condition.Operand operand, Item item) {
        return switch (operand) {
            case Condition.Literal literal -> Optional.of(literal.value());
            case Condition.Size size ->
                    value(size.of(), item)
                            .map(Values::size)
                            .filter(OptionalInt::isPresent)
                            .map(count -> AttributeValue.number(count.getAsInt()));
            case Condition.Path path -> {
                Optional<AttributeValue> value =
                        Optional.of(new AttributeValue.MapOf(item.values()));
                for (Object step : path.steps()) {
                    value = value.flatMap(each -> step(each, step));
                }
                yield value;
            }
        };
    }

    private static Optional<AttributeValue> step(AttributeValue value, Object step) {
        if (value instanceof AttributeValue.MapOf map && step instanceof String name) {
            return Optional.ofNullable(map.values().get(name));
        }
        if (value instanceof AttributeValue.ListOf list
                && step instanceof Integer place
                && place < list.values().size()) {
            return Optional.of(list.values().get(place));
        }
        return Optional.empty();
    }

    private static boolean compares(
            Optional<AttributeValue> left, String operator, Optional<AttributeValue> right) {
        if (operator.equals("<>")) {
            return !left.equals(right);
        }
        if (left.isEmpty() || right.isEmpty()) {
            return false;
        }
        if (operator.equals("=")) {
            return left.equals(right);
        }
        OptionalInt order = order(left.get(), right.get());
        if (order.isEmpty()) {
            return false;
        }
        int sign = order.getAsInt();
        return switch (operator) {
            case "<" -> sign < 0;
            case "<=" -> sign <= 0;
            case ">" -> sign > 0;
            case ">=" -> sign >= 0;
            default -> throw new IllegalStateException(operator);
        };
    }

    private static OptionalInt order(AttributeValue left, AttributeValue right) {
        if (left instanceof AttributeValue.Text a && right instanceof AttributeValue.Text b) {
            return OptionalInt.of(
                    Arrays.compareUnsigned(a.text().getBytes(UTF_8), b.text().getBytes(UTF_8)));
        }
        if (left instanceof AttributeValue.Number a && right instanceof AttributeValue.Number b) {
            return OptionalInt.of(
                    new BigDecimal(a.decimal()).compareTo(new BigDecimal(b.decimal())));
        }
        if (left instanceof AttributeValue.Bytes a && right instanceof AttributeValue.Bytes b) {
            return OptionalInt.of(Arrays.compareUnsigned(a.bytes(), b.bytes()));
        }
        return OptionalInt.empty();
    }

    private static boolean beginsWith(AttributeValue whole, AttributeValue start) {
        if (whole instanceof AttributeValue.Text a && start instanceof AttributeValue.Text b) {
            return a.text().startsWith(b.text());
        }
        return whole instanceof AttributeValue.Bytes a
                && start instanceof AttributeValue.Bytes b
                && a.bytes().length >= b.bytes().length
                && Arrays.equals(a.bytes(), 0, b.bytes().length, b.bytes(), 0, b.bytes().length);
    }

    private static boolean contains(AttributeValue whole, AttributeValue part) {
        Predicate<String> isText = text -> part.equals(new AttributeValue.Text(text));
        return switch (whole) {
            case AttributeValue.Text text ->
                    part instanceof AttributeValue.Text some && text.text().contains(some.text());
            case AttributeValue.ListOf list -> list.values().contains(part);
            case AttributeValue.TextSet set -> set.values().stream().anyMatch(isText);
            case AttributeValue.NumberSet set ->
                    part instanceof AttributeValue.Number some
                            && set.values().contains(some.decimal());
            case AttributeValue.BytesSet set ->
                    part instanceof AttributeValue.Bytes some
                            && set.values()
                                    .contains(Base64.getEncoder().encodeToString(some.bytes()));
            case AttributeValue.Number n -> false;
            case AttributeValue.Bytes b -> false;
            case AttributeValue.Bool b -> false;
            case AttributeValue.Null n -> false;
            case AttributeValue.MapOf m -> false;
        };
    }

    private static OptionalInt size(AttributeValue value) {
        return switch (value) {
            case AttributeValue.Text text -> OptionalInt.of(text.text().getBytes(UTF_8).length);
            case AttributeValue.Bytes bytes -> OptionalInt.of(bytes.bytes().length);
            case AttributeValue.ListOf list -> OptionalInt.of(list.values().size());
            case AttributeValue.MapOf map -> OptionalInt.of(map.values().size());
            case AttributeValue.TextSet set -> OptionalInt.of(set.values().size());
            case AttributeValue.NumberSet set -> OptionalInt.of(set.values().size());
            case AttributeValue.BytesSet set -> OptionalInt.of(set.values().size());
            case AttributeValue.Number n -> OptionalInt.empty();
            case AttributeValue.Bool b -> OptionalInt.empty();
            case AttributeValue.Null n -> OptionalInt.empty();
        };
    }

    private static String type(AttributeValue value) {
        return switch (value) {
            case AttributeValue.Text v -> "S";
            case AttributeValue.Number v -> "N";
            case AttributeValue.Bytes v -> "B";
            case AttributeValue.Bool v -> "BOOL";
            case AttributeValue.Null v -> "NULL";
            case AttributeValue.ListOf v -> "L";
            case AttributeValue.MapOf v -> "M";
            case AttributeValue.TextSet v -> "SS";
            case AttributeValue.NumberSet v -> "NS";
            case AttributeValue.BytesSet v -> "BS";
        };
    }
}
