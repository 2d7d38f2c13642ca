package mvi.engines.logql;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * Compiles the regular expressions of one pipeline.
 *
 * <p>They are RE2's ("Syntax" of google/re2), as Loki's are, so that matching takes time linear in
 * the line and in the program. What is left to bound is the program: {@code (a{1000}){1000}} is a
 * million instructions, and compiling it is already too much. So it is counted before, generously,
 * by the text alone.
 */
final class Patterns {
    private long left = Limits.PATTERN_INSTRUCTIONS;

    /**
     * @param isWhole whether it is compared with a whole value, as patterns for labels are
     */
    Pattern compile(Token token, boolean isWhole) {
        int index = token.index();
        long size;
        try {
            size = new PatternSize(token.text()).instructions();
        } catch (ArithmeticException tooMany) {
            size = Long.MAX_VALUE;
        }
        if (size > left) {
            throw BadQuery.at(
                    index,
                    "its patterns are too large together, by how often they repeat and how long"
                            + " they are");
        }
        left -= size;
        try {
            return Pattern.compile(token.text(), isWhole ? Pattern.DOTALL : 0);
        } catch (PatternSyntaxException wrong) {
            throw BadQuery.at(
                    index,
                    "this is no RE2 pattern: "
                            + wrong.getDescription()
                            + shown(wrong.getPattern()));
        }
    }

    private static String shown(String part) {
        return part.isEmpty() ? "" : " '" + part + "'";
    }
}
