package mvi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code kill -9} of each process and of the database, while the app writes. */
@Tag("acceptance")
@ExtendWith(Worlds.class)
final class DeathTest {
    private static final Duration BACK = Duration.ofSeconds(90);
    private static final List<String> MOMENTS =
            Boolean.getBoolean("mvi.long")
                    ? List.of("building", "STEP", "built", "release v", "started", "healthy")
                    : List.of("building", "started");

    private final World world;

    DeathTest(World world) throws IOException {
        this.world = world;
        world.ensureDeployed(Projects.notes(world, "notes"), "notes");
        Await.until("the app is well", BACK, () -> healthy() == 2);
        for (String service : Writers.SERVICES) {
            world.ask("notes", "/" + service + "?value=first");
        }
    }

    @Test
    void aDeployFinishesOrIsUndoneWhenControlDiesAndTheAppGoesOn() throws IOException {
        deployIsSettledAfter(
                "c",
                deploy -> {
                    long killed = world.kill("control", "KILL");
                    deploy.stop();
                    deploy.result();
                    world.awaitOther("control", killed, BACK);
                });
    }

    /** Its service, that is: containers have no daemon to lose. */
    @Test
    void aDeployFinishesOrIsUndoneWhenTheEngineDiesAndTheAppGoesOn() throws IOException {
        deployIsSettledAfter(
                "e",
                deploy -> {
                    Shell.run("kill", "-KILL", engineService()).succeeded();
                    Result ended = deploy.result();
                    if (ended.exit() != 0) {
                        assertThat(ended.err()).contains("engine");
                    }
                });
    }

    private interface Death {
        void happen(Shell.Running deploy) throws IOException;
    }

    /** At each moment of a deploy; the app's calls go on, and the next deploy succeeds. */
    private void deployIsSettledAfter(String name, Death death) throws IOException {
        Path project = Projects.notes(world, "notes");
        for (String moment : MOMENTS) {
            try (Writers writers = Writers.on(world, name + moment.strip().length())) {
                writers.awaitMore(BACK);
                Shell.Running deploy = world.start("deploy", project.toString(), "-a", "notes");
                Await.until(
                        "the deploy says " + moment,
                        World.ROLLOUT,
                        () -> deploy.said().contains(moment),
                        deploy::said);
                death.happen(deploy);
                Await.until(
                        "no release is under way", World.ROLLOUT, this::isSettled, this::releases);
                writers.awaitMore(BACK);
                writers.hadNoFailure();
                writers.lostNothing();
            }
            world.deploy(project, "notes").succeeded();
        }
    }

    private String engineService() {
        return Shell.run("pgrep", "-f", "system service .*" + world.home())
                .succeeded()
                .out()
                .lines()
                .findFirst()
                .orElseThrow();
    }

    @Test
    void nothingAcknowledgedIsLostWhenDataDies() throws IOException {
        survives("data");
    }

    @Test
    void balanceIsBackWithinSeconds() throws IOException {
        survives("balance");
    }

    private void survives(String process) throws IOException {
        try (Writers writers = Writers.on(world, process)) {
            writers.awaitMore(BACK);
            long killed = world.kill(process, "KILL");
            writers.awaitMore(BACK);
            world.awaitOther(process, killed, BACK);
            writers.lostNothing();
        }
    }

    @Test
    void nothingAcknowledgedIsLostWhenPostgresDies() throws IOException {
        try (Writers writers = Writers.on(world, "postgres")) {
            writers.awaitMore(BACK);
            String database =
                    Shell.run(
                                    "podman",
                                    "ps",
                                    "-q",
                                    "--filter",
                                    "name=mvi-" + world.platform() + "-notes-database")
                            .succeeded()
                            .out()
                            .strip();
            assertThat(database).isNotEmpty();
            Shell.run("podman", "kill", "-s", "KILL", database).succeeded();
            writers.awaitMore(BACK);
            writers.lostNothing();
        }
    }

    @Test
    void aContainerThatCrashesIsReplacedAndItsLastWordsAreKept() {
        isReplacedAfter("/crash", "exit 7: .*crashing as asked");
        assertThat(
                        world.mvi("logs", "-a", "notes", "--search", "crashing as asked")
                                .succeeded()
                                .out())
                .contains("crashing as asked");
    }

    @Test
    void aContainerThatIsOutOfMemoryIsReplacedAndThatIsSaid() {
        isReplacedAfter("/oom", "out of memory");
    }

    /**
     * The one that was asked for harm is gone from the engine, the other one still there.
     *
     * @param note a pattern of what {@code ps} says then
     */
    private void isReplacedAfter(String harm, String note) {
        List<String> before = world.containers("notes");
        assertThat(world.harms("notes", harm)).isTrue();
        Await.until(
                "ps says " + note,
                World.COMMAND,
                () ->
                        Pattern.compile(note)
                                .matcher(world.mvi("ps", "-a", "notes").succeeded().out())
                                .find());
        Await.until("two are healthy again", BACK, () -> healthy() == 2);
        assertThat(world.containers("notes")).hasSameSizeAs(before).isNotEqualTo(before);
        assertThat(world.containers("notes").stream().filter(before::contains))
                .as("lives on")
                .hasSize(before.size() - 1);
    }

    private long healthy() {
        long healthy = 0;
        for (JsonNode each : world.mvi("ps", "-a", "notes", "--json").json()) {
            if (each.path("process").asText().equals("web")
                    && each.path("health").asText().equals("healthy")) {
                healthy++;
            }
        }
        return healthy;
    }

    private boolean isSettled() {
        JsonNode newest = world.mvi("releases", "-a", "notes", "--json").json().path(0);
        return List.of("done", "undone", "superseded").contains(newest.path("state").asText())
                && healthy() == 2;
    }

    private String releases() {
        return world.mvi("releases", "-a", "notes", "--json").all();
    }
}
