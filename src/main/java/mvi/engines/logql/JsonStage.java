package mvi.engines.logql;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * {@code json}: every value of an object becomes a label, those within objects under the names of
 * all above, joined by underscores. Arrays and nulls are passed over.
 */
record JsonStage() implements Stage {
    @Override
    public boolean process(Entry entry) {
        JsonParts.read(
                entry,
                parser -> {
                    if (JsonParts.isObject(parser, entry)) {
                        object(parser, entry, "");
                    }
                });
        return true;
    }

    /** Calls itself once for each level, of which there are at most {@link Limits#JSON_DEPTH}. */
    private static void object(JsonParser parser, Entry entry, String above) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String own = LabelNames.of(parser.currentName());
            String name = own.isEmpty() || above.isEmpty() ? above + own : above + "_" + own;
            boolean isFit = name.length() <= Limits.LABEL_NAME_LENGTH;
            JsonToken value = parser.nextToken();
            if (value == JsonToken.START_OBJECT && isFit) {
                object(parser, entry, name);
            } else if (value != null && value.isScalarValue() && value != JsonToken.VALUE_NULL) {
                if (isFit) {
                    entry.extract(name, parser.getText());
                }
            } else {
                parser.skipChildren();
            }
        }
    }
}
