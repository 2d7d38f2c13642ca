package mvi.engines.logql;

/**
 * {@code decolorize}: takes the control sequences of terminals out of a line (ECMA-48, section 5.4:
 * ESC [ or its single character, parameters, intermediates, a final character; and strings such as
 * the titles of windows, which end with BEL or ESC \).
 */
record Decolorize() implements Stage {
    private static final char ESCAPE = '\u001b';
    private static final char SEQUENCE = '\u009b';
    private static final char BELL = '\u0007';

    @Override
    public boolean process(Entry entry) {
        String line = entry.line();
        if (line.indexOf(ESCAPE) >= 0 || line.indexOf(SEQUENCE) >= 0) {
            entry.replaceLine(plain(line));
        }
        return true;
    }

    private static String plain(String line) {
        StringBuilder plain = new StringBuilder(line.length());
        int index = 0;
        while (index < line.length()) {
            char each = line.charAt(index);
            char next = index + 1 < line.length() ? line.charAt(index + 1) : ' ';
            if (each == SEQUENCE) {
                index = afterSequence(line, index + 1);
            } else if (each != ESCAPE) {
                plain.append(each);
                index++;
            } else if (next == '[') {
                index = afterSequence(line, index + 2);
            } else if (next == ']') {
                index = afterString(line, index + 2);
            } else if (next >= '(' && next <= '/') {
                index += 3;
            } else {
                index += next >= '0' && next <= '~' ? 2 : 1;
            }
        }
        return plain.toString();
    }

    private static int afterSequence(String line, int from) {
        int index = from;
        while (index < line.length() && line.charAt(index) >= ' ' && line.charAt(index) <= '?') {
            index++;
        }
        boolean isFinal =
                index < line.length() && line.charAt(index) >= '@' && line.charAt(index) <= '~';
        return isFinal ? index + 1 : index;
    }

    /** A string without an end is none; only its beginning goes. */
    private static int afterString(String line, int from) {
        for (int i = from; i < line.length(); i++) {
            if (line.charAt(i) == BELL) {
                return i + 1;
            }
            if (line.charAt(i) == ESCAPE) {
                return line.startsWith("\\", i + 1) ? i + 2 : i;
            }
        }
        return from;
    }
}
