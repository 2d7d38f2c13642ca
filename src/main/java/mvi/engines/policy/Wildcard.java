package mvi.engines.policy;

import java.util.HashMap;
import java.util.Map;

/**
 * Compares text with a pattern in which {@code *} stands for any run of characters and {@code ?}
 * for one.
 *
 * <p>Going back to the last star is fast for what people write, but a hostile pair costs the
 * product of both lengths. So after a number of steps in proportion to their sum, it is done anew
 * with one bit for each place in the pattern (Shift-And, Baeza-Yates and Gonnet 1992): one 64th of
 * the product, whatever the pattern.
 */
final class Wildcard {
    private static final int STEPS_PER_CHARACTER = 4;

    private Wildcard() {}

    static boolean matches(String pattern, String value, boolean isIgnoringCase) {
        int stepsLeft = STEPS_PER_CHARACTER * (pattern.length() + value.length());
        int at = 0;
        int in = 0;
        int star = -1;
        int resume = 0;
        while (at < value.length()) {
            if (stepsLeft-- == 0) {
                return matchesByBits(pattern, value, isIgnoringCase);
            }
            if (in < pattern.length() && pattern.charAt(in) == '*') {
                star = in++;
                resume = at;
            } else if (in < pattern.length()
                    && isSame(pattern.charAt(in), value.charAt(at), isIgnoringCase)) {
                in++;
                at++;
            } else if (star >= 0) {
                in = star + 1;
                at = ++resume;
            } else {
                return false;
            }
        }
        while (in < pattern.length() && pattern.charAt(in) == '*') {
            in++;
        }
        return in == pattern.length();
    }

    private static boolean isSame(char pattern, char value, boolean isIgnoringCase) {
        return pattern == '?'
                || pattern == value
                || (isIgnoringCase && fold(pattern, true) == fold(value, true));
    }

    private static char fold(char letter, boolean isIgnoringCase) {
        return isIgnoringCase ? Character.toLowerCase(letter) : letter;
    }

    /** Bit i of a state: the value so far is met by the pattern's first i places, stars apart. */
    static boolean matchesByBits(String pattern, String value, boolean isIgnoringCase) {
        int words = pattern.length() / Long.SIZE + 1;
        long[] stars = new long[words];
        long[] any = new long[words];
        Map<Character, long[]> places = new HashMap<>();
        int length = 0;
        for (int i = 0; i < pattern.length(); i++) {
            char each = pattern.charAt(i);
            if (each == '*') {
                set(stars, length);
            } else if (each == '?') {
                set(any, length++);
            } else {
                char letter = fold(each, isIgnoringCase);
                set(places.computeIfAbsent(letter, _ -> new long[words]), length++);
            }
        }
        long[] none = new long[words];
        long[] state = new long[words];
        set(state, 0);
        for (int at = 0; at < value.length(); at++) {
            long[] same = places.getOrDefault(fold(value.charAt(at), isIgnoringCase), none);
            long carry = 0;
            for (int word = 0; word < words; word++) {
                long met = state[word] & (same[word] | any[word]);
                state[word] = (met << 1) | carry | (state[word] & stars[word]);
                carry = met >>> (Long.SIZE - 1);
            }
        }
        return ((state[length / Long.SIZE] >>> length) & 1) != 0;
    }

    private static void set(long[] bits, int bit) {
        bits[bit / Long.SIZE] |= 1L << bit;
    }
}
