package mvi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Work that a release does once, and tests that run inside of containers. */
@Tag("acceptance")
@ExtendWith(Worlds.class)
final class StepTest {
    private static final String SERVICES =
            """
            services:
              migrate:
                build: .
                command: [sh, -c, "echo migrating; sleep 1; exit 0"]
              worker:
                build: .
                command: [sh, -c, "sleep 1; echo > /tmp/ok; sleep 1000"]
                healthcheck: {test: "grep -q '' /tmp/ok", interval: 2s, retries: 1}
              job:
                build: .
                restart: on-failure
                x-mvi: {release: [sh, -c, "echo preparing $$MVI_RELEASE"]}
                command: [sh, -c, "echo the job is done"]
            """;

    private static final String CONDITIONS =
            """
                depends_on:
                  migrate: {condition: service_completed_successfully}
                  worker: {condition: service_healthy}
            """;

    private static final int ASKED = 40;

    private final World world;

    StepTest(World world) {
        this.world = world;
    }

    /** What tests its containers each second would slow all that comes after it. */
    @AfterEach
    void takeAway() {
        for (String app : List.of("steps", "tested")) {
            if (!world.containers(app).isEmpty()) {
                world.mvi("apps", "delete", "-a", app, "--purge").succeeded();
            }
        }
    }

    @Test
    void aReleaseGoesOnOnlyAfterItsStepsAndIsUndoneWhenOneFails() throws IOException {
        Path project = Projects.hello(world, "steps");
        Path manifest = project.resolve("compose.yaml");
        Projects.edit(
                manifest,
                text ->
                        text.replace("services:\n", SERVICES)
                                .replace("    ports:", CONDITIONS + "    ports:"));
        String said = world.deploy(project, "steps").succeeded().err();
        assertThat(said)
                .containsSubsequence(
                        "started mvi-",
                        "job-release has done its work",
                        "migrate has done its work",
                        "-web-",
                        "done")
                .contains("job has done its work");
        assertThat(world.mvi("ps", "-a", "steps").succeeded().out())
                .contains("web", "worker", "healthy")
                .doesNotContain("migrate", "job");
        assertThat(world.mvi("logs", "-a", "steps", "--process", "job-release").succeeded().out())
                .contains("preparing v1");

        Projects.edit(manifest, text -> text.replace("exit 0", "echo no such table; exit 3"));
        assertThat(world.deploy(project, "steps").failed().err())
                .contains("undone: migrate ended with exit code 3", "no such table");
        assertThat(world.ask("steps", "/")).endsWith(", v1");

        Projects.edit(
                manifest,
                text ->
                        text.replace("exit 3", "exit 0")
                                .replace("/tmp/ok\"", "/tmp/ok; echo not yet; exit 1\"")
                                .replace("retries: 1", "retries: 1, start_interval: 1s")
                                .replace("  worker:\n", "  worker:\n    x-mvi: {deadline: 4s}\n"));
        assertThat(world.deploy(project, "steps").failed().err())
                .contains("worker was not healthy within 4 s", "not yet");
        assertThat(world.ask("steps", "/")).endsWith(", v1");
    }

    @Test
    void aContainerWhoseTestFailsGetsNoRequestsWhileAnotherCanHaveThem() throws IOException {
        Path project = Projects.hello(world, "tested");
        Projects.edit(
                project.resolve("compose.yaml"),
                text ->
                        text.replace(
                                "    ports:",
                                "    healthcheck: {test: '[ ! -e /tmp/ill ]', interval: 1s, retries: 2}\n"
                                        + "    ports:"));
        world.deploy(project, "tested").succeeded();
        String ill = world.ask("tested", "/").split(" ")[2].replace(",", "");
        Shell.run("podman", "exec", ill, "touch", "/tmp/ill").succeeded();
        Await.until(
                "ps says so",
                World.COMMAND,
                () -> world.mvi("ps", "-a", "tested").succeeded().out().contains("unhealthy"));
        Await.until("it gets no requests", World.COMMAND, () -> !answers(ill));
        Shell.run("podman", "exec", ill, "rm", "/tmp/ill").succeeded();
        Await.until(
                "it takes requests again",
                World.COMMAND,
                () -> world.ask("tested", "/").contains(ill));
    }

    /** Among so many that it would be seen if it had any part in them. */
    private boolean answers(String container) throws IOException {
        for (int i = 0; i < ASKED; i++) {
            if (world.ask("tested", "/").contains(container)) {
                return true;
            }
        }
        return false;
    }
}
