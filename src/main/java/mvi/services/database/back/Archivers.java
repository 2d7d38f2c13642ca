package mvi.services.database.back;

import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.services.container.Container;
import mvi.services.database.DatabaseRecord;
import mvi.services.database.RestorePoint;
import mvi.services.database.core.Lsn;
import mvi.services.database.core.PostgresInstance;
import mvi.services.database.core.PostgresSettings;

/** The archivers of all instances that run, one each. */
final class Archivers implements AutoCloseable {
    private static final int PASSWORD_BYTES = 24;
    private static final Duration ARCHIVED_WITHIN = Duration.ofSeconds(30);

    /** What an archive without trouble may be behind by. */
    private static final Duration BEHIND = Duration.ofSeconds(5);

    private final Instances instances;
    private final DatabaseArchive archive;
    private final Clock clock;
    private final Chance chance;
    private final Events events;
    private final Map<String, WalArchiver> running = new ConcurrentHashMap<>();
    private volatile boolean isClosed;

    Archivers(
            Instances instances,
            DatabaseArchive archive,
            Clock clock,
            Chance chance,
            Events events) {
        this.instances = instances;
        this.archive = archive;
        this.clock = clock;
        this.chance = chance;
        this.events = events;
    }

    /** Idempotent. */
    void start(DatabaseRecord record) {
        if (isClosed) {
            return;
        }
        running.computeIfAbsent(
                record.id(),
                id -> {
                    WalArchiver archiver =
                            new WalArchiver(
                                    id,
                                    record.options().isSynchronous(),
                                    () -> attach(record),
                                    archive,
                                    clock,
                                    events);
                    archiver.start();
                    return archiver;
                });
    }

    Optional<WalArchiver> of(String id) {
        return Optional.ofNullable(running.get(id));
    }

    /** Idempotent. */
    void stop(String id) {
        WalArchiver archiver = running.remove(id);
        if (archiver != null) {
            archiver.close();
        }
    }

    /**
     * Returns when the archive has what was committed before this call, where a restore to this
     * point may need that. Throws UNAVAILABLE {@code restore-failed} when it is behind.
     */
    void awaitFor(DatabaseRecord record, RestorePoint point) {
        Optional<WalArchiver> archiver = of(record.id());
        if (archiver.isEmpty()
                || !instances.isRunning(record)
                || has(archiver.get().state(), point)) {
            return;
        }
        String said =
                instances
                        .administer(record, instances.running(record), PostgresInstance.progress())
                        .strip();
        Lsn wanted = Lsn.parse(said.substring(said.indexOf(' ') + 1));
        try {
            if (!archiver.get().await(wanted, ARCHIVED_WITHIN)) {
                Optional<String> trouble =
                        archiver.get().state().trouble().map(WalArchiver.Trouble::why);
                throw Problem.unavailable(
                        "restore-failed",
                        "the archive does not have the last commits of '%s': %s"
                                .formatted(record.name(), trouble.orElse("it is behind")),
                        null);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable("restore-failed", "interrupted", interrupted);
        }
    }

    private boolean has(WalArchiver.State state, RestorePoint point) {
        Instant complete =
                state.trouble()
                        .map(WalArchiver.Trouble::since)
                        .orElseGet(() -> clock.now().minus(BEHIND));
        return switch (point) {
            case RestorePoint.Latest unused -> false;
            case RestorePoint.At at -> at.moment().isBefore(complete);
            case RestorePoint.Backup unused -> true;
        };
    }

    @Override
    public void close() {
        isClosed = true;
        running.keySet().forEach(this::stop);
    }

    /** By a password of this time only: nobody has to keep it. */
    private WalArchiver.Attachment attach(DatabaseRecord record) {
        Container container = instances.running(record);
        byte[] bytes = new byte[PASSWORD_BYTES];
        chance.fill(bytes);
        Secret password = Secret.of(HexFormat.of().formatHex(bytes));
        String said =
                instances.administer(record, container, PostgresInstance.follow(password)).strip();
        String[] place = said.substring(said.lastIndexOf('\n') + 1).split(" ");
        if (place.length != 2) {
            throw Problem.unavailable(
                    "database-not-archived", "PostgreSQL names no place in its log", null);
        }
        return new WalArchiver.Attachment(
                instances.address(record).orElseThrow(() -> notRunning(record)),
                PostgresInstance.PORT,
                PostgresSettings.FOLLOWER,
                password,
                Integer.parseUnsignedInt(place[0], 16),
                Lsn.parse(place[1]));
    }

    private static Problem notRunning(DatabaseRecord record) {
        return Problem.unavailable(
                "database-not-ready", "database '" + record.name() + "' does not run", null);
    }
}
