package mvi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine that has too little of something, or whose ports others have. */
@Tag("acceptance")
final class ShortageTest {
    @TempDir Path folder;

    /** The disk of its own is a file system in memory that is filled to its last byte. */
    @Test
    void aFullDiskRefusesWritesServesReadsAndRecoversByItself() throws IOException {
        Path disk = Files.createTempDirectory(Path.of("/tmp"), "mvi-disk-");
        // The platform's users are strangers to this one's folders.
        Files.setPosixFilePermissions(disk, PosixFilePermissions.fromString("rwxr-xr-x"));
        Shell.run("mount", "-t", "tmpfs", "-o", "size=1g", "tmpfs", disk.toString()).succeeded();
        try (World world = World.in(Files.createDirectory(disk.resolve("mvi")))) {
            world.up();
            world.ensureDeployed(Projects.hello(world, "full"), "full");
            Path filler = disk.resolve("filler");
            String out =
                    world.script(
                            folder,
                            """
                            put() { aws dynamodb put-item --table-name things --item "{\\"id\\":{\\"S\\":\\"$1\\"}}"; }
                            aws dynamodb create-table --table-name things --billing-mode PAY_PER_REQUEST \
                              --key-schema AttributeName=id,KeyType=HASH \
                              --attribute-definitions AttributeName=id,AttributeType=S >/dev/null
                            put before
                            echo before > one.txt
                            aws s3 mb s3://things
                            aws s3 cp one.txt s3://things/one.txt
                            dd if=/dev/zero of=%1$s bs=64k 2>/dev/null && exit 9
                            dd if=/dev/zero of=%1$s bs=1 seek=$(stat -c %%s %1$s) 2>/dev/null && exit 9
                            aws s3 cp one.txt s3://things/two.txt 2>refusal && exit 9
                            grep 'the disk is full' refusal
                            head -c 300000 /dev/zero | tr '\\0' x > large
                            if echo "{\\"id\\":{\\"S\\":\\"large\\"},\\"v\\":{\\"S\\":\\"$(cat large)\\"}}" > large.json \
                              && aws dynamodb put-item --table-name things --item file://large.json 2>refusal
                            then exit 9; fi
                            grep 'the disk is full' refusal
                            aws s3 cp s3://things/one.txt -
                            aws dynamodb get-item --table-name things --key '{"id":{"S":"before"}}' --output json
                            """
                                    .formatted(filler));
            assertThat(out).contains("\"before\"").contains("\nbefore\n");
            assertThat(world.ask("full", "/")).startsWith("hello from");
            assertThat(world.mvi("apps").succeeded().out()).contains("running");

            Files.delete(filler);
            world.script(
                    folder,
                    """
                    aws s3 cp one.txt s3://things/two.txt
                    aws dynamodb put-item --table-name things --item '{"id":{"S":"after"}}'
                    """);
            world.mvi("env", "set", "-a", "full", "K=V").succeeded();
            assertThat(world.ask("full", "/")).startsWith("hello from");
        } finally {
            Shell.run("umount", disk.toString()).succeeded();
            Files.delete(disk);
        }
    }

    @Test
    void aTakenPortIsNamedOrStoodInFor() throws IOException {
        try (World world = World.create();
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
            String port = Integer.toString(taken.getLocalPort());
            Result refused = up(world, Map.of("MVI_API_PORT", port));
            assertThat(refused.failed().err()).contains("port " + port, "MVI_API_PORT");

            Result stoodIn = up(world, Map.of("MVI_HTTP_PORT", port));
            if (stoodIn.exit() == 0) {
                assertThat(stoodIn.err()).contains("port " + port + " can't be bound");
                assertThat(world.status().path("ports").path("http").asInt()).isEqualTo(8080);
            } else {
                assertThat(stoodIn.err()).contains("port " + port, "MVI_HTTP_PORT");
            }
        }
    }

    /** The others are any that are free. */
    private static Result up(World world, Map<String, String> ports) {
        Map<String, String> environment =
                new HashMap<>(Map.of("MVI_HOME", world.home().toString()));
        for (String port : List.of("HTTP", "HTTPS", "API", "SERVICES", "REGISTRY")) {
            environment.put("MVI_" + port + "_PORT", "0");
        }
        environment.putAll(ports);
        return Shell.run(
                List.of(world.launcher().toString(), "up"),
                environment,
                world.home(),
                "",
                World.ROLLOUT);
    }
}
