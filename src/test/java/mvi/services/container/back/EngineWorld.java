package mvi.services.container.back;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Ids;
import mvi.engines.base.PlatformId;
import mvi.engines.docker.BuildRequest;
import mvi.engines.docker.EngineService;
import mvi.engines.docker.Tar;
import mvi.services.container.Container;
import mvi.services.container.ContainerSpec;

/** The real engine under a home of its own, with an image of busybox; takes away what it made. */
public final class EngineWorld implements AutoCloseable {
    public final PlatformId platform =
            new PlatformId(new Ids(Clock.system(), Chance.system()).random(PlatformId.LENGTH));
    public final Events events = Events.to(new StringBuffer(), Clock.system());
    public final EngineService engines;
    public final EngineContainerService containers;
    public final String image = "localhost/mvi-test-" + platform + ":1";

    public EngineWorld(Path home) throws IOException {
        engines = new EngineService(home, 5999, System.getenv(), Clock.system(), events);
        containers = service(platform);
        engines.start()
                .images()
                .build(
                        new BuildRequest(
                                image,
                                "Dockerfile",
                                Map.of(),
                                Optional.empty(),
                                Map.of(),
                                Map.of(),
                                ByteCount.mib(256).bytes(),
                                512),
                        new ByteArrayInputStream(busybox()),
                        line -> {});
    }

    EngineContainerService service(PlatformId id) {
        return new EngineContainerService(engines, id, Optional::empty, Clock.system(), events);
    }

    ContainerSpec spec(String name, String role, String... command) {
        return new ContainerSpec(
                "mvi-" + platform + "-" + name,
                image,
                List.of(),
                List.of(command),
                Map.of("GREETING", "hello"),
                new ContainerSpec.Labels("app", name, "v1", role),
                new ContainerSpec.NetworkAttachment("none", Optional.empty()),
                Map.of("database", "10.9.8.7"),
                List.of(),
                List.of(new ContainerSpec.SeedFile("/etc/seed.txt", bytes("seeded\n"), 0444)),
                new ContainerSpec.Resources(ByteCount.mib(64), 0.5, 64),
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(5),
                "SIGTERM",
                ContainerSpec.Settings.NONE);
    }

    ContainerSpec shell(String name, String script) {
        return spec(name, ContainerSpec.Labels.PROCESS, "/bin/busybox", "sh", "-c", script);
    }

    Container awaitExit(String id) {
        return await(() -> containers.find(id).filter(c -> c.state() == Container.State.EXITED));
    }

    public static <T> T await(Callable<Optional<T>> condition) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (System.nanoTime() < end) {
            try {
                Optional<T> found = condition.call();
                if (found.isPresent()) {
                    return found.get();
                }
                Clock.system().sleep(Duration.ofMillis(20));
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        }
        throw new AssertionError("not within a minute");
    }

    static byte[] busybox() throws IOException {
        List<String> lines =
                List.of("FROM scratch", "COPY busybox /bin/busybox", "COPY empty /etc/empty");
        ByteArrayOutputStream context = new ByteArrayOutputStream();
        try (Tar tar = new Tar(context)) {
            tar.file("Dockerfile", 0644, bytes(String.join("\n", new ArrayList<>(lines)) + "\n"));
            tar.file("empty", 0644, new byte[0]);
            tar.file("busybox", 0755, Files.readAllBytes(Path.of("/bin/busybox")));
        }
        return context.toByteArray();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        for (Container container : containers.list()) {
            containers.remove(container.id());
        }
        engines.engine().images().remove(image);
        engines.stop();
    }
}
