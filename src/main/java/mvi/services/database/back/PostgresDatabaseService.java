package mvi.services.database.back;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.FolderTree;
import mvi.engines.base.Ids;
import mvi.engines.base.Principal;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.services.container.Container;
import mvi.services.container.ContainerService;
import mvi.services.crypto.CryptoService;
import mvi.services.database.DatabaseConfig;
import mvi.services.database.DatabaseLogin;
import mvi.services.database.DatabaseRecord;
import mvi.services.database.DatabaseRecord.State;
import mvi.services.database.DatabaseService;
import mvi.services.database.core.DatabaseRecords;
import mvi.services.database.core.PostgresInstance;
import mvi.services.network.AppNetwork;
import mvi.services.network.NetworkService;

/**
 * PostgreSQL instances, each a container on its app's network over a folder of its own. The
 * container is made new at each start; the folder is deleted only by a purge, or 7 days after the
 * database was.
 */
public final class PostgresDatabaseService implements DatabaseService {
    private static final int PASSWORD_BYTES = 24;
    private static final int MAXIMUM_PER_APP = 32;
    private static final Duration PROBE_PAUSE = Duration.ofMillis(200);
    private static final Duration STOP_GRACE = Duration.ofSeconds(30);

    private final DatabaseConfig config;
    private final Parts parts;
    private final PostgresInstance instance;
    private final Map<String, Object> locks = new ConcurrentHashMap<>();

    /** What the service works with. */
    public record Parts(
            ContainerService containers,
            NetworkService networks,
            CryptoService crypto,
            DatabaseRecords records,
            PostgresImage image,
            Clock clock,
            Chance chance,
            Events events) {}

    public PostgresDatabaseService(DatabaseConfig config, Parts parts) {
        this.config = config;
        this.parts = parts;
        this.instance = new PostgresInstance(config);
    }

    @Override
    public Database ensure(String app, String name, Optional<DatabaseLogin> login) {
        synchronized (lock(app)) {
            Optional<DatabaseRecord> known = parts.records().find(app, name);
            DatabaseRecord record =
                    known.isPresent()
                            ? withLogin(known.get(), login)
                            : create(app, name, login.orElseGet(this::newLogin));
            if (record.state() == State.DELETED) {
                record = record.in(State.CREATING, Optional.empty());
                parts.records().save(record);
            }
            Container container = run(record);
            awaitReady(record, container);
            if (record.state() == State.CREATING) {
                setUp(record, container);
                record = record.in(State.READY, Optional.empty());
                parts.records().save(record);
            }
            return database(record);
        }
    }

    @Override
    public List<Database> list() {
        return parts.records().list().stream().map(this::database).toList();
    }

    @Override
    public Optional<Database> find(String app, String name) {
        return parts.records().find(app, name).map(this::database);
    }

    @Override
    public void reconcile() {
        Instant purgeBefore = parts.clock().now().minus(config.keepDeleted());
        List<Problem> failed = new ArrayList<>();
        for (DatabaseRecord record : parts.records().list()) {
            try {
                reconcile(record, purgeBefore);
            } catch (Problem problem) {
                // The others must not wait for one that can't be started.
                failed.add(problem);
            }
        }
        if (!failed.isEmpty()) {
            throw failed.getFirst();
        }
    }

    private void reconcile(DatabaseRecord record, Instant purgeBefore) {
        synchronized (lock(record.app())) {
            if (record.state() != State.DELETED) {
                run(record);
            } else if (record.deleted().orElse(Instant.MAX).isBefore(purgeBefore)) {
                purge(record);
            } else {
                stopContainer(record);
            }
        }
    }

    @Override
    public void stop(String app, String name) {
        synchronized (lock(app)) {
            parts.records().find(app, name).ifPresent(this::stopContainer);
        }
    }

    @Override
    public void delete(String app, String name, boolean purge) {
        synchronized (lock(app)) {
            DatabaseRecord record =
                    parts.records()
                            .find(app, name)
                            .orElseThrow(
                                    () ->
                                            Problem.missing(
                                                    "no-such-database",
                                                    "app '"
                                                            + app
                                                            + "' has no database '"
                                                            + name
                                                            + "'"));
            parts.records().save(record.in(State.DELETED, Optional.of(parts.clock().now())));
            stopContainer(record);
            if (purge) {
                purge(record);
            }
        }
    }

    /** An app that asks by another password gets it; its data is found by role and name. */
    private DatabaseRecord withLogin(DatabaseRecord record, Optional<DatabaseLogin> login) {
        if (login.isEmpty()) {
            return record;
        }
        if (!login.get().role().equals(record.role())
                || !login.get().database().equals(record.database())) {
            throw Problem.invalid(
                    "database-differs",
                    "database '%s' of app '%s' was made for user '%s' and database '%s': keep these, or give it another name in the manifest"
                            .formatted(
                                    record.name(), record.app(), record.role(), record.database()));
        }
        if (login.get().password().equals(Secret.of(password(record)))) {
            return record;
        }
        DatabaseRecord changed =
                record.withPassword(sealed(record.app(), record.name(), login.get().password()));
        parts.records().save(changed);
        return changed;
    }

    private DatabaseLogin newLogin() {
        byte[] password = new byte[PASSWORD_BYTES];
        parts.chance().fill(password);
        return new DatabaseLogin(
                PostgresInstance.ROLE,
                Secret.of(HexFormat.of().formatHex(password)),
                PostgresInstance.ROLE);
    }

    private String sealed(String app, String name, Secret password) {
        byte[] sealed =
                parts.crypto()
                        .encrypt(
                                Principal.PLATFORM_ACCOUNT,
                                config.cryptoKey(),
                                password,
                                context(app, name));
        return Base64.getEncoder().encodeToString(sealed);
    }

    private DatabaseRecord create(String app, String name, DatabaseLogin login) {
        DatabaseRecord record =
                new DatabaseRecord(
                        app,
                        name,
                        new Ids(parts.clock(), parts.chance()).next("db-"),
                        image(),
                        freeSlot(app),
                        login.role(),
                        login.database(),
                        sealed(app, name, login.password()),
                        State.CREATING,
                        parts.clock().now(),
                        Optional.empty());
        parts.records().save(record);
        return record;
    }

    private String image() {
        String version = parts.image().version();
        Optional<String> known = parts.records().image(version);
        if (known.isPresent()) {
            return known.get();
        }
        var built = parts.image().build();
        String reference = built.name().repository() + "@" + built.digest();
        parts.records().saveImage(version, reference);
        return reference;
    }

    private int freeSlot(String app) {
        List<Integer> taken =
                parts.records().list().stream()
                        .filter(record -> record.app().equals(app))
                        .map(DatabaseRecord::slot)
                        .toList();
        for (int slot = 0; slot < MAXIMUM_PER_APP; slot++) {
            if (!taken.contains(slot)) {
                return slot;
            }
        }
        throw Problem.limit(
                "too-many-databases",
                "app '" + app + "' has " + MAXIMUM_PER_APP + " databases already");
    }

    /**
     * The running container of a record: the one that is there, else a new one on the same folder.
     */
    private Container run(DatabaseRecord record) {
        Optional<Container> present = container(record);
        if (present.isPresent() && present.get().state() == Container.State.RUNNING) {
            return present.get();
        }
        present.ifPresent(
                ended -> {
                    parts.events()
                            .warn(
                                    "database-ended",
                                    "app",
                                    record.app(),
                                    "database",
                                    record.name(),
                                    "exit",
                                    ended.exitCode());
                    parts.containers().remove(ended.id());
                });
        AppNetwork network = network(record);
        makeFolder(instance.folder(record));
        return parts.containers()
                .start(
                        instance.container(
                                record,
                                network.engineName(),
                                network.address(PostgresInstance.addressNumber(record))));
    }

    private Optional<Container> container(DatabaseRecord record) {
        return parts.containers().list().stream()
                .filter(each -> each.name().equals(instance.containerName(record)))
                .findFirst();
    }

    private void awaitReady(DatabaseRecord record, Container container) {
        long deadline = parts.clock().nanos() + config.readyWithin().toNanos();
        while (execute(container, PostgresInstance.probe(), new byte[0]).code() != 0) {
            Optional<Container> now = parts.containers().find(container.id());
            boolean hasEnded = now.isEmpty() || now.get().state() == Container.State.EXITED;
            if (hasEnded || parts.clock().nanos() > deadline) {
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

    private void setUp(DatabaseRecord record, Container container) {
        Execution done =
                execute(
                        container,
                        PostgresInstance.administer(),
                        PostgresInstance.setUp(record, password(record)));
        if (done.code() != 0) {
            throw new Problem(
                    "database-not-ready",
                    mvi.engines.base.Kind.UNAVAILABLE,
                    "database '%s' of app '%s' can't be set up"
                            .formatted(record.name(), record.app()),
                    done.output(),
                    null);
        }
    }

    private record Execution(int code, String output) {}

    private Execution execute(Container container, List<String> command, byte[] input) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (InputStream in = new ByteArrayInputStream(input)) {
            int code =
                    parts.containers()
                            .exec(
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

    private void pause() {
        try {
            parts.clock().sleep(PROBE_PAUSE);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable(
                    "database-not-ready", "interrupted while a database was starting", interrupted);
        }
    }

    private void stopContainer(DatabaseRecord record) {
        container(record)
                .ifPresent(
                        container -> {
                            if (container.state() == Container.State.RUNNING) {
                                parts.containers().stop(container.id(), STOP_GRACE);
                            }
                            parts.containers().remove(container.id());
                        });
    }

    private void purge(DatabaseRecord record) {
        stopContainer(record);
        FolderTree.delete(instance.folder(record));
        parts.records().remove(record.app(), record.name());
    }

    private AppNetwork network(DatabaseRecord record) {
        return parts.networks()
                .find(record.app())
                .orElseThrow(
                        () ->
                                Problem.bug(
                                        "app " + record.app() + " has a database but no network",
                                        null));
    }

    private Database database(DatabaseRecord record) {
        String address =
                parts.networks()
                        .find(record.app())
                        .map(network -> network.address(PostgresInstance.addressNumber(record)))
                        .orElse("");
        boolean isRunning =
                container(record)
                        .map(container -> container.state() == Container.State.RUNNING)
                        .orElse(false);
        String state =
                switch (record.state()) {
                    case DELETED -> "deleted";
                    case CREATING -> "creating";
                    case READY -> isRunning ? "running" : "starting";
                };
        return new Database(
                record.app(),
                record.name(),
                "postgres",
                record.image(),
                state,
                address,
                PostgresInstance.url(record, address, password(record)));
    }

    private String password(DatabaseRecord record) {
        return parts.crypto()
                .decrypt(
                        Principal.PLATFORM_ACCOUNT,
                        Base64.getDecoder().decode(record.sealedPassword()),
                        context(record.app(), record.name()))
                .plaintext()
                .revealText();
    }

    private static Map<String, String> context(String app, String name) {
        return Map.of("app", app, "database", name);
    }

    private Object lock(String app) {
        return locks.computeIfAbsent(app, each -> new Object());
    }

    private static void makeFolder(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder);
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
            Files.setAttribute(folder, "unix:uid", PostgresInstance.UID);
            Files.setAttribute(folder, "unix:gid", PostgresInstance.UID);
        } catch (IOException failed) {
            throw new UncheckedIOException("can't make the data folder " + folder, failed);
        }
    }
}
