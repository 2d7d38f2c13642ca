package mvi.engines.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class WildcardTest {
    private static final int ROUNDS = 20_000;

    @Test
    void bothWaysMatchAsTheDefinitionHasIt() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int matches = 0;
        for (int i = 0; i < ROUNDS; i++) {
            int longest = i % 10 == 0 ? 200 : 8;
            String value = text(random, "abA", longest);
            String pattern =
                    random.nextBoolean() ? text(random, "abA?**", longest) : blur(random, value);
            for (boolean isIgnoringCase : new boolean[] {false, true}) {
                boolean isMatch = isMatch(pattern, value, isIgnoringCase);
                String of = "seed " + seed + ": " + pattern + " of " + value;
                assertThat(Wildcard.matches(pattern, value, isIgnoringCase))
                        .as(of)
                        .isEqualTo(isMatch);
                assertThat(Wildcard.matchesByBits(pattern, value, isIgnoringCase))
                        .as(of)
                        .isEqualTo(isMatch);
                matches += isMatch ? 1 : 0;
            }
        }
        assertThat(matches).isBetween(ROUNDS / 10, 2 * ROUNDS - ROUNDS / 10);
    }

    private static String text(Random random, String letters, int longest) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(longest + 1); i > 0; i--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    /** A pattern that may well match. */
    private static String blur(Random random, String value) {
        StringBuilder pattern = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            switch (random.nextInt(8)) {
                case 0 -> pattern.append('*');
                case 1 -> pattern.append('?');
                case 2 -> pattern.append('*').append(value.charAt(i));
                default -> pattern.append(value.charAt(i));
            }
        }
        return pattern.append(random.nextInt(3) == 0 ? "*" : "").toString();
    }

    /** Place by place: what the first so many of one match of the other. */
    private static boolean isMatch(String pattern, String value, boolean isIgnoringCase) {
        String wanted = isIgnoringCase ? pattern.replace('A', 'a') : pattern;
        String given = isIgnoringCase ? value.replace('A', 'a') : value;
        boolean[] met = new boolean[given.length() + 1];
        met[0] = true;
        for (int i = 0; i < wanted.length(); i++) {
            boolean[] next = new boolean[met.length];
            for (int j = 0; j < met.length; j++) {
                char each = wanted.charAt(i);
                next[j] =
                        each == '*'
                                ? met[j] || (j > 0 && next[j - 1])
                                : j > 0
                                        && met[j - 1]
                                        && (each == '?' || each == given.charAt(j - 1));
            }
            met = next;
        }
        return met[given.length()];
    }
}
