package mvi.engines.logql;

import java.util.Optional;

/**
 * Reads {@code key=value key="quoted value" key} of a line, pair by pair. Blanks and control
 * characters part them. What is malformed is passed over up to the next blank, and remembered.
 */
final class LogfmtReader {
    private final String line;
    private int index;
    private String error = "";

    /** A pair; the value is empty when there is none. */
    record Pair(String key, String value) {}

    LogfmtReader(String line) {
        this.line = line;
        skipBlanks();
    }

    boolean hasMore() {
        return index < line.length();
    }

    /** What was wrong last, with its character; empty when nothing was. */
    String error() {
        return error;
    }

    /** The next pair, or empty when it is malformed. */
    Optional<Pair> next() {
        Optional<Pair> pair = pair();
        if (pair.isEmpty()) {
            while (hasMore() && !isBlank()) {
                index++;
            }
        }
        skipBlanks();
        return pair;
    }

    private Optional<Pair> pair() {
        int start = index;
        while (hasMore() && !isBlank() && line.charAt(index) != '=') {
            if (line.charAt(index) == '"') {
                return malformed("a quote in a key");
            }
            index++;
        }
        String key = line.substring(start, index);
        if (key.isEmpty()) {
            return malformed("a value without a key");
        }
        if (key.indexOf('\uFFFD') >= 0) {
            return malformed("a key that is no UTF-8");
        }
        if (!hasMore() || isBlank()) {
            return Optional.of(new Pair(key, ""));
        }
        index++;
        if (hasMore() && line.charAt(index) == '"') {
            return quoted(key);
        }
        int from = index;
        while (hasMore() && !isBlank()) {
            char each = line.charAt(index);
            if (each == '=' || each == '"') {
                return malformed("'" + each + "' in a value without quotes");
            }
            index++;
        }
        return Optional.of(new Pair(key, line.substring(from, index)));
    }

    private Optional<Pair> quoted(String key) {
        index++;
        StringBuilder value = new StringBuilder();
        while (hasMore() && line.charAt(index) != '"') {
            char each = line.charAt(index++);
            if (each != '\\') {
                value.append(each);
                continue;
            }
            int escaped = escaped();
            if (escaped < 0) {
                return malformed("a bad escape in a quoted value");
            }
            value.append((char) escaped);
        }
        if (!hasMore()) {
            return malformed("a quote without an end");
        }
        index++;
        return Optional.of(new Pair(key, value.toString()));
    }

    /** The character that an escape of JSON stands for; negative when it is none. */
    private int escaped() {
        if (!hasMore()) {
            return -1;
        }
        char kind = line.charAt(index++);
        int simple = "\"\\/'bfnrt".indexOf(kind);
        if (simple >= 0) {
            return "\"\\/'\b\f\n\r\t".charAt(simple);
        }
        if (kind != 'u' || index + 4 > line.length()) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(line.charAt(index++), 16);
            if (digit < 0) {
                return -1;
            }
            value = value * 16 + digit;
        }
        return value;
    }

    private Optional<Pair> malformed(String why) {
        error = why + " at character " + (index + 1);
        return Optional.empty();
    }

    private void skipBlanks() {
        while (hasMore() && isBlank()) {
            index++;
        }
    }

    private boolean isBlank() {
        return line.charAt(index) <= ' ';
    }
}
