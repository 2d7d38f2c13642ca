package mvi.engines.logql;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;

/** Reads the JSON of lines, token by token: apps may print numbers that fit no type. */
final class JsonParts {
    static final String ERROR = "JSONParserErr";

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(Limits.JSON_DEPTH)
                                    .build())
                    // Keys are whatever apps print: there is nothing to gain by keeping them.
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    // Whoever prints a tab within a string means a tab.
                    .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
                    .build();

    private JsonParts() {}

    /** What is done with the JSON of a line. */
    @FunctionalInterface
    interface Reading {
        void read(JsonParser parser) throws IOException;
    }

    /** Does it; a line that is no JSON gets its error, and keeps what was found until then. */
    static void read(Entry entry, Reading reading) {
        try (JsonParser parser = FACTORY.createParser(entry.line())) {
            reading.read(parser);
        } catch (JsonProcessingException noJson) {
            entry.fail(ERROR, noJson.getOriginalMessage());
        } catch (IOException noJson) {
            entry.fail(ERROR, String.valueOf(noJson.getMessage()));
        }
    }

    /** Goes into the object that a line is; false, with its error, when it is none. */
    static boolean isObject(JsonParser parser, Entry entry) throws IOException {
        boolean isObject = parser.nextToken() == JsonToken.START_OBJECT;
        if (!isObject) {
            entry.fail(ERROR, "the line is no JSON object");
        }
        return isObject;
    }
}
