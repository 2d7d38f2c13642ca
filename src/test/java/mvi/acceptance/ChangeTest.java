package mvi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Everything that a person changes, under load of clients that repeat nothing. */
@Tag("acceptance")
@ExtendWith(Worlds.class)
final class ChangeTest {
    /** It goes on to answer for a while, and says so when it is asked then. */
    private static final String TOLD =
            """
              private static volatile boolean isTold;

              private static void told() {
                isTold = true;
                System.out.println("told to end");
                try {
                  Thread.sleep(2000);
                } catch (InterruptedException ended) {
                  Thread.currentThread().interrupt();
                }
              }

              private static void asked(HttpExchange call, String text) throws IOException {
                if (isTold) {
                  System.out.println("asked too late");
                }
                answer(call, text);
              }

            """;

    private static final long REQUESTS = Boolean.getBoolean("mvi.long") ? 20_000 : 3_000;

    private final World world;

    ChangeTest(World world) {
        this.world = world;
    }

    @Test
    void noRequestFailsWhileAnAppIsDeployedRolledBackScaledRestartedAndTheBalancerIsReplaced()
            throws IOException {
        Path project = Projects.hello(world, "change");
        world.ensureDeployed(project, "change");
        Projects.edit(
                project.resolve("Hello.java"),
                text -> text.replace("\"hello from ", "\"goodbye from "));
        try (Load load = Load.on(world, "change", "/")) {
            world.deploy(project, "change").succeeded();
            assertThat(world.ask("change", "/")).startsWith("goodbye from");
            world.mvi("rollback", "-a", "change").succeeded();
            assertThat(world.ask("change", "/")).startsWith("hello from");
            scaleTo(3);
            scaleTo(2);
            world.mvi("restart", "-a", "change").succeeded();
            world.mvi("env", "set", "-a", "change", "K=V").succeeded();
            assertThat(current()).matches("v\\d+");
            long balance = world.pid("balance");
            world.up("--restart", "balance").succeeded();
            assertThat(world.pid("balance")).as("handed over").isNotEqualTo(balance);
            load.await(REQUESTS);
            load.hadNoFailure();
            assertThat(load.answered()).isGreaterThanOrEqualTo(REQUESTS);
        }
    }

    @Test
    void noRequestReachesAContainerThatWasToldToEnd() throws IOException {
        Path project = Projects.hello(world, "told");
        Projects.edit(
                project.resolve("Hello.java"),
                text ->
                        text.replace("() -> server.stop(GRACE_SECONDS)", "Hello::told")
                                .replace("answer(call, \"hello", "asked(call, \"hello")
                                .replace(
                                        "  private static void answer",
                                        TOLD + "  private static void answer"));
        world.deploy(project, "told").succeeded();
        try (Load load = Load.on(world, "told", "/")) {
            world.mvi("restart", "-a", "told").succeeded();
            world.mvi("scale", "-a", "told", "web=1").succeeded();
            Await.until("one is told", World.COMMAND, () -> said("told to end") >= 3);
            load.hadNoFailure();
        }
        assertThat(said("asked too late")).isZero();
        world.mvi("apps", "delete", "-a", "told", "--purge").succeeded();
    }

    private long said(String text) {
        return world.mvi("logs", "-a", "told", "--search", text).succeeded().out().lines().count();
    }

    private void scaleTo(int count) {
        world.mvi("scale", "-a", "change", "web=" + count).succeeded();
        Await.until(
                count + " containers",
                World.COMMAND,
                () -> world.containers("change").size() == count);
    }

    private String current() {
        JsonNode releases = world.mvi("releases", "-a", "change", "--json").json();
        List<String> current =
                java.util.stream.StreamSupport.stream(releases.spliterator(), false)
                        .filter(each -> each.path("isCurrent").asBoolean())
                        .map(each -> each.path("release").asText())
                        .toList();
        assertThat(current).hasSize(1);
        return current.getFirst();
    }
}
