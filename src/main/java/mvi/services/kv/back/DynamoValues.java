package mvi.services.kv.back;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import mvi.engines.base.Problem;
import mvi.services.kv.AttributeValue;
import mvi.services.kv.Item;
import software.amazon.awssdk.core.SdkBytes;

/** Items between this service's values and the SDK's. */
final class DynamoValues {
    private DynamoValues() {}

    static Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> sdk(
            Map<String, AttributeValue> values) {
        Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> all =
                new LinkedHashMap<>();
        values.forEach((name, value) -> all.put(name, sdk(value)));
        return all;
    }

    private static software.amazon.awssdk.services.dynamodb.model.AttributeValue sdk(
            AttributeValue value) {
        var to = software.amazon.awssdk.services.dynamodb.model.AttributeValue.builder();
        switch (value) {
            case AttributeValue.Text text -> to.s(text.text());
            case AttributeValue.Number number -> to.n(number.decimal());
            case AttributeValue.Bytes bytes -> to.b(SdkBytes.fromByteArray(bytes.bytes()));
            case AttributeValue.Bool bool -> to.bool(bool.value());
            case AttributeValue.Null _ -> to.nul(true);
            case AttributeValue.ListOf list ->
                    to.l(list.values().stream().map(DynamoValues::sdk).toList());
            case AttributeValue.MapOf map -> to.m(sdk(map.values()));
            case AttributeValue.TextSet set -> to.ss(set.values());
            case AttributeValue.NumberSet set -> to.ns(set.values());
            case AttributeValue.BytesSet set ->
                    to.bs(
                            set.values().stream()
                                    .map(Base64.getDecoder()::decode)
                                    .map(SdkBytes::fromByteArray)
                                    .toList());
        }
        return to.build();
    }

    static Item item(
            Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> values) {
        return new Item(map(values));
    }

    private static Map<String, AttributeValue> map(
            Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> values) {
        Map<String, AttributeValue> all = new LinkedHashMap<>();
        values.forEach((name, value) -> all.put(name, value(value)));
        return all;
    }

    private static AttributeValue value(
            software.amazon.awssdk.services.dynamodb.model.AttributeValue value) {
        return switch (value.type()) {
            case S -> new AttributeValue.Text(value.s());
            case N -> new AttributeValue.Number(value.n());
            case B -> new AttributeValue.Bytes(value.b().asByteArray());
            case BOOL -> new AttributeValue.Bool(value.bool());
            case NUL -> new AttributeValue.Null();
            case L ->
                    new AttributeValue.ListOf(value.l().stream().map(DynamoValues::value).toList());
            case M -> new AttributeValue.MapOf(map(value.m()));
            case SS -> new AttributeValue.TextSet(new TreeSet<>(value.ss()));
            case NS -> new AttributeValue.NumberSet(new TreeSet<>(value.ns()));
            case BS -> {
                TreeSet<String> set = new TreeSet<>();
                value.bs()
                        .forEach(
                                each ->
                                        set.add(
                                                Base64.getEncoder()
                                                        .encodeToString(each.asByteArray())));
                yield new AttributeValue.BytesSet(set);
            }
            case UNKNOWN_TO_SDK_VERSION ->
                    throw Problem.bug("an attribute of a type unknown here: " + value, null);
        };
    }
}
