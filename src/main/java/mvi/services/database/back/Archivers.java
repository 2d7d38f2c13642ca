package mvi.services.database.back;

import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.services.container.Container;
import mvi.services.database.DatabaseRecord;
import mvi.services.database.core.Lsn;
import mvi.services.database.core.PostgresInstance;
import mvi.services.database.core.PostgresSettings;

/** The archivers of all instances that run, one each. */
final class Archivers implements AutoCloseable {
    private static final int PASSWORD_BYTES = 24;

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
                                    record.isSynchronous(),
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

    /** Stops those of instances that are no more. */
    void keepOnly(Set<String> ids) {
        running.keySet().stream().filter(each -> !ids.contains(each)).forEach(this::stop);
    }

    @Override
    public void close() {
        isClosed = true;
        running.keySet().forEach(this::stop);
    }

    /** By a password of this time only: nobody has to keep it. */
    private WalArchiver.Attachment attach(DatabaseRecord record) {
        Container container =
                instances
                        .container(record)
                        .filter(each -> each.state() == Container.State.RUNNING)
                        .orElseThrow(() -> notRunning(record));
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
