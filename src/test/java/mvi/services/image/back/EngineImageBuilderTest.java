package mvi.services.image.back;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.ByteCount;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.engines.docker.BuildRequest;
import mvi.engines.docker.EngineService;
import mvi.engines.docker.RegistryAuth;
import mvi.engines.docker.Tar;
import mvi.services.image.ImageBuilder;
import mvi.services.image.ImageName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("engine")
final class EngineImageBuilderTest {
    private static final int PORT = 5998;

    /** Builds without pushing: the registry has tests of its own. */
    private record Unpushed(EngineService engines) implements ImageBuilder {
        @Override
        public BuiltImage build(Recipe recipe, ByteSource context, Output output) {
            String reference = "127.0.0.1:" + PORT + "/" + recipe.as();
            var request =
                    new BuildRequest(
                            reference,
                            "Dockerfile",
                            recipe.args(),
                            recipe.target(),
                            recipe.labels(),
                            recipe.secrets(),
                            0,
                            0);
            engines.engine().images().build(request, context.asStream(), output::line);
            return new BuiltImage(recipe.as(), "", List.of(), List.of());
        }

        @Override
        public BuiltImage adopt(String reference, Pull pull, ImageName as, Output output) {
            throw new UnsupportedOperationException(reference);
        }
    }

    private static byte[] context(Map<String, byte[]> files) throws IOException {
        ByteArrayOutputStream context = new ByteArrayOutputStream();
        try (Tar tar = new Tar(context)) {
            for (var file : files.entrySet()) {
                tar.file(file.getKey(), 0644, file.getValue());
            }
        }
        return context.toByteArray();
    }

    private static EngineService engines(Path home) {
        return new EngineService(
                home,
                PORT,
                System.getenv(),
                Clock.system(),
                Events.to(new StringBuffer(), Clock.system()));
    }

    @Test
    void helloBuildsFromTheBaseImageByItsShortName(@TempDir Path home) throws IOException {
        EngineService engines = engines(home);
        List<String> lines = new ArrayList<>();
        Path folder = Path.of("examples/hello");
        byte[] hello =
                context(
                        Map.of(
                                "Dockerfile", Files.readAllBytes(folder.resolve("Dockerfile")),
                                "Hello.java", Files.readAllBytes(folder.resolve("Hello.java"))));
        var name = new ImageName("test/hello", "1");
        var builder = new Unpushed(engines);
        try {
            new JavaBaseImage(
                            Path.of(System.getProperty("java.home")),
                            Files.writeString(home.resolve("driver-1.jar"), "driver"),
                            home.resolve("base"))
                    .seed(builder, lines::add);
            var recipe =
                    new ImageBuilder.Recipe(
                            name, "Dockerfile", Map.of(), Optional.empty(), Map.of(), Map.of());
            builder.build(recipe, ByteSource.of(hello), lines::add);
            assertThat(
                            engines.engine()
                                    .images()
                                    .find("127.0.0.1:" + PORT + "/" + name)
                                    .orElseThrow()
                                    .command())
                    .startsWith("java")
                    .endsWith("Hello");
            assertThat(String.join("\n", lines)).contains("FROM mvi/java:25");
        } finally {
            engines.engine().images().remove("127.0.0.1:" + PORT + "/" + name);
            engines.engine().images().remove("127.0.0.1:" + PORT + "/mvi/java:25");
            engines.stop();
        }
    }

    /** Mounted by its id, in no layer, and nowhere in the context. */
    @Test
    void aStepReadsASecretAndTheImageHasNothingOfIt(@TempDir Path home) throws IOException {
        EngineService engines = engines(home);
        List<String> lines = new ArrayList<>();
        byte[] context =
                context(
                        Map.of(
                                "Dockerfile",
                                """
                                FROM scratch
                                COPY --chmod=0755 busybox /bin/busybox
                                RUN --mount=type=secret,id=token ["/bin/busybox", "sh", "-c", \
                                    "/bin/busybox sed s/hush/say/ /run/secrets/token"]
                                RUN --mount=type=secret,id=b.pem,target=/b ["/bin/busybox", "wc", "-c", "/b"]
                                COPY . /context
                                RUN ["/bin/busybox", "find", "/context", "/run"]
                                """
                                        .getBytes(StandardCharsets.UTF_8),
                                "busybox",
                                Files.readAllBytes(Path.of("/bin/busybox"))));
        var recipe =
                new ImageBuilder.Recipe(
                        new ImageName("test/secret", "1"),
                        "Dockerfile",
                        Map.of(),
                        Optional.empty(),
                        Map.of(),
                        Map.of(
                                "token",
                                Secret.of("hush now\n"),
                                "b.pem",
                                Secret.of(new byte[] {0, -1, 10})));
        Path ofTheDead =
                Files.createDirectory(Path.of("/dev/shm/mvi-build-" + Integer.MAX_VALUE + "-x"));
        Files.writeString(ofTheDead.resolve("s0"), "left by a kill");
        try {
            new Unpushed(engines).build(recipe, ByteSource.of(context), lines::add);
            assertThat(lines).contains("say now", "3 /b");
            assertThat(lines.subList(lines.indexOf("/context"), lines.size()))
                    .filteredOn(line -> line.startsWith("/"))
                    .containsOnly(
                            "/context",
                            "/context/Dockerfile",
                            "/context/busybox",
                            "/run",
                            "/run/.containerenv",
                            "/run/secrets");
            try (var left = Files.list(Path.of("/dev/shm"))) {
                assertThat(left).noneMatch(each -> each.toString().contains("mvi-build-"));
            }
        } finally {
            engines.engine().images().remove("127.0.0.1:" + PORT + "/test/secret:1");
            engines.stop();
        }
    }

    @Test
    void aFailingBuildSaysWhatTheEngineSaid(@TempDir Path home) throws IOException {
        EngineService engines = engines(home);
        var auth = new RegistryAuth("127.0.0.1:" + PORT, "u", Secret.of("p"));
        var builder = new EngineImageBuilder(engines, () -> auth, ByteCount.mib(256));
        byte[] broken =
                context(
                        Map.of(
                                "Dockerfile",
                                "FROM scratch\nCOPY absent /\n".getBytes(StandardCharsets.UTF_8)));
        var recipe =
                new ImageBuilder.Recipe(
                        new ImageName("test/broken", "1"),
                        "Dockerfile",
                        Map.of(),
                        Optional.empty(),
                        Map.of(),
                        Map.of());
        try {
            assertThatThrownBy(
                            () ->
                                    builder.build(
                                            recipe,
                                            ByteSource.of(
                                                    new ByteArrayInputStream(broken),
                                                    java.util.OptionalLong.of(broken.length)),
                                            line -> {}))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> {
                                assertThat(problem.code()).isEqualTo("build-failed");
                                assertThat(problem.publicMessage()).contains("absent");
                            });
        } finally {
            engines.stop();
        }
    }
}
