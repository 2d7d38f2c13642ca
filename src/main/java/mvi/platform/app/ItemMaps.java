package mvi.platform.app;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import mvi.services.kv.AttributeValue;

/** Maps of texts and of numbers as values of an item, in their order. */
public final class ItemMaps {
    private ItemMaps() {}

    public static AttributeValue texts(Map<String, String> texts) {
        Map<String, AttributeValue> values = new LinkedHashMap<>();
        texts.forEach((name, text) -> values.put(name, AttributeValue.text(text)));
        return new AttributeValue.MapOf(values);
    }

    /** Empty for a value that is not there. */
    public static Map<String, String> texts(Optional<AttributeValue> value) {
        Map<String, String> texts = new LinkedHashMap<>();
        values(value).forEach((name, text) -> texts.put(name, text.asText()));
        return texts;
    }

    static AttributeValue numbers(Map<String, Integer> numbers) {
        Map<String, AttributeValue> values = new LinkedHashMap<>();
        numbers.forEach((name, number) -> values.put(name, AttributeValue.number(number)));
        return new AttributeValue.MapOf(values);
    }

    /** Empty for a value that is not there. */
    static Map<String, Integer> numbers(Optional<AttributeValue> value) {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        values(value).forEach((name, number) -> numbers.put(name, (int) number.asLong()));
        return numbers;
    }

    private static Map<String, AttributeValue> values(Optional<AttributeValue> value) {
        return value.orElse(null) instanceof AttributeValue.MapOf map ? map.values() : Map.of();
    }
}
