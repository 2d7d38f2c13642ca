package mvi.services.kv.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collection;
import java.util.Map;
import mvi.services.kv.AttributeValue;
import mvi.services.kv.Item;

/**
 * An item's size as DynamoDB counts it: the names and values in UTF-8, a number by its digits, and
 * a little for each thing that holds others.
 */
final class ItemSize {
    private static final int PER_HOLDER = 3;
    private static final int PER_HELD = 1;

    private ItemSize() {}

    static long of(Item item) {
        long size = 0;
        for (Map.Entry<String, AttributeValue> each : item.values().entrySet()) {
            size += text(each.getKey()) + of(each.getValue());
        }
        return size;
    }

    private static long of(AttributeValue value) {
        return switch (value) {
            case AttributeValue.Text text -> text(text.text());
            case AttributeValue.Number number -> number(number.decimal());
            case AttributeValue.Bytes bytes -> bytes.bytes().length;
            case AttributeValue.Bool _ -> 1;
            case AttributeValue.Null _ -> 1;
            case AttributeValue.ListOf list ->
                    PER_HOLDER
                            + list.values().stream().mapToLong(each -> PER_HELD + of(each)).sum();
            case AttributeValue.MapOf map ->
                    PER_HOLDER + PER_HELD * (long) map.values().size() + of(new Item(map.values()));
            case AttributeValue.TextSet set -> texts(set.values());
            case AttributeValue.NumberSet set ->
                    set.values().stream().mapToLong(ItemSize::number).sum();
            case AttributeValue.BytesSet set ->
                    set.values().stream().mapToLong(base64 -> base64.length() / 4 * 3L).sum();
        };
    }

    /** Two digits a byte, without zeros at either end, and one for the exponent. */
    private static long number(String decimal) {
        int digits = Numbers.parse(decimal).precision();
        return (digits + 1) / 2 + 1 + (decimal.startsWith("-") ? 1 : 0);
    }

    private static long texts(Collection<String> texts) {
        return texts.stream().mapToLong(ItemSize::text).sum();
    }

    private static long text(String text) {
        return text.getBytes(UTF_8).length;
    }
}
