package mvi.services.database.back;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import mvi.engines.base.Bell;
import mvi.engines.base.Problem;
import mvi.services.database.DatabaseConfig;
import mvi.services.database.DatabaseRecord;
import mvi.services.database.core.ArchivePlan;
import mvi.services.database.core.BaseBackup;
import mvi.services.database.core.Lsn;
import mvi.services.database.core.WalPiece;

/**
 * Looks after archives: a backup each day, and whenever the log has a gap; what no moment of the
 * window needs is deleted; segments that came in many pieces become one.
 */
final class BackupKeeper implements AutoCloseable {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(30);
    private static final Duration TIDY_EVERY = Duration.ofMinutes(10);
    private static final Duration BACKUP_EVERY = Duration.ofHours(24);
    private static final Duration AFTER_FAILURE = Duration.ofMinutes(5);

    /** Of a segment, above which they are worth the work of joining them. */
    private static final int FEW_PIECES = 4;

    private final DatabaseConfig config;
    private final PostgresDatabaseService.Parts parts;
    private final DatabaseArchive archive;
    private final Archivers archivers;
    private final BaseBackups backups;
    private final Bell soon = new Bell();
    private final Map<String, Object> taking = new ConcurrentHashMap<>();
    private final Map<String, Long> failedAt = new ConcurrentHashMap<>();
    private final Thread thread = Thread.ofVirtual().name("backup-keeper").unstarted(this::run);
    private volatile boolean isClosed;

    BackupKeeper(
            DatabaseConfig config,
            PostgresDatabaseService.Parts parts,
            DatabaseArchive archive,
            Archivers archivers,
            BaseBackups backups) {
        this.config = config;
        this.parts = parts;
        this.archive = archive;
        this.archivers = archivers;
        this.backups = backups;
    }

    void start() {
        thread.start();
    }

    /** There may be something to do. */
    void lookSoon() {
        soon.ring();
    }

    @Override
    public void close() {
        isClosed = true;
        thread.interrupt();
    }

    /** Takes a backup; one at a time of each instance. */
    BaseBackup take(DatabaseRecord record) throws InterruptedException {
        if (taking.putIfAbsent(record.id(), this) != null) {
            throw Problem.conflict(
                    "backup-runs", "a backup of '" + record.name() + "' is under way already");
        }
        try {
            return backups.take(record);
        } finally {
            taking.remove(record.id());
        }
    }

    private void run() {
        long tidied = parts.clock().nanos();
        while (!isClosed) {
            long seen = soon.count();
            try {
                boolean tidies = parts.clock().nanos() - tidied >= TIDY_EVERY.toNanos();
                for (DatabaseRecord each : parts.records().list()) {
                    look(each, tidies);
                }
                if (tidies) {
                    tidied = parts.clock().nanos();
                }
            } catch (RuntimeException failed) {
                parts.events().warn("database-archives", "problem", failed);
            } catch (InterruptedException closing) {
                return;
            }
            try {
                soon.await(seen, LOOK_EVERY);
            } catch (InterruptedException closing) {
                return;
            }
        }
    }

    private void look(DatabaseRecord record, boolean tidies) throws InterruptedException {
        if (record.state() != DatabaseRecord.State.READY) {
            return;
        }
        try {
            if (isDue(record)) {
                BaseBackup unused = take(record);
                failedAt.remove(record.id());
            }
            if (tidies) {
                tidy(record);
            }
        } catch (Problem failed) {
            // The others must not wait for one that can't be copied.
            failedAt.put(record.id(), parts.clock().nanos());
            parts.events()
                    .warn(
                            "database-backup",
                            "app",
                            record.app(),
                            "database",
                            record.name(),
                            "problem",
                            failed);
        }
    }

    private boolean isDue(DatabaseRecord record) {
        Long failed = failedAt.get(record.id());
        if (failed != null && parts.clock().nanos() - failed < AFTER_FAILURE.toNanos()) {
            return false;
        }
        boolean follows =
                archivers
                        .of(record.id())
                        .filter(each -> each.state().end().isPresent())
                        .filter(each -> each.state().trouble().isEmpty())
                        .isPresent();
        if (!follows || taking.containsKey(record.id())) {
            return false;
        }
        List<BaseBackup> all = archive.backups(record.id());
        Instant before = parts.clock().now().minus(BACKUP_EVERY);
        return all.isEmpty()
                || all.getLast().taken().isBefore(before)
                || archivers
                        .of(record.id())
                        .flatMap(each -> each.state().gap())
                        .filter(gap -> all.getLast().start().compareTo(gap) < 0)
                        .isPresent();
    }

    private void tidy(DatabaseRecord record) {
        String id = record.id();
        List<BaseBackup> all = archive.backups(id);
        List<BaseBackup> outdated = ArchivePlan.outdated(all, config.window(), parts.clock().now());
        outdated.forEach(each -> archive.delete(id, each));
        archive.sweep(id, parts.clock().now().minus(BACKUP_EVERY));
        if (all.size() == outdated.size()) {
            return;
        }
        BaseBackup oldest = all.get(outdated.size());
        Map<Lsn, Integer> counts = new TreeMap<>();
        for (WalPiece each : archive.pieces(id, oldest.timeline(), new Lsn(0))) {
            if (each.end().compareTo(oldest.start().segmentStart()) <= 0) {
                archive.delete(id, each);
            } else {
                counts.merge(each.start().segmentStart(), 1, Integer::sum);
            }
        }
        counts.forEach(
                (segment, count) -> {
                    if (count > FEW_PIECES) {
                        join(id, oldest.timeline(), segment);
                    }
                });
    }

    /** Of a segment that is whole; a reader finds either the pieces or the whole. */
    private void join(String id, int timeline, Lsn segment) {
        List<WalPiece> pieces = archive.segment(id, timeline, segment);
        List<WalPiece> chain = ArchivePlan.chain(pieces, segment);
        if (chain.isEmpty() || !chain.getLast().end().equals(segment.segmentEnd())) {
            return;
        }
        WalPiece whole = new WalPiece(timeline, segment, segment.segmentEnd());
        byte[] log = new byte[(int) whole.length()];
        for (WalPiece each : chain) {
            byte[] part = archive.read(id, each);
            System.arraycopy(part, 0, log, (int) each.start().minus(segment), part.length);
        }
        archive.put(id, whole, log);
        pieces.stream()
                .filter(each -> !each.equals(whole))
                .forEach(each -> archive.delete(id, each));
    }
}
