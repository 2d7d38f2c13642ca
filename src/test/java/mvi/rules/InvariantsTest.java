package mvi.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InvariantsTest {
    private static final int COUNT = 19;
    private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");

    @Test
    void everyInvariantIsHeldByATestOrSaysThatItIsNot() throws IOException {
        List<List<String>> rows = Page.of("invariants.md").rows();
        assertThat(rows)
                .extracting(List::getFirst)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, COUNT).mapToObj(Integer::toString).toList());
        for (List<String> row : rows) {
            assertThat(TEST.matcher(row.get(2)).find() || row.get(3).startsWith("no test yet: "))
                    .as("invariant " + row.getFirst())
                    .isTrue();
        }
    }

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        Map<String, String> classes = testClasses();
        TreeSet<String> missing = new TreeSet<>();
        Matcher named = TEST.matcher(Page.of("invariants.md").text());
        while (named.find()) {
            String source = classes.getOrDefault(named.group(1), "");
            Pattern method =
                    Pattern.compile(
                            "@(?:Test|ParameterizedTest|RepeatedTest|TestFactory)\\b(?:(?!\\bvoid\\b).)*\\bvoid "
                                    + named.group(2)
                                    + "\\(",
                            Pattern.DOTALL);
            if (!method.matcher(source).find()) {
                missing.add(named.group());
            }
        }
        assertThat(missing).isEmpty();
    }

    private static Map<String, String> testClasses() throws IOException {
        Map<String, String> sources = new TreeMap<>();
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
                String name = file.getFileName().toString().replace(".java", "");
                sources.merge(name, Files.readString(file), String::concat);
            }
        }
        return sources;
    }
}
