package mvi.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page whose fenced blocks are done one after the other, as its reader would. There are three
 * kinds, and nothing else may look like code:
 *
 * <ul>
 *   <li>{@code sh}: typed into a shell, each block into one of its own.
 *   <li>{@code text}: what the {@code sh} block before it shows on the terminal, as {@link Shown}
 *       has it. Without one a block only has to succeed.
 *   <li>a language and a path, such as {@code yaml examples/hello/compose.yaml}: the file's text.
 * </ul>
 */
record Tutorial(Path page, List<Step> steps) {
    private static final Pattern FENCE = Pattern.compile("```(\\w+)(?: (\\S+))?");
    private static final String END = "```";
    private static final String INDENTED = "    ";

    /** What a reader does. */
    sealed interface Step {}

    record Typed(At at, String script, Optional<Shown> shown) implements Step {}

    record Written(At at, String path, String text) implements Step {}

    /** A place, as editors read it. */
    record At(Path page, int line) {
        @Override
        public String toString() {
            return page + ":" + line;
        }
    }

    static Tutorial read(Path page) throws IOException {
        return of(page, Files.readAllLines(page));
    }

    static Tutorial of(Path page, List<String> lines) {
        List<Step> steps = new ArrayList<>();
        int next = 0;
        while (next < lines.size()) {
            String line = lines.get(next);
            At at = new At(page, next + 1);
            Matcher fence = FENCE.matcher(line);
            next++;
            if (fence.matches()) {
                int end = next + lines.subList(next, lines.size()).indexOf(END);
                if (end < next) {
                    throw new AssertionError(at + " opens a block that has no end");
                }
                add(steps, fence, at, lines.subList(next, end));
                next = end + 1;
            } else if (line.startsWith(INDENTED) || line.strip().startsWith(END)) {
                throw unknown(at, line);
            }
        }
        return new Tutorial(page, List.copyOf(steps));
    }

    private static void add(List<Step> steps, Matcher fence, At at, List<String> lines) {
        Optional<String> path = Optional.ofNullable(fence.group(2));
        String text = String.join("\n", lines) + "\n";
        if (path.isPresent()) {
            steps.add(new Written(at, path.get(), text));
            return;
        }
        switch (fence.group(1)) {
            case "sh" -> steps.add(new Typed(at, text, Optional.empty()));
            case "text" -> {
                if (steps.isEmpty()
                        || !(steps.removeLast() instanceof Typed typed)
                        || typed.shown().isPresent()) {
                    throw new AssertionError(at + " shows what no block before it says");
                }
                Shown shown = new Shown(new At(at.page(), at.line() + 1), List.copyOf(lines));
                steps.add(new Typed(typed.at(), typed.script(), Optional.of(shown)));
            }
            default -> throw unknown(at, fence.group());
        }
    }

    private static AssertionError unknown(At at, String line) {
        return new AssertionError(at + " is no block that can be done: " + line);
    }
}
