package mvi.services.kv.front;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import mvi.engines.base.Problem;
import mvi.engines.wire.Json;
import mvi.services.kv.AttributeValue;
import mvi.services.kv.Item;

/** Items and values as DynamoDB's JSON writes them. */
final class Attributes {
    private Attributes() {}

    static Item item(JsonNode node) {
        return new Item(map(node));
    }

    static Map<String, AttributeValue> map(JsonNode node) {
        if (!node.isObject()) {
            throw Problem.invalid("bad-field", "a map of attributes is an object");
        }
        Map<String, AttributeValue> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            values.put(entry.getKey(), value(entry.getValue()));
        }
        return values;
    }

    static AttributeValue value(JsonNode node) {
        if (!node.isObject()) {
            throw Problem.invalid("bad-field", "an attribute value is an object of one type");
        }
        if (node.size() != 1) {
            throw Problem.invalid(
                    "bad-item",
                    "Supplied AttributeValue "
                            + (node.isEmpty() ? "is empty" : "has more than one datatypes set")
                            + ", must contain exactly one of the supported datatypes");
        }
        Map.Entry<String, JsonNode> only = node.properties().iterator().next();
        JsonNode content = only.getValue();
        return switch (only.getKey()) {
            case "S" -> new AttributeValue.Text(text(content));
            case "N" -> new AttributeValue.Number(text(content));
            case "B" -> new AttributeValue.Bytes(bytes(text(content)));
            case "BOOL" -> new AttributeValue.Bool(bool(content));
            case "NULL" -> {
                if (!bool(content)) {
                    throw Problem.invalid("bad-item", "a NULL attribute is {\"NULL\": true}");
                }
                yield new AttributeValue.Null();
            }
            case "L" -> new AttributeValue.ListOf(list(content));
            case "M" -> new AttributeValue.MapOf(map(content));
            case "SS" -> new AttributeValue.TextSet(set(content, text -> text));
            case "NS" -> new AttributeValue.NumberSet(set(content, text -> text));
            case "BS" ->
                    new AttributeValue.BytesSet(
                            set(content, text -> Base64.getEncoder().encodeToString(bytes(text))));
            default ->
                    throw Problem.invalid(
                            "bad-item",
                            "'" + only.getKey() + "' is none of S N B BOOL NULL L M SS NS BS");
        };
    }

    private static List<AttributeValue> list(JsonNode node) {
        List<AttributeValue> values = new ArrayList<>();
        array(node).forEach(each -> values.add(value(each)));
        return values;
    }

    private static SortedSet<String> set(JsonNode node, UnaryOperator<String> form) {
        SortedSet<String> values = new TreeSet<>();
        for (JsonNode each : array(node)) {
            if (!values.add(form.apply(text(each)))) {
                throw Problem.invalid("bad-item", "a set has no value twice");
            }
        }
        if (values.isEmpty()) {
            throw Problem.invalid("bad-item", "a set is never empty");
        }
        return values;
    }

    private static JsonNode array(JsonNode node) {
        if (!node.isArray()) {
            throw Problem.invalid("bad-field", "a list or set is an array");
        }
        return node;
    }

    private static String text(JsonNode node) {
        if (!node.isTextual()) {
            throw Problem.invalid("bad-field", "S, N and B hold a text, numbers too");
        }
        return node.textValue();
    }

    private static boolean bool(JsonNode node) {
        if (!node.isBoolean()) {
            throw Problem.invalid("bad-field", "BOOL and NULL hold true or false");
        }
        return node.booleanValue();
    }

    private static byte[] bytes(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException malformed) {
            throw Problem.invalid("bad-field", "bytes are base64");
        }
    }

    static ObjectNode json(Item item) {
        return json(item.values());
    }

    private static ObjectNode json(Map<String, AttributeValue> values) {
        ObjectNode node = Json.object();
        values.forEach((name, value) -> node.set(name, json(value)));
        return node;
    }

    private static ObjectNode json(AttributeValue value) {
        ObjectNode node = Json.object();
        switch (value) {
            case AttributeValue.Text text -> node.put("S", text.text());
            case AttributeValue.Number number -> node.put("N", number.decimal());
            case AttributeValue.Bytes bytes ->
                    node.put("B", Base64.getEncoder().encodeToString(bytes.bytes()));
            case AttributeValue.Bool bool -> node.put("BOOL", bool.value());
            case AttributeValue.Null _ -> node.put("NULL", true);
            case AttributeValue.ListOf list -> {
                ArrayNode array = node.putArray("L");
                list.values().forEach(each -> array.add(json(each)));
            }
            case AttributeValue.MapOf map -> node.set("M", json(map.values()));
            case AttributeValue.TextSet set -> set.values().forEach(node.putArray("SS")::add);
            case AttributeValue.NumberSet set -> set.values().forEach(node.putArray("NS")::add);
            case AttributeValue.BytesSet set -> set.values().forEach(node.putArray("BS")::add);
        }
        return node;
    }
}
