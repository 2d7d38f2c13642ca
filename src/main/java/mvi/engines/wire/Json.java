package mvi.engines.wire;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;

/**
 * JSON (RFC 8259), read strictly: a key given twice, text after the end, bytes that are no UTF-8,
 * or more depth than {@link #DEPTH} is refused with INVALID {@code malformed-json}. Numbers keep
 * every digit.
 *
 * <p>Records are objects by the names of their components. Durations and instants are ISO 8601
 * text, an empty Optional is null or left out; all else must be there. Names that a reader doesn't
 * know are passed over, so that neighbouring releases understand each other.
 */
public final class Json {
    /** Twice what DynamoDB's deepest item needs. */
    private static final int DEPTH = 96;

    private static final int LONGEST_NUMBER = 400;

    /** Buffers for reading and writing that are kept, of some 20 KiB each. */
    private static final int BUFFERS = 16;

    private static final ObjectMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    // By default they are each thread's, and virtual threads are
                                    // used once.
                                    .recyclerPool(JsonRecyclerPools.newBoundedPool(BUFFERS))
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(DEPTH)
                                                    .maxNumberLength(LONGEST_NUMBER)
                                                    .maxStringLength(Integer.MAX_VALUE)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .addModule(JsonTypes.module())
                    // A record's components are its JSON, not what else it can be asked.
                    .visibility(PropertyAccessor.GETTER, Visibility.NONE)
                    .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
                    .visibility(PropertyAccessor.FIELD, Visibility.ANY)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();

    private Json() {}

    public static JsonNode parse(byte[] text) {
        return parse(decoded(text));
    }

    public static JsonNode parse(String text) {
        try {
            JsonNode node = MAPPER.readTree(text);
            if (node.isMissingNode()) {
                throw Problem.invalid("malformed-json", "JSON was expected, but nothing came");
            }
            return node;
        } catch (JsonProcessingException bad) {
            throw malformed(bad, "JSON");
        }
    }

    public static <T> T read(byte[] text, Class<T> type) {
        return read(decoded(text), type);
    }

    /** Into a record, an array of records, a map or a list. */
    public static <T> T read(String text, Class<T> type) {
        try {
            T value = MAPPER.readValue(text, type);
            if (value == null) {
                throw Problem.invalid("malformed-json", "JSON null is not accepted here");
            }
            return value;
        } catch (JsonProcessingException bad) {
            throw malformed(bad, type.getSimpleName());
        }
    }

    /** A node, a record, or maps and lists of them, on one line. */
    public static byte[] write(Object value) {
        return text(value).getBytes(StandardCharsets.UTF_8);
    }

    /** As {@link #write}. */
    public static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException unwritable) {
            throw Problem.bug("no JSON of " + value.getClass(), unwritable);
        }
    }

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    private static String decoded(byte[] text) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
        } catch (CharacterCodingException bad) {
            throw new Problem(
                    "malformed-json",
                    Kind.INVALID,
                    "the JSON can not be read: it is not UTF-8",
                    "",
                    bad);
        }
    }

    private static Problem malformed(JsonProcessingException bad, String expected) {
        String where =
                bad.getLocation() == null
                        ? ""
                        : " at line "
                                + bad.getLocation().getLineNr()
                                + ", column "
                                + bad.getLocation().getColumnNr();
        return new Problem(
                "malformed-json",
                Kind.INVALID,
                "the JSON can not be read" + where + ": " + why(bad, expected),
                String.valueOf(bad.getOriginalMessage()),
                bad);
    }

    private static String why(JsonProcessingException bad, String expected) {
        if (bad instanceof JsonEOFException) {
            return "it ends too early";
        }
        // What data binding says names classes: for the log, not for a client.
        return bad instanceof StreamReadException
                ? String.valueOf(bad.getOriginalMessage())
                : "it is not the " + expected + " that is expected here";
    }
}
