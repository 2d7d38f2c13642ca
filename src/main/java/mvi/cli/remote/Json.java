package mvi.cli.remote;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON as the CLI needs it: read as a stream into maps and lists, asked with defaults. No data
 * binding, which would cost more than a call may take.
 */
public record Json(Object value) {
    private static final JsonFactory FACTORY = new JsonFactory();

    public static Json parse(String text) throws IOException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            return new Json(value(parser, parser.nextToken()));
        }
    }

    /** The same JSON, indented. */
    public static String pretty(String text) throws IOException {
        StringWriter out = new StringWriter();
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        printer.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
        try (JsonParser parser = FACTORY.createParser(text);
                JsonGenerator generator = FACTORY.createGenerator(out)) {
            generator.setPrettyPrinter(printer);
            while (parser.nextToken() != null) {
                generator.copyCurrentEvent(parser);
            }
        }
        return out.toString();
    }

    /** Of maps, lists, text, numbers and truth values. */
    public static String write(Object value) throws IOException {
        StringWriter out = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(out)) {
            write(generator, value);
        }
        return out.toString();
    }

    /** Empty when it is not there. */
    public String text(String name) {
        Object part = part(name);
        return part instanceof Map || part instanceof List ? "" : String.valueOf(part);
    }

    public double number(String name) {
        return part(name) instanceof Number number ? number.doubleValue() : 0;
    }

    public long whole(String name) {
        return part(name) instanceof Number number ? number.longValue() : 0;
    }

    public boolean isTrue(String name) {
        return Boolean.TRUE.equals(part(name));
    }

    /** An empty object when it is not there. */
    public Json at(String name) {
        Object part = part(name);
        return new Json(part instanceof Map ? part : Map.of());
    }

    public List<Json> items(String name) {
        return new Json(part(name)).items();
    }

    public List<Json> items() {
        List<Json> items = new ArrayList<>();
        if (value instanceof List<?> list) {
            for (Object each : list) {
                items.add(new Json(each == null ? "" : each));
            }
        }
        return items;
    }

    /** Names and values as text, in order. */
    public Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, each) -> texts.put(String.valueOf(name), String.valueOf(each)));
        }
        return texts;
    }

    private Object part(String name) {
        if (value instanceof Map<?, ?> map) {
            Object part = map.get(name);
            return part == null ? "" : part;
        }
        return "";
    }

    private static Object value(JsonParser parser, JsonToken token) throws IOException {
        if (token == null) {
            throw new IOException("the answer is not whole JSON");
        }
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> "";
            default -> parser.getText();
        };
    }

    private static Object object(JsonParser parser) throws IOException {
        Map<String, Object> map = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            map.put(name, value(parser, parser.nextToken()));
        }
        return map;
    }

    private static Object array(JsonParser parser) throws IOException {
        List<Object> list = new ArrayList<>();
        for (JsonToken each = parser.nextToken();
                each != JsonToken.END_ARRAY;
                each = parser.nextToken()) {
            list.add(value(parser, each));
        }
        return list;
    }

    private static void write(JsonGenerator out, Object value) throws IOException {
        switch (value) {
            case Map<?, ?> map -> {
                out.writeStartObject();
                for (Map.Entry<?, ?> each : map.entrySet()) {
                    out.writeFieldName(String.valueOf(each.getKey()));
                    write(out, each.getValue());
                }
                out.writeEndObject();
            }
            case List<?> list -> {
                out.writeStartArray();
                for (Object each : list) {
                    write(out, each);
                }
                out.writeEndArray();
            }
            case Integer number -> out.writeNumber(number);
            case Long number -> out.writeNumber(number);
            case Double number -> out.writeNumber(number);
            case Boolean truth -> out.writeBoolean(truth);
            default -> out.writeString(String.valueOf(value));
        }
    }
}
