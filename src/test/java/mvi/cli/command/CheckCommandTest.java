package mvi.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import mvi.cli.output.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path folder;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private boolean isTerminal;

    @Test
    void checkPointsAtThePlaceOnATerminal() throws Exception {
        Files.writeString(folder.resolve("compose.yaml"), "services:\n  web: {imag: x}\n");
        assertThat(mvi("check")).isEqualTo(1);
        assertThat(out())
                .isEqualTo(
                        """
                        compose.yaml:2:3: error: 'web' has neither build nor image (add `build: .`, an image, or a provider)
                        compose.yaml:2:9: error: unknown key 'imag' (service) (did you mean 'image'?)
                        2 errors
                        """);
        isTerminal = true;
        assertThat(mvi("check")).isEqualTo(1);
        assertThat(out()).contains("\n      web: {imag: x}\n            ^\n");
        assertThat(mvi("check", "--json")).isEqualTo(1);
        assertThat(JSON.readTree(out()).at("/findings/1/code").asText()).isEqualTo("unknown-key");
    }

    @Test
    void checkWritesWhatItCanPutRight() throws Exception {
        Path file = folder.resolve("compose.yaml");
        Files.writeString(
                file,
                """
                services:
                  db:
                    image: postgres
                    enviroment: {POSTGRES_PASSWORD: x}
                    volumes: ["data:/var/lib/postgresql/data"]
                volumes: {data: }
                """);
        assertThat(mvi("check", "--fix")).isZero();
        assertThat(out())
                .isEqualTo(
                        """
                        --- compose.yaml
                        +++ compose.yaml
                        @@ 3 @@
                        +    x-mvi: {adopt: true}
                             image: postgres
                        @@ 4 @@
                        -    enviroment: {POSTGRES_PASSWORD: x}
                        +    environment: {POSTGRES_PASSWORD: x}
                        compose.yaml:2:3: warning: 'db' is a PostgreSQL of the platform, instead of its image
                        the manifest is good
                        """);
        assertThat(Files.readString(file))
                .contains("    x-mvi: {adopt: true}\n    image: postgres\n");
        String fixed = Files.readString(file);
        assertThat(mvi("check", "--fix", "--json")).isZero();
        assertThat(Files.readString(file)).isEqualTo(fixed);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void whatWouldBreakTheFileIsNotWritten() throws Exception {
        Path file = folder.resolve("compose.yaml");
        String flow =
                """
                services:
                  db: {
                    image: postgres, environment: {POSTGRES_PASSWORD: x},
                    volumes: ["data:/var/lib/postgresql/data"]
                  }
                volumes: {data: }
                """;
        Files.writeString(file, flow);
        assertThat(mvi("check", "--fix")).isEqualTo(1);
        assertThat(out()).contains("1 error");
        assertThat(file).hasContent(flow);
        String twice = "services: {web: {image: x, comand: a, comman: b}}\n";
        Files.writeString(file, twice);
        assertThat(mvi("check", "--fix")).isEqualTo(1);
        assertThat(file).hasContent(twice);
    }

    private int mvi(String... words) throws InterruptedException {
        out.reset();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(InputStream.nullInputStream(), stream, stream, isTerminal);
        return new Grammar(
                        terminal,
                        Map.of(),
                        folder,
                        new FixedClock("2026-01-01T00:00:00Z"),
                        Optional.empty())
                .run(words);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
