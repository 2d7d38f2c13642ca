package mvi.services.database.back;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import mvi.services.container.Container;
import mvi.services.container.ContainerService;
import mvi.services.database.DatabaseConfig;
import mvi.services.database.DatabaseRecord;
import mvi.services.database.core.InstancePaths;
import mvi.services.database.core.PostgresInstance;
import mvi.services.database.core.Recovery;
import mvi.services.network.AppNetwork;
import mvi.services.network.NetworkService;

/** Instances as they run: a container each, made new at each start, over a folder that stays. */
final class Instances {
    private static final Duration PROBE_PAUSE = Duration.ofMillis(200);
    private static final Duration STOP_GRACE = Duration.ofSeconds(30);

    private final DatabaseConfig config;
    private final PostgresInstance instance;
    private final ContainerService containers;
    private final NetworkService networks;
    private final InstanceFiles files;
    private final Clock clock;
    private final Events events;

    Instances(
            DatabaseConfig config,
            ContainerService containers,
            NetworkService networks,
            InstanceFiles files,
            Clock clock,
            Events events) {
        this.config = config;
        this.instance = new PostgresInstance(config);
        this.containers = containers;
        this.networks = networks;
        this.files = files;
        this.clock = clock;
        this.events = events;
    }

    InstancePaths paths(DatabaseRecord record) {
        return instance.paths(record);
    }

    /**
     * The running container of a record: the one that is there, else a new one on the same folder.
     * Throws UNAVAILABLE {@code database-files-lost} rather than begin an empty one.
     */
    Container run(DatabaseRecord record) {
        return run(record, Recovery.NONE);
    }

    /** The same, of a copy that recovers first. */
    Container run(DatabaseRecord record, Recovery recovery) {
        Optional<Container> present = container(record);
        if (present.isPresent() && present.get().state() == Container.State.RUNNING) {
            return present.get();
        }
        present.ifPresent(ended -> removeEnded(record, ended));
        boolean hasFiles =
                record.state() == DatabaseRecord.State.READY
                        || record.state() == DatabaseRecord.State.CHANGING;
        if (hasFiles && !files.areThere(paths(record))) {
            throw Problem.unavailable(
                    "database-files-lost",
                    ("the files of database '%s' of app '%s' are gone from %s: `mvi databases"
                                    + " restore -a %s %s` brings them back from the archive")
                            .formatted(
                                    record.name(),
                                    record.app(),
                                    paths(record).root(),
                                    record.app(),
                                    record.name()),
                    null);
        }
        AppNetwork network = network(record);
        String address = network.address(PostgresInstance.addressNumber(record));
        files.write(record, paths(record), address, recovery);
        return containers.start(instance.container(record, network.engineName(), address));
    }

    private void removeEnded(DatabaseRecord record, Container ended) {
        events.warn(
                "database-ended",
                "app",
                record.app(),
                "database",
                record.name(),
                "exit",
                ended.exitCode());
        containers.remove(ended.id());
    }

    Optional<Container> container(DatabaseRecord record) {
        return containers.find(instance.containerName(record));
    }

    boolean isRunning(DatabaseRecord record) {
        return runningContainer(record).isPresent();
    }

    /** Throws UNAVAILABLE {@code database-not-ready} while it does not run. */
    Container running(DatabaseRecord record) {
        return runningContainer(record)
                .orElseThrow(
                        () ->
                                Problem.unavailable(
                                        "database-not-ready",
                                        "database '%s' of app '%s' does not run: `mvi databases info -a %s %s` says more"
                                                .formatted(
                                                        record.name(),
                                                        record.app(),
                                                        record.app(),
                                                        record.name()),
                                        null));
    }

    private Optional<Container> runningContainer(DatabaseRecord record) {
        return container(record).filter(each -> each.state() == Container.State.RUNNING);
    }

    void stop(DatabaseRecord record) {
        container(record)
                .ifPresent(
                        container -> {
                            if (container.state() == Container.State.RUNNING) {
                                containers.stop(container.id(), STOP_GRACE);
                            }
                            containers.remove(container.id());
                        });
    }

    /** Empty while its app has no network. */
    Optional<String> address(DatabaseRecord record) {
        return networks.find(record.app())
                .map(network -> network.address(PostgresInstance.addressNumber(record)));
    }

    /** Returns when it answers queries. */
    void awaitReady(DatabaseRecord record, Container container) {
        long deadline = clock.nanos() + config.readyWithin().toNanos();
        while (execute(container, PostgresInstance.probe(), new byte[0]).code() != 0) {
            boolean hasEnded = hasEnded(container);
            if (hasEnded || clock.nanos() > deadline) {
                throw Problem.unavailable(
                        "database-not-ready",
                        "database '%s' of app '%s' %s: `mvi logs -a %s` has its last lines"
                                .formatted(
                                        record.name(),
                                        record.app(),
                                        hasEnded
                                                ? "ended while starting"
                                                : "doesn't answer within "
                                                        + config.readyWithin().toSeconds()
                                                        + " s",
                                        record.app()),
                        null);
            }
            pause();
        }
    }

    boolean hasEnded(Container container) {
        Optional<Container> now = containers.find(container.id());
        return now.isEmpty() || now.get().state() == Container.State.EXITED;
    }

    /**
     * Has the administrator run statements; what they answer, a row a line. Throws UNAVAILABLE
     * {@code database-not-ready} when one fails.
     *
     * @param statements may hold secrets: they are in no process's arguments
     */
    String administer(DatabaseRecord record, Container container, byte[] statements) {
        Execution done = execute(container, PostgresInstance.administer(), statements);
        if (done.code() != 0) {
            throw new Problem(
                    "database-not-ready",
                    Kind.UNAVAILABLE,
                    "database '%s' of app '%s' refuses its administrator"
                            .formatted(record.name(), record.app()),
                    done.output(),
                    null);
        }
        return done.output();
    }

    /** Runs a command in a container whose output is streamed. */
    int stream(Container container, List<String> command, ContainerService.Streams streams)
            throws IOException {
        return containers.exec(container.id(), command, Map.of(), streams);
    }

    /** The exit code, −1 where it could not be run, and what it said. */
    record Execution(int code, String output) {}

    Execution execute(Container container, List<String> command, byte[] input) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (InputStream in = new ByteArrayInputStream(input)) {
            int code =
                    containers.exec(
                            container.id(),
                            command,
                            Map.of(),
                            new ContainerService.Streams(in, output, output));
            return new Execution(code, output.toString(StandardCharsets.UTF_8));
        } catch (IOException failed) {
            throw Problem.unavailable(
                    "database-not-ready",
                    "the engine can't run a command in a database's container",
                    failed);
        } catch (Problem notRunning) {
            return new Execution(-1, notRunning.publicMessage());
        }
    }

    void pause() {
        try {
            clock.sleep(PROBE_PAUSE);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable(
                    "database-not-ready", "interrupted while a database was starting", interrupted);
        }
    }

    private AppNetwork network(DatabaseRecord record) {
        return networks.find(record.app())
                .orElseThrow(
                        () ->
                                Problem.bug(
                                        "app " + record.app() + " has a database but no network",
                                        null));
    }
}
