package mvi.engines.logql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What stands in a line between fixed texts: {@code <ip> - <_> "<method> <path>"}. {@code <_>} is
 * passed over. A capture reaches to the next fixed text, so two never follow each other.
 */
record LineTemplate(List<Part> parts) {
    private static final String UNNAMED = "_";

    /** A fixed text, or a capture's name. */
    record Part(String text, boolean isCapture) {
        boolean isNamed() {
            return isCapture && !text.equals(UNNAMED);
        }
    }

    LineTemplate {
        parts = List.copyOf(parts);
    }

    /** Of the parser, which takes something out of a line. */
    static LineTemplate ofParser(Token token) {
        LineTemplate template = parse(token);
        Set<String> names = new HashSet<>();
        for (Part part : template.parts()) {
            if (part.isNamed() && !names.add(part.text())) {
                throw BadQuery.at(token.index(), "<" + part.text() + "> is there twice");
            }
        }
        if (names.isEmpty()) {
            throw BadQuery.at(token.index(), "a pattern has a capture with a name, such as <path>");
        }
        return template;
    }

    /** Of a filter, which has no use for names. */
    static LineTemplate ofFilter(Token token) {
        LineTemplate template = parse(token);
        Optional<Part> named = template.parts().stream().filter(Part::isNamed).findFirst();
        if (named.isPresent()) {
            throw BadQuery.at(
                    token.index(),
                    "a filter keeps no <" + named.get().text() + ">: write <_>, or use pattern");
        }
        return template;
    }

    private static LineTemplate parse(Token token) {
        List<Part> parts = new ArrayList<>();
        String text = token.text();
        StringBuilder fixed = new StringBuilder();
        int index = 0;
        while (index < text.length()) {
            int end = text.charAt(index) == '<' ? text.indexOf('>', index) : -1;
            if (end < 0 || !LabelNames.isName(text.substring(index + 1, end))) {
                fixed.append(text.charAt(index++));
                continue;
            }
            if (fixed.isEmpty() && !parts.isEmpty()) {
                throw BadQuery.at(token.index(), "between two captures stands something");
            }
            if (!fixed.isEmpty()) {
                parts.add(new Part(fixed.toString(), false));
                fixed.setLength(0);
            }
            parts.add(new Part(text.substring(index + 1, end), true));
            index = end + 1;
        }
        if (!fixed.isEmpty()) {
            parts.add(new Part(fixed.toString(), false));
        }
        return new LineTemplate(parts);
    }

    /**
     * Takes what the captures cover. A line that begins otherwise gives nothing; where a fixed text
     * is missing, the capture before it reaches to the end and is the last.
     */
    void extract(Entry entry) {
        String line = entry.line();
        int from = 0;
        for (int i = 0; i < parts.size() && !line.isEmpty(); i++) {
            Part part = parts.get(i);
            if (!part.isCapture()) {
                // Behind a capture it was found already.
                if (i == 0 && !line.startsWith(part.text())) {
                    return;
                }
                from += part.text().length();
                continue;
            }
            boolean isLast = i + 1 == parts.size();
            int end = isLast ? line.length() : line.indexOf(parts.get(i + 1).text(), from);
            String value = line.substring(from, end < 0 ? line.length() : end);
            if (part.isNamed()) {
                entry.extract(part.text(), value);
            }
            if (end < 0) {
                return;
            }
            from = end;
        }
    }

    /**
     * Whether a line is so up to its end, and no capture is empty. As in Loki, a fixed text that
     * comes first may stand anywhere, and each is looked for only once.
     */
    boolean matches(String line) {
        if (line.isEmpty() || parts.isEmpty()) {
            return line.isEmpty() && parts.isEmpty();
        }
        int from = 0;
        for (int i = 0; i < parts.size(); i++) {
            String text = parts.get(i).text();
            if (parts.get(i).isCapture()) {
                continue;
            }
            int found = line.indexOf(text, from);
            boolean isInPlace = i == 0 ? found >= 0 : found > from;
            if (!isInPlace) {
                return false;
            }
            from = found + text.length();
        }
        return parts.getLast().isCapture() == from < line.length();
    }
}
