package mvi.manifest;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes maps, lists, texts, numbers and truth values as YAML. Where YAML has several ways to write
 * one thing, a {@link Whim} chooses: block or flow, three kinds of quoting, an alias for what was
 * written before.
 */
final class YamlWriter {
    /** Says yes to one question in {@code n}, or to none. */
    interface Whim {
        /** One way for everything. */
        Whim NONE = n -> false;

        boolean oneIn(int n);
    }

    /** A node that others may merge into theirs. */
    record Anchored(String anchor, Object node) {}

    /** The value of {@code <<}. */
    record Merged(String anchor) {}

    private static final Pattern PLAIN =
            Pattern.compile("[A-Za-z0-9_/.][A-Za-z0-9_/.@+-]*( [A-Za-z0-9_/.@+-]+)*");

    private static final Pattern NOT_TEXT = Pattern.compile("null|Null|NULL");

    private final Whim whim;
    private final Map<Object, String> anchors = new HashMap<>();
    private final StringBuilder out = new StringBuilder();
    private int named;

    private YamlWriter(Whim whim) {
        this.whim = whim;
    }

    static String write(Map<String, ?> document, Whim whim) {
        YamlWriter writer = new YamlWriter(whim);
        writer.entries(document, "");
        return writer.out.toString();
    }

    /** A mapping in the order of its keys here: what a seed makes is the same in every run. */
    static Map<String, Object> map(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put(String.valueOf(keysAndValues[i]), keysAndValues[i + 1]);
        }
        return map;
    }

    private void entries(Map<?, ?> map, String indent) {
        map.forEach(
                (key, value) -> {
                    out.append(indent).append(key(key, value)).append(':');
                    value(value, indent + "  ");
                });
    }

    private void items(List<?> list, String indent) {
        for (Object item : list) {
            out.append(indent).append('-');
            value(item, indent + "  ");
        }
    }

    private void value(Object node, String indent) {
        switch (node) {
            case Merged merged -> out.append(" *").append(merged.anchor()).append('\n');
            case Anchored anchored -> {
                out.append(" &").append(anchored.anchor());
                unnamed(anchored.node(), indent);
            }
            case Object known when anchors.containsKey(known) && whim.oneIn(2) ->
                    out.append(" *").append(anchors.get(known)).append('\n');
            case Object fresh when whim.oneIn(5) && !anchors.containsKey(fresh) -> {
                String anchor = "n" + named++;
                out.append(" &").append(anchor);
                unnamed(fresh, indent);
                anchors.put(fresh, anchor);
            }
            default -> unnamed(node, indent);
        }
    }

    private void unnamed(Object node, String indent) {
        switch (node) {
            case Map<?, ?> map when !map.isEmpty() && !isFlow(map) -> {
                out.append('\n');
                entries(map, indent);
            }
            case List<?> list when !list.isEmpty() && !whim.oneIn(3) -> {
                out.append('\n');
                items(list, indent);
            }
            default -> out.append(' ').append(flow(node)).append('\n');
        }
    }

    private boolean isFlow(Map<?, ?> map) {
        return map.values().stream().noneMatch(YamlWriter::isNamed) && whim.oneIn(3);
    }

    private static boolean isNamed(Object node) {
        return node instanceof Anchored || node instanceof Merged;
    }

    private String flow(Object node) {
        return switch (node) {
            case Map<?, ?> map ->
                    map.entrySet().stream()
                            .map(
                                    each ->
                                            key(each.getKey(), each.getValue())
                                                    + ": "
                                                    + flow(each.getValue()))
                            .collect(Collectors.joining(", ", "{", "}"));
            case List<?> list ->
                    list.stream().map(this::flow).collect(Collectors.joining(", ", "[", "]"));
            case String text -> text(text);
            case Merged merged -> "*" + merged.anchor();
            default -> String.valueOf(node);
        };
    }

    private String key(Object key, Object value) {
        return value instanceof Merged ? String.valueOf(key) : text(String.valueOf(key));
    }

    private String text(String text) {
        if (PLAIN.matcher(text).matches() && !NOT_TEXT.matcher(text).matches() && whim.oneIn(2)) {
            return text;
        }
        if (text.chars().noneMatch(YamlWriter::isEscaped) && whim.oneIn(2)) {
            return "'" + text.replace("'", "''") + "'";
        }
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (isEscaped(c)) {
                quoted.append("\\u%04X".formatted((int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    /** Control characters, and what YAML or its readers take for a line's end. */
    private static boolean isEscaped(int c) {
        return c < 0x20 || c >= 0x7f && c < 0xa0 || c == 0x2028 || c == 0x2029 || c == 0xfeff;
    }
}
