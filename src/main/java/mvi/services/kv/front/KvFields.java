package mvi.services.kv.front;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mvi.engines.base.Problem;
import mvi.services.kv.AttributeValue;
import mvi.services.kv.Expression;
import mvi.services.kv.Item;
import mvi.services.kv.TableName;

/** The fields of a request, or of one part of it; a JSON null is a field that is not there. */
record KvFields(JsonNode body, String account) {
    private static final String ARN = "arn:aws:dynamodb:";
    private static final Pattern PLACEHOLDER = Pattern.compile("[#:][A-Za-z0-9_]+");

    /** From before there were expressions; the answer says what took their place. */
    private static final List<String> LEGACY =
            List.of(
                    "Expected",
                    "ConditionalOperator",
                    "KeyConditions",
                    "QueryFilter",
                    "ScanFilter",
                    "AttributesToGet",
                    "AttributeUpdates");

    void refuseLegacy() {
        for (String name : LEGACY) {
            refuse(name, "it is a legacy parameter: write an expression");
        }
    }

    /** Refuses a field that would change the meaning of the request and is not served. */
    void refuse(String name, String why) {
        if (has(name)) {
            throw Problem.invalid("unsupported", name + " is not supported here: " + why);
        }
    }

    boolean has(String name) {
        return body.hasNonNull(name);
    }

    Optional<String> text(String name) {
        if (!has(name)) {
            return Optional.empty();
        }
        if (!body.get(name).isTextual()) {
            throw Problem.invalid("bad-field", name + " must be a text");
        }
        return Optional.of(body.get(name).textValue());
    }

    /** One of the values that the API knows; the first when the field is not there. */
    String choice(String name, String... known) {
        String value = text(name).orElse(known[0]);
        if (!List.of(known).contains(value)) {
            throw Problem.invalid(
                    "bad-choice",
                    "Value '%s' at '%s' is not one of %s"
                            .formatted(value, name, String.join(", ", known)));
        }
        return value;
    }

    boolean bool(String name, boolean usual) {
        if (!has(name)) {
            return usual;
        }
        if (!body.get(name).isBoolean()) {
            throw Problem.invalid("bad-field", name + " must be true or false");
        }
        return body.get(name).booleanValue();
    }

    int number(String name, int usual, int most) {
        if (!has(name)) {
            return usual;
        }
        JsonNode value = body.get(name);
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw Problem.invalid("bad-field", name + " must be a whole number");
        }
        if (value.intValue() < 1) {
            throw Problem.invalid("bad-number", name + " must be at least 1");
        }
        return Math.min(value.intValue(), most);
    }

    /** A name, or an ARN of one's own account. */
    TableName table() {
        String name = text("TableName").orElseThrow(() -> missing("TableName"));
        if (name.startsWith(ARN)) {
            String[] parts = name.split(":", 6);
            if (parts.length < 6 || !parts[4].equals(account) || !parts[5].startsWith("table/")) {
                throw Problem.denied("access-denied", "the table is of another account: " + name);
            }
            name = parts[5].substring("table/".length());
        }
        return new TableName(account, name);
    }

    Item item(String name) {
        if (!has(name)) {
            throw missing(name);
        }
        return Attributes.item(body.get(name));
    }

    Optional<Item> anItem(String name) {
        return has(name) ? Optional.of(item(name)) : Optional.empty();
    }

    List<KvFields> list(String name) {
        if (!has(name)) {
            throw missing(name);
        }
        List<KvFields> all = new ArrayList<>();
        if (!body.get(name).isArray()) {
            throw Problem.invalid("bad-field", name + " must be an array");
        }
        body.get(name).forEach(each -> all.add(new KvFields(each, account)));
        return all;
    }

    Optional<KvFields> object(String name) {
        return has(name) ? Optional.of(new KvFields(body.get(name), account)) : Optional.empty();
    }

    /** With every name and value that the request gives; NONE without the field. */
    Expression expression(String name) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return Expression.NONE;
        }
        if (text.get().isBlank()) {
            throw Problem.invalid(
                    "bad-expression", "Invalid " + name + ": The expression can not be empty;");
        }
        return new Expression(text.get(), names(), values());
    }

    /**
     * A name or value that no expression uses is most often a mistyped one that some other does.
     */
    void refuseUnused(String... expressions) {
        Set<String> used = new HashSet<>();
        for (String name : expressions) {
            Matcher matcher = PLACEHOLDER.matcher(text(name).orElse(""));
            while (matcher.find()) {
                used.add(matcher.group());
            }
        }
        refuseUnused("ExpressionAttributeNames", names().keySet(), used);
        refuseUnused("ExpressionAttributeValues", values().keySet(), used);
    }

    private static void refuseUnused(String field, Set<String> given, Set<String> used) {
        for (String each : given) {
            if (!used.contains(each)) {
                throw Problem.invalid(
                        "bad-expression",
                        "Value provided in %s unused in expressions: keys: {%s}"
                                .formatted(field, each));
            }
        }
    }

    Map<String, String> names() {
        Map<String, String> names = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> each :
                body.path("ExpressionAttributeNames").properties()) {
            if (!each.getValue().isTextual()) {
                throw Problem.invalid("bad-field", "ExpressionAttributeNames holds texts");
            }
            names.put(each.getKey(), each.getValue().textValue());
        }
        return names;
    }

    private Map<String, AttributeValue> values() {
        return has("ExpressionAttributeValues")
                ? Attributes.map(body.get("ExpressionAttributeValues"))
                : Map.of();
    }

    static Problem missing(String name) {
        return Problem.invalid("field-missing", "the field " + name + " is missing");
    }
}
