package mvi.engines.logql;

import java.util.ArrayList;
import java.util.List;

/**
 * Where in a document a value is: {@code request.headers["User-Agent"]}, {@code servers[0]}.
 *
 * @param steps a String for a member, an Integer for an element
 */
record JsonPath(List<Object> steps) {
    JsonPath {
        steps = List.copyOf(steps);
    }

    static JsonPath parse(Token token) {
        List<Object> steps = new ArrayList<>();
        String text = token.text().strip();
        int index = 0;
        while (index < text.length()) {
            if (text.charAt(index) == '[') {
                int close = closing(text, index);
                steps.add(bracketed(text.substring(index + 1, Math.max(index + 1, close)), token));
                index = close + 1;
                continue;
            }
            if (!steps.isEmpty()) {
                index += text.charAt(index) == '.' ? 1 : text.length();
            }
            int start = index;
            while (index < text.length() && LabelNames.isPart(text.charAt(index))) {
                index++;
            }
            if (index == start || !LabelNames.isStart(text.charAt(start))) {
                throw wrong(token);
            }
            steps.add(text.substring(start, index));
        }
        if (steps.isEmpty()) {
            throw wrong(token);
        }
        return new JsonPath(steps);
    }

    /** Of a name in quotes, the bracket behind them. */
    private static int closing(String text, int open) {
        int end = text.startsWith("[\"", open) ? text.indexOf('"', open + 2) : open;
        int close = end < 0 ? -1 : text.indexOf(']', end);
        return close < 0 ? text.length() : close;
    }

    private static Object bracketed(String inner, Token token) {
        String text = inner.strip();
        if (text.length() > 2 && text.startsWith("\"") && text.endsWith("\"")) {
            return text.substring(1, text.length() - 1);
        }
        if (!text.matches("[0-9]{1,9}")) {
            throw wrong(token);
        }
        return Integer.parseInt(text);
    }

    private static RuntimeException wrong(Token token) {
        return BadQuery.at(
                token.index(),
                "'" + token.text() + "' is no place in JSON, as a.b, a[\"b\"] and a[0] are");
    }
}
