package mvi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One command inside an app, as if it ran here. */
@Tag("acceptance")
@ExtendWith(Worlds.class)
final class RunTest {
    private final World world;

    RunTest(World world) throws IOException {
        this.world = world;
        world.ensureDeployed(Projects.notes(world, "notes"), "notes");
    }

    @Test
    void execPassesInputBothOutputsAndTheExitCode() {
        echoes(
                world.mviSaying(
                        "ping\n", "exec", "-a", "notes", "web", "--", "java", "-Xmx32m", "-cp",
                        "/app", "Echo", "3"));
    }

    @Test
    void runDoesSoInAContainerOfItsOwn() {
        echoes(
                world.mviSaying(
                        "ping\n", "run", "-a", "notes", "--", "java", "-Xmx32m", "-cp", "/app",
                        "Echo", "3"));
        Await.until(
                "the container is gone",
                World.COMMAND,
                () -> world.mvi("ps", "-a", "notes", "--json").json().size() == 3);
    }

    @Test
    void aCommandThatIsNotThereIsSaid() {
        Result result = world.mvi("exec", "-a", "notes", "web", "--", "no-such-program").failed();
        assertThat(result.all()).contains("no-such-program");
    }

    private static void echoes(Result result) {
        assertThat(result.out()).as(result.err()).isEqualTo("out:ping\n");
        assertThat(result.err()).contains("err:ping\n");
        assertThat(result.exit()).isEqualTo(3);
    }
}
