package mvi.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each example stands alone, so that one can be taken away; what several have is mended in all. */
class ExamplesTest {
    private static final Set<String> SHARED = Set.of("Bootstrap.java", "Json.java", "Signed.java");
    private static final int HEADER_LINES = 3;

    @Test
    void whatSeveralExamplesHaveIsTheSameInAll() throws IOException {
        Map<String, Set<String>> texts =
                files().stream()
                        .filter(file -> SHARED.contains(name(file)))
                        .collect(
                                Collectors.groupingBy(
                                        ExamplesTest::name,
                                        Collectors.mapping(
                                                ExamplesTest::text, Collectors.toSet())));
        assertThat(texts).containsOnlyKeys(SHARED);
        texts.forEach((name, versions) -> assertThat(versions).as(name).hasSize(1));
    }

    @Test
    void manifestsOfFunctionsOpenWithWhatTheyShow() throws IOException {
        for (Path file : files()) {
            if (name(file).endsWith(".yaml") && text(file).contains("runtime: lambda")) {
                assertThat(text(file).lines().limit(HEADER_LINES))
                        .as(file.toString())
                        .allMatch(line -> line.startsWith("# "));
            }
        }
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("examples"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            throw new AssertionError(file + " can't be read", failed);
        }
    }
}
