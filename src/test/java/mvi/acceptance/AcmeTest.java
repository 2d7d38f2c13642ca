package mvi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates of an authority that asks for proof, by a real ACME server. */
@Tag("acceptance")
final class AcmeTest {
    private static final Duration ORDERED = Duration.ofSeconds(60);

    @TempDir Path folder;

    @Test
    void aDomainGetsACertificateByItself() throws IOException {
        int http = Pebble.freePort();
        Path home = Files.createTempDirectory(Path.of("/tmp"), "mvi-");
        try (Pebble pebble = new Pebble(folder, http, Pebble.freePort());
                World world = World.in(home)) {
            pebble.lose("lost.example.org");
            Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.writeString(
                    home.resolve("mvi.yaml"),
                    """
                    http-port: %d
                    acme: %s
                    acme-ca: %s
                    """
                            .formatted(http, pebble.url(), pebble.trust()));
            world.up();
            assertThat(world.port("http")).isEqualTo(http);
            Path project = Projects.hello(world, "shop");
            Projects.edit(
                    project.resolve("compose.yaml"),
                    text -> "x-mvi: {domains: [shop.example.org, lost.example.org]}\n" + text);
            world.deploy(project, "shop").succeeded();

            Await.until(
                    "there is a certificate",
                    ORDERED,
                    () -> certs(world).contains("shop.example.org  public"));
            Path root = pebble.root();
            assertThat(secure(world, root, "shop.example.org").succeeded().out()).contains("hello");
            assertThat(Web.get(http, "shop.example.org:" + http, "/a", ORDERED).status())
                    .isEqualTo(308);
            assertThat(Web.get(http, "shop.localhost:" + http, "/", ORDERED).status())
                    .isEqualTo(200);

            Await.until(
                    "what fails is told",
                    ORDERED,
                    () -> certs(world).contains("gives no certificate for lost.example.org"));
            assertThat(certs(world)).contains("lost.example.org  platform", "(tried again at ");
            secure(world, root, "lost.example.org").failed();
            assertThat(Web.get(http, "lost.example.org:" + http, "/", ORDERED).status())
                    .as("served as before")
                    .isEqualTo(200);

            long killed = world.kill("control", "KILL");
            world.awaitOther("control", killed, ORDERED);
            assertThat(secure(world, root, "shop.example.org").succeeded().out()).contains("hello");
        }
    }

    private static String certs(World world) {
        return world.mvi("certs").succeeded().out();
    }

    private static Result secure(World world, Path trusted, String host) {
        int port = world.port("https");
        return Shell.run(
                "curl",
                "-sS",
                "--max-time",
                "20",
                "--cacert",
                trusted.toString(),
                "--resolve",
                host + ":" + port + ":127.0.0.1",
                "https://" + host + ":" + port + "/");
    }
}
