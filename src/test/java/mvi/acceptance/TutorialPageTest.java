package mvi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How pages are read, and what of their output counts as the same. */
final class TutorialPageTest {
    private static final Path PAGE = Path.of("docs/guide/page.md");

    @Test
    void blocksAreDoneInTheirOrder() {
        Tutorial page =
                page(
                        """
                        # A page
                        ```yaml app/compose.yaml
                        name: app
                        ```
                        Words, with `code` in them.
                        ```sh
                        ./mvi deploy app
                        ./mvi ps
                        ```
                        ```text
                        …
                        no containers
                        ```
                        ```sh
                        ./mvi down
                        ```
                        """);
        assertThat(page.steps()).hasSize(3);
        assertThat(page.steps().getFirst())
                .isEqualTo(new Tutorial.Written(at(2), "app/compose.yaml", "name: app\n"));
        Tutorial.Typed first = (Tutorial.Typed) page.steps().get(1);
        assertThat(first.at()).hasToString("docs/guide/page.md:6");
        assertThat(first.script()).isEqualTo("./mvi deploy app\n./mvi ps\n");
        assertThat(first.shown()).contains(new Shown(at(11), List.of("…", "no containers")));
        assertThat(((Tutorial.Typed) page.steps().getLast()).shown()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "```\nls\n```\n",
                "```bash\nls\n```\n",
                "  ```sh\n  ls\n  ```\n",
                "    ls\n",
                "```sh\nls\n",
                "```text\nls\n```\n",
                "```yaml a.yaml\na: b\n```\n```text\nls\n```\n",
                "```sh\nls\n```\n```text\na\n```\n```text\nb\n```\n"
            })
    void whatLooksLikeCodeAndCanNotBeDoneIsRefused(String text) {
        assertThatThrownBy(() -> page(text))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("docs/guide/page.md:");
    }

    @Test
    void dotsStandForAnythingAndBlanksForBlanks() {
        same("", "");
        same("a b\n", "a b\n");
        same("a   b\n", "a b  \n");
        same("a … c…\n", "a b b c\n");
        same("(.*)\n", "(.*)\n");
        same("…\n", "");
        same("…\na\n…\nb\n…\n", "a\na\nb\nb\n");
        same("…\nend\n", "end\nnot yet\nend\n");
    }

    @Test
    void whatDiffersIsSaidWithItsLineAndBothTexts() {
        differs("a\nb\n", "a\nc\n", ":31 did not come: b");
        differs("a\nb\n", "a\n", ":31 did not come: b");
        differs("a\n", "a\nb\n", ":31 does not show: b");
        differs("a\n", "", ":30 did not come: a");
        differs("", "a\n", ":30 does not show: a");
        differs("ab\n", "a b\n", ":30 did not come: ab");
        differs("(.*)\n", "(ab)\n", ":30 did not come: (.*)");
        differs("…\nend\n", "end\nmore\n", ":32 does not show: more");
        differs("a…c\n", "a\nc\n", ":30 did not come: a…c");
    }

    @Test
    void portsAreLeftAndComeBackTo() {
        UsualPorts ports = new UsualPorts(18080, 18443);
        String typed =
                """
                curl --resolve a.example:80:127.0.0.1 http://a.example/b http://a.example
                curl --resolve a.example:443:127.0.0.1 https://a.example/b "https://127.0.0.1"
                wget http://api:8080/ # [80:8080]
                """;
        assertThat(ports.leave(typed))
                .isEqualTo(
                        """
                        curl --resolve a.example:18080:127.0.0.1 http://a.example:18080/b http://a.example:18080
                        curl --resolve a.example:18443:127.0.0.1 https://a.example:18443/b "https://127.0.0.1:18443"
                        wget http://api:8080/ # [80:8080]
                        """);
        assertThat(ports.comeBack(ports.leave(typed))).isEqualTo(typed);
    }

    @Test
    void everyPageIsInTheIndex() throws IOException {
        Path folder = Path.of("docs/guide");
        String index = Files.readString(folder.resolve("README.md"));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .filteredOn(name -> !name.equals("README.md"))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(index).contains("](" + name + ")"));
        }
    }

    private static Tutorial page(String text) {
        return Tutorial.of(PAGE, text.lines().toList());
    }

    private static Tutorial.At at(int line) {
        return new Tutorial.At(PAGE, line);
    }

    private static Shown shown(String text) {
        return new Shown(at(30), text.lines().toList());
    }

    private static void same(String shown, String output) {
        assertThatCode(() -> shown(shown).check(output)).doesNotThrowAnyException();
    }

    private static void differs(String shown, String output, String where) {
        assertThatThrownBy(() -> shown(shown).check(output))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("docs/guide/page.md" + where)
                .hasMessageContaining(
                        "--- expected\n" + shown.strip() + "\n--- actual\n" + output.strip());
    }
}
