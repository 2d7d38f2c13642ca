package mvi.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TidyTest {
    private static final int MAXIMUM_LINES = 500;

    /** What must not stand in the sources, and why. */
    private static final Map<Pattern, String> BANNED =
            Map.of(
                    Pattern.compile("\\bprintStackTrace\\("),
                            "a stack trace on a terminal helps nobody: use Events",
                    Pattern.compile("\\b(TODO|FIXME|XXX)\\b"),
                            "what is left is an issue, not a comment",
                    Pattern.compile("@Disabled\\b"), "a test that does not run says nothing",
                    Pattern.compile("\\bnew UnsupportedOperationException\\(\\)"),
                            "what is left out is a Problem that says so",
                    Pattern.compile("\\bSystem\\.exit\\("), "only Main ends the process",
                    Pattern.compile("\\bSystem\\.getenv\\("),
                            "the environment comes by constructor, from Main");

    @Test
    void aFileHoldsOneIdea() throws IOException {
        TreeSet<String> long_ = new TreeSet<>();
        for (Path file : sources("src")) {
            int lines = Files.readAllLines(file).size();
            if (lines > MAXIMUM_LINES) {
                long_.add(file + " has " + lines + " lines");
            }
        }
        assertThat(long_).isEmpty();
    }

    @Test
    void nothingBannedStandsInTheSources() throws IOException {
        TreeSet<String> found = new TreeSet<>();
        for (Path file : sources("src/main/java")) {
            String text = Files.readString(file);
            BANNED.forEach(
                    (pattern, reason) -> {
                        boolean isMain = file.endsWith("mvi/Main.java");
                        if (!isMain && pattern.matcher(text).find()) {
                            found.add(file + ": " + pattern + " (" + reason + ")");
                        }
                    });
        }
        assertThat(found).isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIs() throws IOException {
        TreeSet<String> silent = new TreeSet<>();
        for (Path file : sources("src/main/java")) {
            if (!Files.exists(file.resolveSibling("package-info.java"))) {
                silent.add(String.valueOf(file.getParent()));
            }
        }
        assertThat(silent).isEmpty();
    }

    private static List<Path> sources(String root) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(root))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}
