package mvi.engines.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Decides which engine is used and sees that it runs. With podman, always a service of mvi's own,
 * since another's can't be told about runtimes, ulimits and registries; the machine's own files are
 * never edited. Without podman, the Docker Engine whose socket is there.
 */
public final class EngineService implements AutoCloseable {
    /** The kernel's limit for a Unix socket's path is 108 with its end. */
    static final int SOCKET_PATH_BYTES = 107;

    private final Path home;
    private final int registryPort;
    private final Path dockerSocket;
    private final Map<String, String> environment;
    private final Clock clock;
    private final Events events;
    private final Object starting = new Object();
    private volatile @Nullable Started started;

    private record Started(DockerEngine engine, EngineReport report) {}

    /**
     * @param home MVI_HOME
     * @param registryPort of the platform's registry on 127.0.0.1, which speaks plain HTTP there
     * @param environment of this process
     */
    public EngineService(
            Path home,
            int registryPort,
            Map<String, String> environment,
            Clock clock,
            Events events) {
        this.home = home.toAbsolutePath().normalize();
        this.registryPort = registryPort;
        this.dockerSocket = Path.of("/var/run/docker.sock");
        this.environment = Map.copyOf(environment);
        this.clock = clock;
        this.events = events;
    }

    /**
     * The engine, started, probed and answering. Cheap when it already is; call it again when a
     * call was answered with {@code engine-unavailable}.
     */
    public DockerEngine start() {
        synchronized (starting) {
            Started known = started;
            if (known != null && isAnswering(known.engine())) {
                return known.engine();
            }
            try {
                Optional<Path> podman = Command.find("podman", environment);
                Started now = podman.isPresent() ? startPodman(podman.get()) : useDocker();
                if (known != null) {
                    known.engine().close();
                }
                started = now;
                events.info(
                        "engine-ready",
                        "engine",
                        now.report().version(),
                        "socket",
                        now.report().socket(),
                        "settings",
                        now.report().settings());
                return now.engine();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    /** The engine that was started last, without asking whether it still answers. */
    public DockerEngine engine() {
        Started known = started;
        return known == null ? start() : known.engine();
    }

    /** What was found; starts the engine if need be. */
    public EngineReport report() {
        start();
        Started now = started;
        if (now == null) {
            throw Problem.bug("the engine has no report after its start", null);
        }
        return now.report();
    }

    /** Ends podman's service; containers go on. Docker Engine is not ours to end. */
    public void stop() {
        synchronized (starting) {
            Command.find("podman", environment)
                    .ifPresent(podman -> service(podman, podmanEnvironment()).stop());
            close();
        }
    }

    /** Lets go of the engine; its service goes on. */
    @Override
    public void close() {
        synchronized (starting) {
            Started known = started;
            started = null;
            if (known != null) {
                known.engine().close();
            }
        }
    }

    private Started startPodman(Path podman) throws IOException {
        Files.createDirectories(socket().getParent());
        Files.createDirectories(folder());
        if (socket().toString().length() > SOCKET_PATH_BYTES) {
            throw Problem.invalid(
                    "home-too-long",
                    "MVI_HOME is too long for the engine's socket: "
                            + socket()
                            + " has more than "
                            + SOCKET_PATH_BYTES
                            + " characters. Choose a shorter folder.");
        }
        Map<String, String> own = podmanEnvironment();
        String registries = EngineSettings.registriesConf(registryPort);
        Files.writeString(folder().resolve("registries.conf"), registries);
        EngineSettings settings = new PodmanProbe(podman, folder(), own).settings();
        String containers = settings.containersConf();
        Files.writeString(folder().resolve("containers.conf"), containers);
        DockerEngine engine = service(podman, own).ensure(containers + registries);
        List<EngineReport.Finding> findings = new ArrayList<>();
        if (!settings.hasLimits()) {
            findings.add(
                    new EngineReport.Finding(
                            "memory and CPU limits can not be set",
                            "give this machine the memory and cpu controllers of cgroups"));
        }
        if (!settings.hasInit()) {
            findings.add(
                    new EngineReport.Finding(
                            "containers have no init process",
                            "install catatonit (apt-get install catatonit)"));
        }
        return new Started(
                engine,
                new EngineReport(
                        engine.version(),
                        socket(),
                        settings.toString(),
                        settings.hasInit(),
                        settings.hasLimits(),
                        findings));
    }

    private Started useDocker() {
        if (!Files.exists(dockerSocket)) {
            throw Problem.unavailable(
                    "engine-unavailable",
                    "There is no container engine: neither podman nor "
                            + dockerSocket
                            + ". Install podman (apt-get install podman runc).",
                    null);
        }
        DockerEngine engine = DockerEngine.open(dockerSocket);
        return new Started(
                engine,
                new EngineReport(
                        engine.version(), dockerSocket, "the engine's own", true, true, List.of()));
    }

    private PodmanService service(Path podman, Map<String, String> own) {
        return new PodmanService(podman, socket(), folder().resolve("service.log"), own, clock);
    }

    private Map<String, String> podmanEnvironment() {
        Map<String, String> own = new LinkedHashMap<>();
        own.put("PATH", environment.getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"));
        own.put("CONTAINERS_CONF", folder().resolve("containers.conf").toString());
        own.put("CONTAINERS_REGISTRIES_CONF", folder().resolve("registries.conf").toString());
        return own;
    }

    private boolean isAnswering(DockerEngine engine) {
        try {
            engine.ping();
            return true;
        } catch (Problem away) {
            events.warn("engine-away", "reason", away.publicMessage());
            return false;
        }
    }

    private Path socket() {
        return home.resolve("run/engine.sock");
    }

    private Path folder() {
        return home.resolve("engine");
    }
}
