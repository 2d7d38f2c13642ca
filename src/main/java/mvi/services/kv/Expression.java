package mvi.services.kv;

import java.util.Map;

/**
 * An expression in DynamoDB's language with its {@code #names} and {@code :values}. An empty text
 * is no condition.
 */
public record Expression(
        String text, Map<String, String> names, Map<String, AttributeValue> values) {
    public static final Expression NONE = new Expression("", Map.of(), Map.of());

    /** Holds when no item with this key exists; {@code attribute} is the partition key's name. */
    public static Expression absent(String attribute) {
        return new Expression("attribute_not_exists(#a)", Map.of("#a", attribute), Map.of());
    }

    /** Holds when the item's attribute has this value. */
    public static Expression equal(String attribute, AttributeValue value) {
        return new Expression("#a = :v", Map.of("#a", attribute), Map.of(":v", value));
    }
}
