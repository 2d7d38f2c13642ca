package mvi.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import mvi.cli.output.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Compose is told without a platform: it reads standard output alone. */
final class ComposeNounTest {
    @TempDir Path folder;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void whatIsWrongIsALineOfTheProtocol() throws Exception {
        assertThat(run("compose", "--project-name=shop", "up", "--size=3", "database"))
                .isEqualTo(2);
        assertThat(said()).startsWith("{\"type\":\"error\",\"message\":\"Unknown option");
        assertThat(run("compose", "--project-name=shop", "up", "database")).isEqualTo(1);
        assertThat(said())
                .contains(
                        "{\"type\":\"error\",\"message\":\"service 'database' does not say which");
        assertThat(run("compose", "--project-name=../x", "down", "database")).isEqualTo(1);
        assertThat(said()).contains("'../x' is no project");
        assertThat(run("compose", "--project-name=shop", "down", "../x")).isEqualTo(1);
        assertThat(said()).contains("'../x' is not a service's name");
        assertThat(run("compose", "--project-name=shop", "up", "--service=kv", "keys"))
                .isEqualTo(5);
        assertThat(said()).contains("\"error\"", "no platform answers");
        assertThat(err.size()).isZero();
    }

    @Test
    void downOfWhatIsNotForwardedIsWell() throws Exception {
        assertThat(run("compose", "--project-name=shop", "down", "database")).isZero();
        assertThat(said()).isEmpty();
    }

    @Test
    void metadataNamesTheOneOptionAndStop() throws Exception {
        assertThat(run("compose", "metadata")).isZero();
        assertThat(said())
                .contains("\"name\":\"service\"", "\"required\":true", "\"stop\":{\"parameters\"");
    }

    @Test
    void anAppOfComposeIsNeverOneThatADeployWouldMakeOfTheProject() {
        assertThat(ComposeNoun.app("shop")).isEqualTo("compose-shop");
        assertThat(ComposeNoun.app("my_shop")).matches("compose-my-shop-[0-9a-f]{6}");
        assertThat(ComposeNoun.app("my-shop")).isEqualTo("compose-my-shop");
        assertThat(ComposeNoun.app("shop-")).matches("compose-shop--[0-9a-f]{6}");
        assertThat(ComposeNoun.app("x".repeat(60)))
                .hasSize(40)
                .isNotEqualTo(ComposeNoun.app("x".repeat(61)));
    }

    private int run(String... words) throws InterruptedException {
        Terminal terminal =
                new Terminal(
                        InputStream.nullInputStream(),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        false);
        Map<String, String> environment =
                Map.of(
                        "MVI_URL",
                        "http://127.0.0.1:9",
                        "MVI_TOKEN",
                        "t",
                        "XDG_STATE_HOME",
                        folder.toString());
        return new Grammar(
                        terminal,
                        environment,
                        folder,
                        new FixedClock("2026-01-01T00:00:00Z"),
                        Optional.empty())
                .run(words);
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
