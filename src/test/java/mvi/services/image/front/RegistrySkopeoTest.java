package mvi.services.image.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import mvi.services.image.Digest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another's client, skopeo, pushes an image and pulls it again. */
@Tag("engine")
class RegistrySkopeoTest {
    @TempDir Path folder;

    @Test
    void imageComesBackAsItWent() throws Exception {
        Path image = image();
        Path back = folder.resolve("back");
        try (RegistryWorld world = new RegistryWorld(folder.resolve("data"))) {
            String name = "docker://127.0.0.1:" + world.port() + "/team/hello:1";
            String credentials = RegistryWorld.PLATFORM + ":" + RegistryWorld.SECRET;
            skopeo(
                    "copy",
                    "--preserve-digests",
                    "--dest-tls-verify=false",
                    "--dest-creds=" + credentials,
                    "dir:" + image,
                    name);
            skopeo(
                    "copy",
                    "--preserve-digests",
                    "--src-tls-verify=false",
                    "--src-creds=" + credentials,
                    name,
                    "dir:" + back);
        }
        for (Path file : files(image)) {
            assertThat(back.resolve(file.getFileName())).hasSameBinaryContentAs(file);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }

    /** An image of two layers in skopeo's own layout. */
    private Path image() throws IOException {
        Path image = Files.createDirectory(folder.resolve("image"));
        List<Digest> layers = List.of(write(image, 5_000_000), write(image, 100));
        Digest config =
                write(
                        image,
                        "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}"
                                .getBytes(StandardCharsets.UTF_8));
        List<String> described = new ArrayList<>();
        for (Digest layer : layers) {
            described.add(descriptor(image, "application/vnd.oci.image.layer.v1.tar", layer));
        }
        Files.writeString(
                image.resolve("manifest.json"),
                "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
                        .formatted(
                                RegistryClient.MANIFEST,
                                descriptor(
                                        image, "application/vnd.oci.image.config.v1+json", config),
                                String.join(",", described)));
        Files.writeString(image.resolve("version"), "Directory Transport Version: 1.1\n");
        return image;
    }

    private static Digest write(Path image, int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return write(image, bytes);
    }

    private static Digest write(Path image, byte[] bytes) throws IOException {
        Digest digest = Digest.of(bytes);
        Files.write(file(image, digest), bytes);
        return digest;
    }

    private static Path file(Path image, Digest digest) {
        return image.resolve(digest.text().substring("sha256:".length()));
    }

    private static String descriptor(Path image, String type, Digest digest) throws IOException {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
                .formatted(type, digest, Files.size(file(image, digest)));
    }

    private void skopeo(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("skopeo", "--insecure-policy"));
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        assertThat(process.waitFor()).as(Files.readString(output)).isZero();
    }
}
