package mvi.services.container.back;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Kind;
import mvi.engines.base.PlatformId;
import mvi.engines.base.Problem;
import mvi.engines.docker.DockerEngine;
import mvi.engines.docker.EngineContainer;
import mvi.engines.docker.EngineContainers;
import mvi.engines.docker.EngineReport;
import mvi.engines.docker.EngineService;
import mvi.engines.docker.EngineStreams;
import mvi.engines.docker.RegistryAuth;
import mvi.engines.docker.Tar;
import mvi.services.container.Container;
import mvi.services.container.ContainerService;
import mvi.services.container.ContainerSpec;
import org.jspecify.annotations.Nullable;

/**
 * Containers by the engine of this machine. Actual state is read from the engine, by labels that
 * carry the platform's id, and never remembered.
 */
public final class EngineContainerService implements ContainerService {
    /** How long a one-off may still take to be reported as ended after its output did. */
    private static final Duration EXIT_LIMIT = Duration.ofSeconds(60);

    /** 128 and SIGKILL. */
    private static final int KILLED = 137;

    private static final int ANSWERS = 1000;

    private final EngineService engines;
    private final PlatformId platform;
    private final Supplier<Optional<RegistryAuth>> registry;
    private final Clock clock;
    private final Events events;
    private final CgroupUsage cgroups =
            new CgroupUsage(Path.of("/proc"), Path.of("/sys/fs/cgroup"));

    private final SecretFiles secrets;

    private final Map<String, Boolean> killedForMemory = new ConcurrentHashMap<>();
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
    private @Nullable Subscription stream;

    /**
     * @param registry credentials with which the engine pulls the platform's images
     */
    public EngineContainerService(
            EngineService engines,
            PlatformId platform,
            Supplier<Optional<RegistryAuth>> registry,
            Clock clock,
            Events events) {
        this.engines = engines;
        this.platform = platform;
        this.secrets = SecretFiles.of(platform);
        this.registry = registry;
        this.clock = clock;
        this.events = events;
    }

    @Override
    public Container start(ContainerSpec spec) {
        DockerEngine engine = engines.engine();
        EngineContainers containers = engine.containers();
        Optional<EngineContainer> existing = containers.find(spec.name());
        if (existing.isPresent() && !isOurs(existing.get())) {
            throw Problem.conflict(
                    "container-name-taken",
                    "A container of somebody else has the name " + spec.name());
        }
        boolean isNew = existing.isEmpty() || existing.get().isNew();
        ContainerSpec mounted = isNew ? withSecrets(spec) : spec;
        String id = existing.map(EngineContainer::id).orElseGet(() -> create(engine, mounted));
        if (isNew) {
            putFiles(containers, id, mounted.files());
        }
        containers.start(id);
        return find(id).orElseThrow(
                        () ->
                                Problem.missing(
                                        "no-such-container",
                                        spec.name() + " vanished as it started"));
    }

    /** Its secrets as mounts instead of files of its own. */
    private ContainerSpec withSecrets(ContainerSpec spec) {
        List<ContainerSpec.SeedFile> hidden =
                spec.files().stream().filter(ContainerSpec.SeedFile::isSecret).toList();
        if (hidden.isEmpty()) {
            return spec;
        }
        return spec.with(
                secrets.place(
                        spec.name(),
                        hidden,
                        () -> list().stream().map(Container::name).collect(Collectors.toSet())),
                spec.files().stream().filter(each -> !each.isSecret()).toList());
    }

    private String create(DockerEngine engine, ContainerSpec spec) {
        try {
            return tryCreate(engine, spec);
        } catch (RuntimeException failed) {
            secrets.remove(spec.name());
            throw failed;
        }
    }

    private String tryCreate(DockerEngine engine, ContainerSpec spec) {
        if (engine.images().find(spec.image()).isEmpty()) {
            pull(engine, spec.image());
        }
        EngineReport report = engines.report();
        var abilities =
                new EngineRequests.Abilities(
                        engine.version().isPodman(),
                        report.hasInit(),
                        report.hasLimits(),
                        Runtime.getRuntime().availableProcessors());
        try {
            return engine.containers().create(EngineRequests.of(spec, platform, abilities));
        } catch (Problem conflict) {
            // Somebody else made it between our look and now.
            Optional<EngineContainer> made = engine.containers().find(spec.name());
            if (conflict.kind() == Kind.CONFLICT && made.isPresent() && isOurs(made.get())) {
                return made.get().id();
            }
            throw conflict;
        }
    }

    private void pull(DockerEngine engine, String image) {
        try {
            Optional<RegistryAuth> auth =
                    registry.get().filter(known -> image.startsWith(known.host() + "/"));
            engine.images().pull(image, auth, line -> {});
        } catch (Problem failed) {
            if (failed.kind() == Kind.UNAVAILABLE) {
                throw failed;
            }
            throw new Problem(
                    "image-missing",
                    Kind.MISSING,
                    "The image " + image + " can not be pulled: " + failed.publicMessage(),
                    failed.detail(),
                    failed);
        }
    }

    private static void putFiles(
            EngineContainers containers, String id, List<ContainerSpec.SeedFile> files) {
        if (files.isEmpty()) {
            return;
        }
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (Tar tar = new Tar(archive)) {
            for (ContainerSpec.SeedFile file : files) {
                tar.file(file.path(), file.mode(), file.content());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        containers.putArchive(id, new ByteArrayInputStream(archive.toByteArray()));
    }

    @Override
    public void stop(String id, Duration grace) {
        Optional<Container> found = find(id);
        if (found.filter(each -> each.state() == Container.State.RUNNING).isPresent()) {
            engines.engine().containers().stop(id, grace);
        }
        // What has ended is never started again: another container takes its place.
        found.ifPresent(each -> secrets.remove(each.name()));
    }

    @Override
    public void remove(String id) {
        Optional<Container> found = find(id);
        if (found.isPresent()) {
            engines.engine().containers().remove(id);
            secrets.remove(found.get().name());
        }
    }

    @Override
    public List<Container> list() {
        return engines.engine().containers().list(ours()).stream().map(this::container).toList();
    }

    @Override
    public Optional<Container> find(String idOrName) {
        return engines.engine()
                .containers()
                .find(idOrName)
                .filter(this::isOurs)
                .map(this::container);
    }

    /** All watchers hear one stream of the engine, which is open while there are any. */
    @Override
    public Subscription watch(Watcher watcher) {
        synchronized (watchers) {
            watchers.add(watcher);
            if (stream == null) {
                stream = new EngineWatch(engines, ours(), this::tellAll, clock, events).start();
            }
        }
        return () -> leave(watcher);
    }

    private void leave(Watcher watcher) {
        synchronized (watchers) {
            watchers.remove(watcher);
            if (watchers.isEmpty() && stream != null) {
                stream.close();
                stream = null;
            }
        }
    }

    private void tellAll(String containerId, String what) {
        watchers.forEach(watcher -> watcher.changed(containerId, what));
    }

    @Override
    public List<Usage> usage() {
        EngineContainers containers = engines.engine().containers();
        return containers.list(ours()).stream()
                .filter(EngineContainer::isRunning)
                .flatMap(
                        running ->
                                cgroups
                                        .read(running.pid(), running.id())
                                        .or(() -> byEngine(containers, running.id()))
                                        .map(now -> usage(running, now))
                                        .stream())
                .toList();
    }

    private Optional<CgroupUsage.Reading> byEngine(EngineContainers containers, String id) {
        try {
            var answer = containers.usage(id);
            return Optional.of(new CgroupUsage.Reading(answer.cpuNanos(), answer.memoryBytes()));
        } catch (Problem ended) {
            events.info("usage-unknown", "container", id, "reason", ended.publicMessage());
            return Optional.empty();
        }
    }

    private static Usage usage(EngineContainer container, CgroupUsage.Reading now) {
        return new Usage(
                container.id(),
                EngineRequests.labels(container.labels()),
                now.cpuNanos(),
                now.memoryBytes(),
                container.memoryLimitBytes());
    }

    @Override
    public int exec(
            String id, List<String> command, Map<String, String> environment, Streams streams)
            throws IOException {
        return engines.engine()
                .streams()
                .exec(running(id).id(), command, environment, ends(streams));
    }

    @Override
    public int test(String id, List<String> command, Duration limit, OutputStream out)
            throws IOException {
        return engines.engine()
                .streams()
                .exec(running(id).id(), command, limit, new EngineStreams.Ends(null, out, out));
    }

    private Container running(String id) {
        Container container = present(id);
        if (container.state() != Container.State.RUNNING) {
            throw Problem.conflict(
                    "container-not-running",
                    container.name() + " does not run: nothing can be run in it");
        }
        return container;
    }

    @Override
    public int attach(String id, Streams streams) throws IOException {
        Container container = present(id);
        DockerEngine engine = engines.engine();
        if (container.state() == Container.State.EXITED) {
            engine.streams().logs(container.id(), ends(streams));
        } else {
            engine.streams()
                    .attach(
                            container.id(),
                            ends(streams),
                            () -> engine.containers().awaitEnd(container.id()));
        }
        return engine.containers().await(container.id(), EXIT_LIMIT);
    }

    private static EngineStreams.Ends ends(Streams streams) {
        return new EngineStreams.Ends(streams.in(), streams.out(), streams.err());
    }

    private Container present(String id) {
        return find(id).orElseThrow(
                        () ->
                                Problem.missing(
                                        "no-such-container", "There is no container " + id + "."));
    }

    private Map<String, String> ours() {
        return Map.of(EngineRequests.PLATFORM, platform.text());
    }

    private boolean isOurs(EngineContainer container) {
        return platform.text().equals(container.labels().get(EngineRequests.PLATFORM));
    }

    private Container container(EngineContainer found) {
        Container.State state =
                found.isRunning()
                        ? Container.State.RUNNING
                        : found.isNew() ? Container.State.CREATED : Container.State.EXITED;
        return new Container(
                found.id(),
                found.name(),
                EngineRequests.labels(found.labels()),
                state,
                found.addresses().values().stream().findFirst(),
                found.started(),
                found.finished(),
                found.exitCode(),
                found.isOutOfMemory() || isKilledForMemory(found),
                found.logPath());
    }

    /** Asked once for each that was killed; the kernel's log is short, the answer is kept. */
    private boolean isKilledForMemory(EngineContainer found) {
        if (found.exitCode().orElse(0) != KILLED) {
            return false;
        }
        if (killedForMemory.size() > ANSWERS) {
            killedForMemory.clear();
        }
        return killedForMemory.computeIfAbsent(found.id(), KernelLog::hasKilled);
    }
}
