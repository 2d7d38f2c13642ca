package mvi.services.database.back;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.FolderTree;
import mvi.engines.base.Ids;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import mvi.engines.wire.PlatformCa;
import mvi.services.blob.BlobService;
import mvi.services.container.Container;
import mvi.services.container.ContainerService;
import mvi.services.crypto.CryptoService;
import mvi.services.database.DatabaseConfig;
import mvi.services.database.DatabaseLogin;
import mvi.services.database.DatabaseOptions;
import mvi.services.database.DatabaseRecord;
import mvi.services.database.DatabaseRecord.State;
import mvi.services.database.DatabaseService;
import mvi.services.database.RestorePoint;
import mvi.services.database.core.ArchivePlan;
import mvi.services.database.core.BaseBackup;
import mvi.services.database.core.DatabaseRecords;
import mvi.services.database.core.PostgresClients;
import mvi.services.database.core.PostgresInstance;
import mvi.services.database.core.RestoreTarget;
import mvi.services.network.NetworkService;

/**
 * PostgreSQL instances, each a container on its app's network over a folder of its own. The
 * container is made new at each start; the folder is deleted only by a purge, or 7 days after the
 * database was.
 */
public final class PostgresDatabaseService implements DatabaseService, AutoCloseable {
    private static final int MAXIMUM_PER_APP = 32;

    /** Length of the prefix of ids. */
    private static final int OLD_ID = 3;

    private final DatabaseConfig config;
    private final Parts parts;
    private final Instances instances;
    private final DatabaseArchive archive;
    private final Archivers archivers;
    private final BaseBackups backups;
    private final BackupKeeper keeper;
    private final Restorer restorer;
    private final DatabaseLogins logins;
    private final SetUp setUp;
    private final Ids ids;
    private final Map<String, Object> locks = new ConcurrentHashMap<>();
    private final Set<String> restoring = ConcurrentHashMap.newKeySet();

    /** What the service works with. */
    public record Parts(
            ContainerService containers,
            NetworkService networks,
            CryptoService crypto,
            BlobService blob,
            PlatformCa authority,
            DatabaseRecords records,
            PostgresImage image,
            Clock clock,
            Chance chance,
            Events events) {}

    public PostgresDatabaseService(DatabaseConfig config, Parts parts) {
        this.config = config;
        this.parts = parts;
        this.instances =
                new Instances(
                        config,
                        parts.containers(),
                        parts.networks(),
                        new InstanceFiles(config, parts.authority()),
                        parts.clock(),
                        parts.events());
        this.archive = new DatabaseArchive(parts.blob());
        this.archivers =
                new Archivers(instances, archive, parts.clock(), parts.chance(), parts.events());
        this.backups =
                new BaseBackups(
                        instances,
                        archivers,
                        archive,
                        parts.clock(),
                        parts.chance(),
                        parts.events());
        this.keeper = new BackupKeeper(config, parts, archive, archivers, backups);
        this.restorer = new Restorer(instances, archive, parts.clock());
        this.logins =
                new DatabaseLogins(
                        config.cryptoKey(), parts.crypto(), parts.records(), parts.chance());
        this.setUp = new SetUp(config, parts.records(), instances, logins);
        this.ids = new Ids(parts.clock(), parts.chance());
    }

    /** Begins to archive. */
    public void start() {
        keeper.start();
    }

    @Override
    public void close() {
        keeper.close();
        archivers.close();
    }

    @Override
    public Database ensure(
            String app,
            String name,
            Optional<DatabaseLogin> login,
            Optional<DatabaseOptions> options) {
        synchronized (lock(app)) {
            Optional<DatabaseRecord> known = parts.records().find(app, name);
            DatabaseRecord record =
                    known.isPresent()
                            ? setUp.change(logins.update(known.get(), login), options)
                            : create(
                                    app,
                                    name,
                                    login.orElseGet(logins::make),
                                    options.orElse(DatabaseOptions.USUAL));
            if (record.state() == State.CHANGING) {
                // It may have another durability now.
                archivers.stop(record.id());
            }
            if (record.state() == State.DELETED) {
                record = record.in(State.CHANGING, Optional.empty());
                parts.records().save(record);
            }
            Container container = instances.run(record);
            instances.awaitReady(record, container);
            if (record.isUnfinished()) {
                setUp.run(record, container);
                record = record.in(State.READY, Optional.empty());
                parts.records().save(record);
            }
            archivers.start(record);
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
    public String url(String app, String name) {
        DatabaseRecord record = require(app, name);
        return PostgresInstance.url(
                record, instances.address(record).orElse(""), logins.password(record));
    }

    @Override
    public Session session(String app, String name, Client client, List<String> arguments) {
        DatabaseRecord record = require(app, name);
        return new Session(
                instances.running(record).id(), PostgresClients.command(record, client, arguments));
    }

    @Override
    public void reconcile() {
        Instant purgeBefore = parts.clock().now().minus(config.keepDeleted());
        List<Problem> failed = new ArrayList<>();
        for (DatabaseRecord listed : parts.records().list()) {
            try {
                reconcile(listed, purgeBefore);
            } catch (Problem problem) {
                // The others must not wait for one that can't be started.
                failed.add(problem);
            }
        }
        if (!failed.isEmpty()) {
            throw failed.getFirst();
        }
    }

    private void reconcile(DatabaseRecord listed, Instant purgeBefore) {
        synchronized (lock(listed.app())) {
            Optional<DatabaseRecord> now = parts.records().find(listed.app(), listed.name());
            if (now.isEmpty()) {
                return;
            }
            // Listed before the lock: a command may have changed it since.
            DatabaseRecord record = now.get();
            switch (record.state()) {
                case CREATING, CHANGING, READY -> {
                    Container unused = instances.run(record);
                    archivers.start(record);
                }
                case RESTORING -> {
                    if (!restoring.contains(record.id())) {
                        // Control died with the restore that it was for.
                        purge(record);
                    }
                }
                case DELETED -> {
                    archivers.stop(record.id());
                    if (record.deleted().orElse(Instant.MAX).isBefore(purgeBefore)) {
                        purge(record);
                    } else {
                        instances.stop(record);
                    }
                }
            }
        }
    }

    @Override
    public void stop(String app, String name) {
        synchronized (lock(app)) {
            parts.records()
                    .find(app, name)
                    .ifPresent(
                            record -> {
                                archivers.stop(record.id());
                                instances.stop(record);
                            });
        }
    }

    @Override
    public void delete(String app, String name, boolean purge) {
        synchronized (lock(app)) {
            DatabaseRecord record = require(app, name);
            parts.records().save(record.in(State.DELETED, Optional.of(parts.clock().now())));
            archivers.stop(record.id());
            instances.stop(record);
            if (purge) {
                purge(record);
            }
        }
    }

    @Override
    public Database undelete(String app, String name) {
        synchronized (lock(app)) {
            DatabaseRecord record = require(app, name);
            if (record.state() == State.DELETED) {
                parts.records().save(record.in(State.READY, Optional.empty()));
            }
        }
        return ensure(app, name, Optional.empty(), Optional.empty());
    }

    @Override
    public Protection protection(String app, String name) {
        DatabaseRecord record = require(app, name);
        try {
            return protection(record);
        } catch (Problem away) {
            if (away.kind() != Kind.UNAVAILABLE) {
                throw away;
            }
            return Protection.unknown(away.publicMessage());
        }
    }

    private Protection protection(DatabaseRecord record) {
        List<BaseBackup> all = archive.backups(record.id());
        Optional<WalArchiver.State> state = archivers.of(record.id()).map(WalArchiver::state);
        Optional<WalArchiver.Trouble> trouble = state.flatMap(WalArchiver.State::trouble);
        return new Protection(
                ArchivePlan.earliest(all),
                all.isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                trouble.map(WalArchiver.Trouble::since)
                                        .or(record::deleted)
                                        .orElseGet(parts.clock()::now)),
                trouble.map(WalArchiver.Trouble::why),
                all.stream().map(PostgresDatabaseService::backup).toList());
    }

    @Override
    public Backup backUp(String app, String name) {
        try {
            return backup(keeper.take(require(app, name)));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable("backup-failed", "interrupted", interrupted);
        }
    }

    private static Backup backup(BaseBackup backup) {
        return new Backup(backup.id(), backup.taken(), backup.bytes());
    }

    @Override
    public Database restore(
            String app, String name, RestorePoint point, String as, Consumer<String> told) {
        DatabaseRecord old = require(app, name);
        if (!as.equals(name) && parts.records().find(app, as).isPresent()) {
            throw Problem.conflict(
                    "database-exists", "app '" + app + "' has a database '" + as + "' already");
        }
        archivers.awaitFor(old, point);
        List<BaseBackup> all = archive.backups(old.id());
        Optional<Instant> target = RestoreTarget.of(point, all, parts.clock().now());
        BaseBackup base = RestoreTarget.base(all, target, parts.clock().now());
        DatabaseRecord copy = reserve(old, as);
        try {
            told.accept("backup of " + base.taken() + ", " + base.bytes() + " bytes");
            Container recovered = restorer.restore(copy, old.id(), base, target);
            told.accept("recovered to " + target.map(Instant::toString).orElse("the last commit"));
            instances.awaitReady(copy, recovered);
            instances.stop(copy);
            return take(copy, old, as);
        } catch (RuntimeException failed) {
            synchronized (lock(app)) {
                parts.records()
                        .find(app, copy.name())
                        .filter(each -> each.id().equals(copy.id()))
                        .ifPresent(this::purge);
            }
            throw failed;
        } finally {
            restoring.remove(copy.id());
        }
    }

    /** The record of a copy that is being made. */
    private DatabaseRecord reserve(DatabaseRecord old, String as) {
        synchronized (lock(old.app())) {
            String name = as + ".restore";
            if (parts.records().find(old.app(), name).isPresent()) {
                throw Problem.conflict(
                        "restore-runs", "a restore of '" + as + "' is under way already");
            }
            DatabaseRecord copy =
                    old.copy(
                            ids.next("db-"),
                            name,
                            freeSlot(old.app()),
                            logins.renamed(old, name),
                            now());
            restoring.add(copy.id());
            parts.records().save(copy);
            return copy;
        }
    }

    /** The copy becomes the database; the old one is kept under a name that says until when. */
    private Database take(DatabaseRecord copy, DatabaseRecord old, String as) {
        synchronized (lock(old.app())) {
            DatabaseRecord restored =
                    copy.as(as, copy.slot(), logins.renamed(copy, as))
                            .in(State.READY, Optional.empty());
            if (as.equals(old.name())) {
                String kept = as + "." + old.id().substring(OLD_ID);
                archivers.stop(old.id());
                instances.stop(old);
                parts.records()
                        .save(
                                old.as(kept, copy.slot(), logins.renamed(old, kept))
                                        .in(State.DELETED, Optional.of(now())));
                restored = restored.as(as, old.slot(), restored.sealedPassword());
            }
            parts.records().save(restored);
            parts.records().remove(copy.app(), copy.name());
            Container container = instances.run(restored);
            instances.awaitReady(restored, container);
            archivers.start(restored);
            keeper.lookSoon();
            return database(restored);
        }
    }

    private Instant now() {
        return parts.clock().now();
    }

    private DatabaseRecord require(String app, String name) {
        return parts.records()
                .find(app, name)
                .orElseThrow(
                        () ->
                                Problem.missing(
                                        "no-such-database",
                                        "app '" + app + "' has no database '" + name + "'"));
    }

    private DatabaseRecord create(
            String app, String name, DatabaseLogin login, DatabaseOptions options) {
        DatabaseRecord record =
                new DatabaseRecord(
                        app,
                        name,
                        ids.next("db-"),
                        image(),
                        freeSlot(app),
                        login.role(),
                        login.database(),
                        logins.sealed(app, name, login.password()),
                        options,
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

    private void purge(DatabaseRecord record) {
        archivers.stop(record.id());
        instances.stop(record);
        boolean isAnothers =
                parts.records().list().stream()
                        .anyMatch(
                                each ->
                                        each.id().equals(record.id())
                                                && !each.name().equals(record.name()));
        // A restore that was cut may have left two records of one instance.
        if (!isAnothers) {
            FolderTree.delete(instances.paths(record).root());
            archive.delete(record.id());
        }
        parts.records().remove(record.app(), record.name());
    }

    private Database database(DatabaseRecord record) {
        String address = instances.address(record).orElse("");
        String state =
                switch (record.state()) {
                    case DELETED -> "deleted";
                    case CREATING -> "creating";
                    case RESTORING -> "restoring";
                    case CHANGING, READY -> instances.isRunning(record) ? "running" : "starting";
                };
        return new Database(
                record.app(),
                record.name(),
                "postgres",
                record.image(),
                state,
                address,
                record.deleted());
    }

    private Object lock(String app) {
        return locks.computeIfAbsent(app, each -> new Object());
    }
}
