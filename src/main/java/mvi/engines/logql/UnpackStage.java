package mvi.engines.logql;

import com.fasterxml.jackson.core.JsonToken;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * {@code unpack}: undoes the {@code pack} stage of Loki's agents. Texts of the object become labels
 * and its {@code _entry} the line; without one it is no packed line, and nothing is taken.
 */
record UnpackStage() implements Stage {
    private static final String PACKED = "_entry";

    @Override
    public boolean process(Entry entry) {
        if (entry.line().isEmpty()) {
            return true;
        }
        Map<String, String> found = new LinkedHashMap<>();
        JsonParts.read(
                entry,
                parser -> {
                    if (!JsonParts.isObject(parser, entry)) {
                        return;
                    }
                    while (parser.nextToken() == JsonToken.FIELD_NAME) {
                        String key = parser.currentName();
                        if (parser.nextToken() == JsonToken.VALUE_STRING) {
                            found.put(key, parser.getText());
                        } else {
                            parser.skipChildren();
                        }
                    }
                    Optional<String> packed = Optional.ofNullable(found.remove(PACKED));
                    if (packed.isPresent()) {
                        found.forEach((name, value) -> entry.extract(LabelNames.of(name), value));
                        entry.replaceLine(packed.get());
                    }
                });
        return true;
    }
}
