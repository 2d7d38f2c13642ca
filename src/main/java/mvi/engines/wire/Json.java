package mvi.engines.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import mvi.engines.base.Problem;

/**
 * JSON (RFC 8259), read strictly: a key given twice, an unknown property of a record, text after
 * the end, or more depth than {@link #DEPTH} is refused with INVALID {@code malformed-json}.
 * Numbers keep every digit.
 */
public final class Json {
    /** Twice what DynamoDB's deepest item needs. */
    private static final int DEPTH = 96;

    private static final int LONGEST_NUMBER = 400;

    private static final ObjectMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(DEPTH)
                                                    .maxNumberLength(LONGEST_NUMBER)
                                                    .maxStringLength(Integer.MAX_VALUE)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .build();

    private Json() {}

    public static JsonNode parse(byte[] text) {
        return parse(new String(text, StandardCharsets.UTF_8));
    }

    public static JsonNode parse(String text) {
        try {
            JsonNode node = MAPPER.readTree(text);
            if (node.isMissingNode()) {
                throw Problem.invalid("malformed-json", "JSON was expected, but nothing came");
            }
            return node;
        } catch (JsonProcessingException bad) {
            throw malformed(bad);
        }
    }

    public static <T> T read(byte[] text, Class<T> type) {
        return read(new String(text, StandardCharsets.UTF_8), type);
    }

    /** Into a record; each of its properties may be left out, none may be unknown. */
    public static <T> T read(String text, Class<T> type) {
        try {
            T value = MAPPER.readValue(text, type);
            if (value == null) {
                throw Problem.invalid("malformed-json", "JSON null is not accepted here");
            }
            return value;
        } catch (JsonProcessingException bad) {
            throw malformed(bad);
        }
    }

    /** A node or a record. */
    public static byte[] write(Object value) {
        return text(value).getBytes(StandardCharsets.UTF_8);
    }

    public static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException unwritable) {
            throw new IllegalArgumentException("can not be written as JSON", unwritable);
        }
    }

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    private static Problem malformed(JsonProcessingException bad) {
        String where =
                bad.getLocation() == null
                        ? ""
                        : " at line "
                                + bad.getLocation().getLineNr()
                                + ", column "
                                + bad.getLocation().getColumnNr();
        String why =
                bad instanceof JsonEOFException ? "it ends too early" : bad.getOriginalMessage();
        return Problem.invalid("malformed-json", "the JSON can not be read" + where + ": " + why);
    }
}
