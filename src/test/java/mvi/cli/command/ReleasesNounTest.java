package mvi.cli.command;

import static mvi.cli.command.CommandsTest.events;
import static mvi.cli.command.CommandsTest.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mvi.api.schema.ChangeView;
import mvi.api.schema.ReleaseView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked of releases, and done with them. */
final class ReleasesNounTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String THEN = "2026-01-01T00:00:00Z";

    @TempDir Path folder;
    private FakeApi api;
    private FolderCli cli;

    @BeforeEach
    void start() throws IOException {
        api = new FakeApi();
        cli = new FolderCli(folder, Map.of("MVI_URL", api.url(), "MVI_TOKEN", "t0ken"));
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void releasesAreListedAndRolledBack() throws Exception {
        api.on(
                "GET /v1/apps/hello/releases",
                json(
                        List.of(
                                new ReleaseView(
                                        "v2", "b-2", "done", List.of(), "root", THEN, "deploy",
                                        true))));
        api.on("POST /v1/apps/hello/rollbacks", 200, "text/event-stream", events("rolled back"));
        assertThat(mvi("releases", "-a", "hello")).isZero();
        assertThat(out())
                .isEqualTo(
                        "RELEASE  STATE  BUILD  AT      BY    REASON\nv2 *     done   b-2    5m ago  root  deploy\n");
        assertThat(mvi("rollback", "-a", "hello", "v1")).isZero();
        assertThat(new String(api.bodies.getLast(), StandardCharsets.UTF_8))
                .isEqualTo("{\"release\":\"v1\"}");
        assertThat(out())
                .isEqualTo("starting web\nrolled back\nv3 answers at http://hello.localhost/\n");
    }

    @Test
    void aReleaseIsShownWithItsStepsAndFollowedToItsEnd() throws Exception {
        List<ReleaseView.StepView> steps =
                List.of(
                        new ReleaseView.StepView("pending", THEN),
                        new ReleaseView.StepView("undone: no", "2026-01-01T00:00:01.500Z"));
        api.on(
                "GET /v1/apps/hello/releases",
                json(
                        List.of(
                                new ReleaseView(
                                        "v2",
                                        "b-2",
                                        "undone",
                                        steps,
                                        "root",
                                        THEN,
                                        "deploy: no",
                                        true))));
        assertThat(mvi("releases", "show", "-a", "hello")).isZero();
        assertThat(out())
                .isEqualTo(
                        """
                        2026-01-01T00:00:00Z       0.0 s  pending
                        2026-01-01T00:00:01.500Z       1.5 s  undone: no
                        v2 of hello is undone: deploy: no
                        """);
        assertThat(mvi("releases", "show", "-a", "hello", "v2", "-f")).isEqualTo(1);
        assertThat(mvi("releases", "show", "-a", "hello", "v1")).isEqualTo(3);
        assertThat(out()).contains("app 'hello' has no release 'v1'");
        assertThat(mvi("releases", "show", "-a", "hello", "--json")).isZero();
        assertThat(JSON.readTree(out()).at("/steps/1/text").asText()).isEqualTo("undone: no");
    }

    @Test
    void whoDetachesIsToldHowToFollow() throws Exception {
        api.on(
                "POST /v1/apps/hello/rollbacks?detach=true",
                200,
                "text/event-stream",
                events("v3 is on its way"));
        assertThat(mvi("rollback", "-a", "hello", "--detach")).isZero();
        assertThat(out())
                .endsWith("v3 is on its way; follow it with mvi releases show -f -a hello\n");
        assertThat(mvi("rollback", "-a", "hello", "--detach", "--wait")).isEqualTo(1);
        assertThat(out()).contains("--wait and --detach");
    }

    @Test
    void twoReleasesAreCompared() throws Exception {
        api.on(
                "GET /v1/apps/hello/releases/v5/changes?since=v3",
                json(
                        List.of(
                                new ChangeView("change", "build", "images", List.of("b-1 → b-2")),
                                new ChangeView("create", "variable", "KEY", List.of()))));
        api.on("GET /v1/apps/hello/releases/v5/changes?since=v4", "[]");
        assertThat(mvi("releases", "diff", "-a", "hello", "v3", "v5")).isZero();
        assertThat(out()).isEqualTo("~ build images: b-1 → b-2\n+ variable KEY\n");
        assertThat(mvi("releases", "diff", "-a", "hello", "v4", "v5")).isZero();
        assertThat(out()).isEqualTo("v4 and v5 are the same\n");
        assertThat(mvi("releases", "diff", "-a", "hello")).isEqualTo(2);
    }

    @Test
    void anAppIsPromotedToAnother() throws Exception {
        api.on("POST /v1/apps/live/promotions", 200, "text/event-stream", events("promoted"));
        assertThat(mvi("promote", "-a", "hello", "live")).isZero();
        assertThat(new String(api.bodies.getLast(), StandardCharsets.UTF_8))
                .isEqualTo("{\"from\":\"hello\"}");
        assertThat(out()).contains("promoted");
    }

    private int mvi(String... words) throws InterruptedException {
        return cli.run(false, words);
    }

    private String out() {
        return cli.out();
    }
}
