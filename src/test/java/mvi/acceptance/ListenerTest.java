package mvi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Ports of the host that take bytes of any kind, in clear and by TLS. */
@Tag("acceptance")
@ExtendWith(Worlds.class)
final class ListenerTest {
    private static final Duration ANSWER = Duration.ofSeconds(20);

    private final World world;

    ListenerTest(World world) {
        this.world = world;
    }

    @Test
    void aPortOfTheHostIsOneAppsAndOutlivesItsBalancer() throws IOException {
        int port = Pebble.freePort();
        Path project = listening("bytes", port, "tcp");
        world.deploy(project, "bytes").succeeded();
        assertThat(ask(port)).startsWith("hello");
        assertThat(world.request("bytes", "/").status()).as("not by its name").isEqualTo(404);

        assertThat(world.deploy(listening("other", port, "tcp"), "other").failed().all())
                .contains("port " + port + " belongs to the app 'bytes'");

        long killed = world.kill("balance", "KILL");
        world.awaitOther("balance", killed, World.COMMAND);
        Await.until("it listens again", World.COMMAND, () -> isAnswered(port));

        world.deploy(listening("bytes", port, "tls"), "bytes").succeeded();
        Result secure =
                Shell.run("curl", "-sSfk", "--max-time", "20", "https://127.0.0.1:" + port + "/");
        assertThat(secure.succeeded().out()).startsWith("hello");
        Shell.run("curl", "-sSf", "--max-time", "20", "http://127.0.0.1:" + port + "/").failed();
    }

    private Path listening(String name, int port, String listener) throws IOException {
        Path project = Projects.hello(world, name + "-" + listener);
        Projects.edit(
                project.resolve("compose.yaml"),
                text ->
                        text.replace("80:8080", port + ":8080")
                                .replace(
                                        "x-mvi: {health: /health}",
                                        "x-mvi: {listener: " + listener + "}"));
        return project;
    }

    private static String ask(int port) throws IOException {
        return Web.get(port, "any", "/", ANSWER).body();
    }

    private static boolean isAnswered(int port) {
        try {
            return ask(port).startsWith("hello");
        } catch (IOException notYet) {
            return false;
        }
    }
}
