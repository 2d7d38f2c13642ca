package mvi.acceptance;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Output as a page shows it. {@code …} stands for anything within a line, a line of nothing else
 * for any lines, none included. Blanks count as one, since columns are as wide as what they hold.
 *
 * @param at of the first line
 */
record Shown(Tutorial.At at, List<String> lines) {
    private static final String ANYTHING = "…";

    /** Fails at the first line of the page that nothing in the output answers to. */
    void check(String output) {
        List<String> came = output.lines().map(Shown::withSingleBlanks).toList();
        // How many lines of the output may have been read when a line of the page comes.
        BitSet read = new BitSet();
        read.set(0);
        for (int i = 0; i < lines.size(); i++) {
            read = after(withSingleBlanks(lines.get(i)), read, came);
            if (read.isEmpty()) {
                throw differs(at.line() + i, "did not come: " + lines.get(i), output);
            }
        }
        if (!read.get(came.size())) {
            String first = came.get(read.length() - 1);
            throw differs(at.line() + lines.size(), "does not show: " + first, output);
        }
    }

    private static BitSet after(String line, BitSet read, List<String> came) {
        BitSet next = new BitSet();
        if (line.equals(ANYTHING)) {
            next.set(read.nextSetBit(0), came.size() + 1);
            return next;
        }
        Pattern pattern = pattern(line);
        read.stream()
                .filter(count -> count < came.size() && pattern.matcher(came.get(count)).matches())
                .forEach(count -> next.set(count + 1));
        return next;
    }

    private static Pattern pattern(String line) {
        return Pattern.compile(
                Arrays.stream(line.split(ANYTHING, -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*")));
    }

    private static String withSingleBlanks(String line) {
        return line.strip().replaceAll("\\s+", " ");
    }

    private AssertionError differs(int line, String how, String output) {
        return new AssertionError(
                "%s %s%n--- expected%n%s%n--- actual%n%s"
                        .formatted(
                                new Tutorial.At(at.page(), line),
                                how,
                                String.join("\n", lines),
                                output.stripTrailing()));
    }
}
