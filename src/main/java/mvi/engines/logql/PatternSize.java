package mvi.engines.logql;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many instructions a pattern has when it is compiled, at most: one for each character, class
 * and escape, and as many times more as braces say, group by group. It knows just enough of the
 * syntax not to be misled by parentheses and braces in classes, quotes and escapes.
 */
final class PatternSize {
    private final String pattern;
    private final Deque<Long> outer = new ArrayDeque<>();
    private int index;
    private long group;

    /** Of the last thing that something may repeat; part of the group's. */
    private long atom;

    PatternSize(String pattern) {
        this.pattern = pattern;
    }

    /** Throws ArithmeticException when they are more than can be counted. */
    long instructions() {
        while (index < pattern.length()) {
            step();
        }
        long sum = group;
        for (long each : outer) {
            sum = Math.addExact(sum, each);
        }
        return sum;
    }

    private void step() {
        char each = pattern.charAt(index);
        switch (each) {
            case '\\' -> escape();
            case '[' -> characterClass();
            case '(' -> {
                if (isFlags()) {
                    return;
                }
                outer.push(group);
                if (outer.size() > Limits.PATTERN_DEPTH) {
                    throw new ArithmeticException("too deep");
                }
                group = 0;
                atom = 0;
                index++;
            }
            case ')' -> {
                long inner = Math.addExact(group, 2);
                group = outer.isEmpty() ? 0 : outer.pop();
                add(inner);
                index++;
            }
            case '{' -> repetition();
            case '*', '+', '?', '|' -> {
                group = Math.addExact(group, 2);
                atom = Math.addExact(atom, 2);
                index++;
            }
            default -> {
                add(1);
                index++;
            }
        }
    }

    /**
     * Passes over {@code (?i)}, which is nothing: what is repeated behind it is what stands before.
     */
    private boolean isFlags() {
        if (!pattern.startsWith("(?", index)) {
            return false;
        }
        int end = index + 2;
        while (end < pattern.length()
                && (Character.isLetter(pattern.charAt(end)) || pattern.charAt(end) == '-')) {
            end++;
        }
        boolean isFlags = end < pattern.length() && pattern.charAt(end) == ')';
        if (isFlags) {
            index = end + 1;
        }
        return isFlags;
    }

    private void add(long size) {
        atom = size;
        group = Math.addExact(group, size);
    }

    private void escape() {
        char kind = index + 1 < pattern.length() ? pattern.charAt(index + 1) : '\\';
        if (kind == 'Q') {
            int end = pattern.indexOf("\\E", index + 2);
            int stop = end < 0 ? pattern.length() : end;
            // What is repeated after a quote is its last character; more is no harm. After an
            // empty one it is what stands before.
            if (stop > index + 2) {
                add(stop - index);
            }
            index = end < 0 ? stop : end + 2;
            return;
        }
        index += 2;
        boolean isBraced = (kind == 'p' || kind == 'P' || kind == 'x') && isAt('{');
        if (isBraced) {
            int end = pattern.indexOf('}', index);
            index = end < 0 ? pattern.length() : end + 1;
        }
        add(1);
    }

    private boolean isAt(char character) {
        return index < pattern.length() && pattern.charAt(index) == character;
    }

    private void characterClass() {
        index++;
        if (isAt('^')) {
            index++;
        }
        // A bracket that comes first is one of the class.
        if (isAt(']')) {
            index++;
        }
        while (index < pattern.length() && !isAt(']')) {
            int named = pattern.startsWith("[:", index) ? pattern.indexOf(":]", index + 2) : -1;
            if (named >= 0) {
                index = named + 2;
            } else {
                index += isAt('\\') ? 2 : 1;
            }
        }
        index++;
        add(1);
    }

    private void repetition() {
        int end = pattern.indexOf('}', index);
        String[] counts = end < 0 ? new String[0] : pattern.substring(index + 1, end).split(",", 2);
        long times = 0;
        for (String count : counts) {
            if (!count.matches("[0-9]{0,4}")) {
                counts = new String[0];
                break;
            }
            times = Math.max(times, count.isEmpty() ? 0 : Long.parseLong(count));
        }
        if (counts.length == 0) {
            add(1);
            index++;
            return;
        }
        // Each time may be optional, which is one instruction more.
        long repeated = Math.multiplyExact(Math.addExact(atom, 1), times + 1);
        group = Math.addExact(group, repeated - atom);
        atom = repeated;
        index = end + 1;
    }
}
