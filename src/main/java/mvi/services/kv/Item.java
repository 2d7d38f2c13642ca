package mvi.services.kv;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A named set of values: an item of a table, or the key attributes of one. At most 400 KB in
 * DynamoDB's counting.
 */
public record Item(Map<String, AttributeValue> values) {
    public Item {
        values = Map.copyOf(values);
    }

    public static Item of(String name, String text) {
        return new Item(Map.of(name, AttributeValue.text(text)));
    }

    public Item with(String name, AttributeValue value) {
        Map<String, AttributeValue> more = new LinkedHashMap<>(values);
        more.put(name, value);
        return new Item(more);
    }

    public Item with(String name, String text) {
        return with(name, AttributeValue.text(text));
    }

    public Item with(String name, long number) {
        return with(name, AttributeValue.number(number));
    }

    public Optional<AttributeValue> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** Of an attribute that is always there. */
    public String text(String name) {
        return get(name)
                .orElseThrow(() -> new IllegalStateException("item without " + name))
                .asText();
    }

    public long number(String name) {
        return get(name)
                .orElseThrow(() -> new IllegalStateException("item without " + name))
                .asLong();
    }
}
