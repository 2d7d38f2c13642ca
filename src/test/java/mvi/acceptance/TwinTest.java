package mvi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A platform whose objects are at another one, by HTTPS. */
@Tag("acceptance")
final class TwinTest {
    /** A refusal, not a wait. */
    private static final Duration SOON = Duration.ofSeconds(45);

    @TempDir Path folder;
    private String keyId = "";

    @Test
    void thePlatformRunsOnABlobElsewhereAndOutlivesItsAbsence() throws Exception {
        try (World far = World.started();
                World world = World.create().with(at(far))) {
            world.up();
            world.ensureDeployed(Projects.HELLO, "hello");
            assertThat(world.ask("hello", "/")).startsWith("hello from");
            everythingIsThereAndNothingHere(far, world);
            far.mvi("down").succeeded();
            appsGoOnAndDeploysSayWhy(far, world);
            key("wrong");
            assertThat(restarted(world)).contains("Blob at " + url(far) + " can not be reached");
            aContainerThatDiesIsReplaced(world);
            far.up();
            assertThat(world.mvi("doctor").failed().out())
                    .contains("Blob at " + url(far) + " does not accept the credentials");
            key(far.env().getOrDefault("AWS_SECRET_ACCESS_KEY", ""));
            assertThat(restarted(world)).contains("objects are at " + url(far) + "/first");
            Path changed = Projects.hello(world, "changed");
            Projects.edit(changed.resolve("Hello.java"), it -> it.replace("hello from", "again"));
            world.deploy(changed, "hello").succeeded();
            assertThat(world.ask("hello", "/")).startsWith("again");
            assertThat(world.status().at("/blob/state").asText()).isEqualTo("answers");
        }
    }

    /** With another key, {@code up} starts anew who uses it. */
    private static String restarted(World world) {
        Result up = world.mvi("up").succeeded();
        assertThat(up.all())
                .contains("restarting data", "restarting control")
                .doesNotContain("\tat ", "Exception");
        return up.all();
    }

    private static String url(World far) {
        return "https://127.0.0.1:" + far.port("services");
    }

    private Map<String, String> at(World far) throws IOException {
        Map<String, String> env = far.env();
        keyId = env.getOrDefault("AWS_ACCESS_KEY_ID", "");
        return Map.of(
                "MVI_BLOB_URL",
                url(far) + "/first",
                "MVI_BLOB_CREDENTIALS",
                key(env.getOrDefault("AWS_SECRET_ACCESS_KEY", "")),
                "MVI_BLOB_CA",
                env.getOrDefault("AWS_CA_BUNDLE", ""));
    }

    private String key(String secret) throws IOException {
        Path key =
                Files.writeString(
                        folder.resolve("key"),
                        "AWS_ACCESS_KEY_ID=%s\nAWS_SECRET_ACCESS_KEY=%s\n"
                                .formatted(keyId, secret));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        return key.toString();
    }

    private void everythingIsThereAndNothingHere(World far, World world) throws IOException {
        String there =
                far.script(
                        folder,
                        """
                        for each in images builds; do
                          aws s3api list-objects-v2 --bucket first-000000000000-mvi-$each --query 'Contents[].Key' --output text
                        done
                        """);
        assertThat(there).contains("layers/u-").containsPattern("b-\\w+\\.log");
        assertThat(world.script(folder, "aws s3api list-buckets --query 'Buckets[].Name'"))
                .doesNotContain("mvi-");
        try (Stream<Path> files = Files.walk(world.home().resolve("data/blob/objects/data"))) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
        assertThat(world.status().at("/blob/url").asText()).isEqualTo(url(far) + "/first");
        assertThat(world.mvi("status").succeeded().out())
                .contains("blob     " + url(far) + "/first answers");
        assertThat(world.mvi("doctor").out()).contains("objects are at " + url(far));
    }

    private static void appsGoOnAndDeploysSayWhy(World far, World world) throws Exception {
        assertThat(world.ask("hello", "/")).startsWith("hello from");
        Result deploy = world.mvi(SOON, "deploy", Projects.HELLO.toString(), "-a", "hello");
        assertThat(deploy.failed().all())
                .contains("Blob at " + url(far) + " can not be reached: Connection refused")
                .doesNotContain("\tat ", "Exception");
        assertThat(world.mvi("status").failed().out())
                .contains("is degraded", "trouble  Blob at " + url(far), "/first failed");
        assertThat(world.mvi("doctor").failed().out())
                .contains("Blob at " + url(far), "MVI_BLOB_CREDENTIALS");
    }

    private static void aContainerThatDiesIsReplaced(World world) throws Exception {
        String killed = world.containers("hello").getFirst();
        Shell.run("podman", "kill", killed).succeeded();
        Await.until(
                "another takes its place",
                World.COMMAND,
                () -> {
                    List<String> now = world.containers("hello");
                    return now.size() == 2 && now.stream().noneMatch(killed::equals);
                });
        assertThat(world.ask("hello", "/")).startsWith("hello from");
    }
}
