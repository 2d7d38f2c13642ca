package mvi.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path folder;
    private FolderCli cli;
    private boolean isTerminal;

    @BeforeEach
    void open() {
        cli = new FolderCli(folder);
    }

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
    void checkSaysWhenASchedulesNextRunsAre() throws Exception {
        Files.writeString(
                folder.resolve("compose.yaml"),
                """
                services:
                  report: {image: x, x-mvi: {on: {schedule: "0 3 * * *", timezone: Europe/Berlin}}}
                  often: {image: x, x-mvi: {on: [{schedule: rate(1 day)}, {release: failed}]}}
                  never: {image: x, x-mvi: {on: {schedule: "cron(0 0 1 1 ? 2020)"}}}
                """);
        assertThat(mvi("check")).isZero();
        assertThat(out())
                .isEqualTo(
                        """
                        the manifest is good
                        report: next runs 2026-01-01 03:00 (Europe/Berlin), 2026-01-02 03:00, 2026-01-03 03:00, 2026-01-04 03:00, 2026-01-05 03:00
                        often: next runs 2026-01-02 00:05 (UTC), 2026-01-03 00:05, 2026-01-04 00:05, 2026-01-05 00:05, 2026-01-06 00:05
                        never: no run any more of cron(0 0 1 1 ? 2020)
                        """);
        assertThat(mvi("check", "--json")).isZero();
        JsonNode schedules = JSON.readTree(out()).path("schedules");
        assertThat(schedules).hasSize(3);
        assertThat(schedules.at("/0/process").asText()).isEqualTo("report");
        assertThat(schedules.at("/0/schedule").asText()).isEqualTo("0 3 * * *");
        assertThat(schedules.at("/0/timezone").asText()).isEqualTo("Europe/Berlin");
        assertThat(schedules.at("/0/next")).hasSize(5);
        assertThat(schedules.at("/0/next/0").asText()).isEqualTo("2026-01-01T02:00:00Z");
        assertThat(schedules.at("/2/next")).isEmpty();
    }

    @Test
    void checkPrintsSarifForCodeReview() throws Exception {
        Files.writeString(
                folder.resolve("compose.yaml"),
                """
                include: [more.yaml]
                services:
                  web: {image: x, tty: true, "\uD83D\uDE00": 1, env_file: "a b:c.env"}
                """);
        Files.writeString(
                folder.resolve("more.yaml"), "services:\n  api: {image: x, imag: y, imags: z}\n");
        Files.writeString(folder.resolve("a b:c.env"), "OK=1\nnot a name=2\n");

        assertThat(mvi("check", "--sarif")).isEqualTo(1);

        JsonNode log = JSON.readTree(out());
        assertThat(log.at("/version").asText()).isEqualTo("2.1.0");
        JsonNode run = log.at("/runs/0");
        assertThat(run.at("/columnKind").asText()).isEqualTo("unicodeCodePoints");
        assertThat(run.at("/originalUriBaseIds/PROJECT/uri").asText())
                .isEqualTo(folder.toUri().toString())
                .endsWith("/");
        assertThat(run.at("/tool/driver/name").asText()).isEqualTo("mvi");
        assertThat(run.at("/tool/driver/rules").findValuesAsText("id"))
                .containsExactly("bad-env-line", "left-out", "unknown-key");
        assertThat(run.at("/tool/driver/rules/2/shortDescription/text").asText())
                .isEqualTo("A key has no meaning where it stands.");
        assertThat(run.at("/results"))
                .extracting(CheckCommandTest::result)
                .containsExactly(
                        "a%20b%3Ac.env:2:1 error bad-env-line (0)",
                        "compose.yaml:3:19 warning left-out (1)",
                        "compose.yaml:3:30 error unknown-key (2)",
                        "more.yaml:2:19 error unknown-key (2)",
                        "more.yaml:2:28 error unknown-key (2)");
        assertThat(run.at("/results/3/message/text").asText())
                .isEqualTo("unknown key 'imag' (service) (did you mean 'image'?)");
    }

    private static String result(JsonNode result) {
        JsonNode place = result.at("/locations/0/physicalLocation");
        return "%s:%d:%d %s %s (%d)"
                .formatted(
                        place.at("/artifactLocation/uri").asText(),
                        place.at("/region/startLine").asInt(),
                        place.at("/region/startColumn").asInt(),
                        result.at("/level").asText(),
                        result.at("/ruleId").asText(),
                        result.at("/ruleIndex").asInt());
    }

    @Test
    void aGoodManifestIsALogWithoutResults() throws Exception {
        Files.writeString(folder.resolve("compose.yaml"), "services: {web: {imag: x}}\n");
        assertThat(mvi("check", "--sarif", "--fix")).isZero();
        JsonNode run = JSON.readTree(out()).at("/runs/0");
        assertThat(run.at("/results").isArray()).isTrue();
        assertThat(run.at("/results")).isEmpty();
        assertThat(run.at("/tool/driver/rules")).isEmpty();
    }

    @Test
    void twoFormsAtOnceAreRefused() throws Exception {
        Files.writeString(folder.resolve("compose.yaml"), "services: {web: {image: x}}\n");
        assertThat(mvi("check", "--json", "--sarif")).isEqualTo(2);
        assertThat(out()).startsWith("error: --json and --sarif").doesNotContain("{");
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
        return cli.run(isTerminal, words);
    }

    private String out() {
        return cli.out();
    }
}
