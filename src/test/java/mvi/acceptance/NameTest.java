package mvi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The platform under a name of its own, reached as from another machine. */
@Tag("acceptance")
@ExtendWith(Worlds.class)
final class NameTest {
    private static final String NAME = "mvi.example.test";
    private static final Duration SOON = Duration.ofSeconds(30);

    private final World world;
    private Path folder = Path.of("");
    private Path authority = Path.of("");
    private String said = "";

    NameTest(World world) {
        this.world = world;
    }

    @BeforeEach
    void name() throws IOException {
        folder = Files.createDirectories(world.home().resolve("project-elsewhere"));
        authority = world.home().resolve("ca/ca.pem");
        said = world.up("--name", NAME).succeeded().out();
        Await.until("the name is answered", SOON, () -> curl("/-/health").out().startsWith("200"));
    }

    @AfterEach
    void takeTheNameAway() {
        world.up("--name", "none").succeeded();
        assertThat(world.up().out()).contains("is ready");
    }

    @Test
    void apiAndRegistryAnswerByTheAuthoritysCertificate() throws IOException {
        String token = "Authorization: Bearer " + world.env().get("MVI_TOKEN");
        assertThat(curl("/v1/status").out()).startsWith("401");
        assertThat(curl("/v1/status", "-H", token).out())
                .startsWith("200")
                .contains(world.platform());
        assertThat(curl("/v2/").out()).startsWith("401").containsIgnoringCase("www-authenticate");
        String user =
                world.env().get("MVI_REGISTRY_USER")
                        + ":"
                        + world.env().get("MVI_REGISTRY_PASSWORD");
        assertThat(curl("/v2/", "-u", user).out()).startsWith("200");
        upload(user);

        int http = world.port("http");
        String clear =
                Shell.run(
                                "curl",
                                "-sS",
                                "-D-",
                                "-o/dev/null",
                                "-H",
                                "Host: " + NAME,
                                "http://127.0.0.1:" + http + "/v1/status")
                        .out();
        assertThat(clear).contains("308").contains("https://" + NAME);

        Path app = Projects.copy(world, Projects.HELLO, "named");
        Path manifest = app.resolve("compose.yaml");
        Files.writeString(
                manifest, Files.readString(manifest) + "x-mvi:\n  domains: [" + NAME + "]\n");
        assertThat(world.deploy(app, "named").failed().all())
                .contains(NAME + " is the platform's own name");
    }

    @Test
    void somebodyElsewhereLogsInAndOut() throws IOException {
        String url = "https://" + NAME + ":" + world.port("https");
        assertThat(said).contains("mvi login " + url);
        String fingerprint =
                said.lines()
                        .filter(line -> line.contains("SHA-256"))
                        .map(line -> line.substring(line.indexOf("SHA-256")))
                        .findFirst()
                        .orElseThrow();
        String token = world.env().getOrDefault("MVI_TOKEN", "");
        Result refused = elsewhere("no\n", "login", url, "--token", token);
        assertThat(refused.failed().all()).contains(fingerprint, "not logged in");
        elsewhere("yes\n" + token + "\n", "login", url).succeeded();
        assertThat(elsewhere("", "status", "--json").json().path("platform").asText())
                .isEqualTo(world.platform());
        elsewhere("", "deploy", Projects.copy(world, Projects.HELLO, "far") + "", "-a", "far")
                .succeeded();
        assertThat(elsewhere("", "apps").succeeded().out()).contains("far");
        Result run = elsewhere("said\n", "exec", "-a", "far", "web", "--", "cat");
        assertThat(run.succeeded().out()).isEqualTo("said\n");
        assertThat(world.mvi("apps", "delete", "-a", "far").succeeded().exit()).isZero();
        elsewhere("", "logout").succeeded();
        assertThat(Files.exists(folder.resolve("mvi/login.json"))).isFalse();
    }

    /** A layer in one request, and back. */
    private void upload(String user) throws IOException {
        Path layer = Files.writeString(folder.resolve("layer"), "x".repeat(1 << 20));
        String digest = Shell.run("sha256sum", layer.toString()).succeeded().out().split(" ", 2)[0];
        String path = "/v2/named/probe/blobs/";
        String begun = curl(path + "uploads/", "-u", user, "-X", "POST").out();
        assertThat(begun).startsWith("202");
        String location =
                begun.lines()
                        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("location:"))
                        .map(line -> line.substring("location:".length()).strip())
                        .findFirst()
                        .orElseThrow();
        String end = location + (location.contains("?") ? "&" : "?") + "digest=sha256:" + digest;
        assertThat(curl(end, "-u", user, "-X", "PUT", "--data-binary", "@" + layer).out())
                .startsWith("201");
        assertThat(curl(path + "sha256:" + digest, "-u", user, "-I").out())
                .startsWith("200")
                .containsIgnoringCase("content-length: " + (1 << 20));
        assertThat(curl(path + "sha256:" + digest, "-u", user).out())
                .startsWith("200")
                .contains("x".repeat(1 << 20));
    }

    /** The status, then the head and the body. */
    private Result curl(String path, String... words) {
        int port = world.port("https");
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "-D-", "--max-time", "20"));
        command.addAll(List.of("--cacert", authority.toString()));
        command.addAll(List.of("--resolve", NAME + ":" + port + ":127.0.0.1"));
        command.addAll(List.of(words));
        command.add("https://" + NAME + ":" + port + path);
        Result result = Shell.run(command.toArray(String[]::new));
        String text = result.out().replaceFirst("^HTTP/[0-9.]+ ", "");
        return new Result(
                command, result.exit(), text.getBytes(StandardCharsets.UTF_8), result.err());
    }

    /** A user whose machine has no platform, and a name server that knows the name. */
    private Result elsewhere(String input, String... words) throws IOException {
        Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 " + NAME + "\n");
        List<String> command = new ArrayList<>(List.of(world.launcher().toString()));
        command.addAll(List.of(words));
        return Shell.run(
                command,
                Map.of(
                        "XDG_CONFIG_HOME",
                        folder.toString(),
                        "MVI_JAVA_OPTIONS",
                        "-Djdk.net.hosts.file=" + hosts),
                folder,
                input,
                World.ROLLOUT);
    }
}
