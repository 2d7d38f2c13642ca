package mvi.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FindingCodesTest {
    private static final Path READERS = Path.of("src/main/java/mvi/manifest");

    /** A call that says something: its first text, or two of them, is the code. */
    private static final Pattern SAID =
            Pattern.compile(
                    "(?:\\.error|\\.warn|new Stop)\\("
                            + "(?:[^\"();]|\\((?:[^()]|\\([^()]*\\))*\\))*?"
                            + "\"([a-z0-9-]+)\"(?: : \"([a-z0-9-]+)\")?,");

    @Test
    void everyCodeThatIsSaidHasAMeaning() throws IOException {
        TreeSet<String> codes = new TreeSet<>();
        for (Path file : readers()) {
            Matcher said = SAID.matcher(Files.readString(file));
            while (said.find()) {
                codes.add(said.group(1));
                if (said.group(2) != null) {
                    codes.add(said.group(2));
                }
            }
        }
        assertThat(codes).contains("unknown-key", "no-manifest", "tab", "not-yaml", "too-deep");
        assertThat(codes).hasSizeGreaterThan(50);
        assertThat(codes).allSatisfy(code -> assertThat(FindingCodes.meaning(code)).isPresent());
    }

    private static List<Path> readers() throws IOException {
        try (Stream<Path> files = Files.list(READERS)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}
