package mvi.api.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import mvi.engines.base.Problem;

/** The records of this package, and maps and lists of them, as JSON. */
public final class ApiJson {
    private static final ObjectMapper MAPPER =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private ApiJson() {}

    public static byte[] write(Object value) {
        return text(value).getBytes(StandardCharsets.UTF_8);
    }

    /** On one line. */
    public static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw Problem.bug("a view can't be written as JSON", impossible);
        }
    }

    /** Throws INVALID {@code bad-json}. */
    public static <T> T read(byte[] json, Class<T> type) {
        try {
            T value = MAPPER.readValue(json, type);
            if (value == null) {
                throw Problem.invalid("bad-json", "the body is empty JSON");
            }
            return value;
        } catch (IOException bad) {
            throw Problem.invalid("bad-json", "the body is not the JSON that is expected here");
        }
    }

    /** An object as a map, its fields in order. Throws INVALID {@code bad-json}. */
    public static Map<String, Object> readMap(byte[] json) {
        Map<String, Object> all = new LinkedHashMap<>();
        read(json.length == 0 ? "{}".getBytes(StandardCharsets.UTF_8) : json, Map.class)
                .forEach(
                        (name, value) -> all.put(String.valueOf(name), value == null ? "" : value));
        return all;
    }
}
