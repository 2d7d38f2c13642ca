package mvi.services.kv.back;

import java.util.HashMap;
import java.util.Map;
import mvi.services.kv.Expression;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Two expressions of one request. DynamoDB has one set of names and values for both, so those of
 * the second are renamed: no text of an expression holds {@code #} or {@code :} but before a name.
 */
record DynamoExpressions(
        String first,
        @Nullable String second,
        @Nullable Map<String, String> names,
        @Nullable Map<String, AttributeValue> values) {

    static DynamoExpressions of(Expression first, Expression second) {
        Map<String, String> names = new HashMap<>(first.names());
        Map<String, AttributeValue> values = DynamoValues.sdk(first.values());
        second.names().forEach((name, real) -> names.put(renamed(name), real));
        DynamoValues.sdk(second.values())
                .forEach((name, value) -> values.put(renamed(name), value));
        String text = text(second);
        return new DynamoExpressions(
                first.text(),
                text == null ? null : renamed(text),
                names.isEmpty() ? null : names,
                values.isEmpty() ? null : values);
    }

    private static String renamed(String text) {
        return text.replaceAll("([#:])", "$1f_");
    }

    static @Nullable String text(Expression expression) {
        return expression.text().isBlank() ? null : expression.text();
    }

    /** DynamoDB refuses names and values that are there and none. */
    static @Nullable Map<String, String> names(Expression expression) {
        return expression.names().isEmpty() ? null : expression.names();
    }

    static @Nullable Map<String, AttributeValue> values(Expression expression) {
        return expression.values().isEmpty() ? null : DynamoValues.sdk(expression.values());
    }
}
