package mvi.engines.logql;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code json label="path", …}: only these, as JSON where they are objects or arrays, and empty
 * where there are none.
 */
record JsonExtraction(Map<String, JsonPath> paths) implements Stage {
    static JsonExtraction of(List<Extraction> extractions) {
        Map<String, JsonPath> paths = new LinkedHashMap<>();
        extractions.forEach(
                each -> paths.putIfAbsent(each.label(), JsonPath.parse(each.expression())));
        return new JsonExtraction(paths);
    }

    /** The labels that are still looked for below some value, and how deep it is. */
    private record Search(List<Map.Entry<String, JsonPath>> wanted, int depth) {
        Search below(Object step) {
            List<Map.Entry<String, JsonPath>> below = new ArrayList<>();
            for (Map.Entry<String, JsonPath> each : wanted) {
                List<Object> steps = each.getValue().steps();
                if (steps.size() > depth && steps.get(depth).equals(step)) {
                    below.add(each);
                }
            }
            return new Search(below, depth + 1);
        }

        List<String> here() {
            return wanted.stream()
                    .filter(each -> each.getValue().steps().size() == depth)
                    .map(Map.Entry::getKey)
                    .toList();
        }
    }

    @Override
    public boolean process(Entry entry) {
        if (entry.line().isEmpty()) {
            return true;
        }
        if ("{[\"".indexOf(entry.line().charAt(0)) < 0) {
            entry.fail(JsonParts.ERROR, "the line is no JSON");
            return true;
        }
        JsonParts.read(
                entry,
                parser -> {
                    parser.nextToken();
                    value(parser, entry, new Search(List.copyOf(paths.entrySet()), 0));
                });
        for (String label : paths.keySet()) {
            if (entry.value(label).isEmpty()) {
                entry.extract(label, "");
            }
        }
        return true;
    }

    /** Calls itself once for each level, of which there are at most {@link Limits#JSON_DEPTH}. */
    private static void value(JsonParser parser, Entry entry, Search search) throws IOException {
        List<String> labels = search.here();
        long start = parser.currentTokenLocation().getCharOffset();
        String text = "";
        switch (parser.currentToken()) {
            case null -> {}
            case START_OBJECT -> {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    Search below = search.below(parser.currentName());
                    parser.nextToken();
                    descend(parser, entry, below);
                }
                text = upToHere(parser, entry, start);
            }
            case START_ARRAY -> {
                int position = 0;
                while (parser.nextToken() != JsonToken.END_ARRAY && parser.hasCurrentToken()) {
                    descend(parser, entry, search.below(position++));
                }
                text = upToHere(parser, entry, start);
            }
            case VALUE_NULL -> {}
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE ->
                    text = parser.getText();
            case END_ARRAY, END_OBJECT, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT -> {}
        }
        for (String label : labels) {
            entry.extract(label, text);
        }
    }

    private static void descend(JsonParser parser, Entry entry, Search search) throws IOException {
        if (search.wanted().isEmpty()) {
            parser.skipChildren();
        } else {
            value(parser, entry, search);
        }
    }

    private static String upToHere(JsonParser parser, Entry entry, long start) {
        int end = (int) parser.currentLocation().getCharOffset();
        return entry.line().substring((int) start, Math.min(end, entry.line().length()));
    }
}
