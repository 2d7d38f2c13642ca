package mvi.services.kv;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import mvi.engines.base.Problem;

/**
 * A value of an item, in DynamoDB's ten types. Numbers are exact decimals kept as text in canonical
 * form, up to 38 digits.
 */
public sealed interface AttributeValue {
    record Text(String text) implements AttributeValue {}

    record Number(String decimal) implements AttributeValue {}

    /** Base64 on the wire. */
    record Bytes(byte[] bytes) implements AttributeValue {
        @Override
        public boolean equals(Object other) {
            return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }

    record Bool(boolean value) implements AttributeValue {}

    record Null() implements AttributeValue {}

    record ListOf(List<AttributeValue> values) implements AttributeValue {}

    record MapOf(Map<String, AttributeValue> values) implements AttributeValue {}

    record TextSet(SortedSet<String> values) implements AttributeValue {}

    record NumberSet(SortedSet<String> values) implements AttributeValue {}

    /** Each entry base64, which keeps a set of bytes comparable. */
    record BytesSet(SortedSet<String> values) implements AttributeValue {}

    static AttributeValue text(String text) {
        return new Text(text);
    }

    static AttributeValue number(long number) {
        return new Number(Long.toString(number));
    }

    default String asText() {
        if (this instanceof Text text) {
            return text.text();
        }
        throw Problem.bug("not a text attribute: " + this, null);
    }

    default long asLong() {
        if (this instanceof Number number) {
            return Long.parseLong(number.decimal());
        }
        throw Problem.bug("not a number attribute: " + this, null);
    }
}
