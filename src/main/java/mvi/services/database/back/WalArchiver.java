package mvi.services.database.back;

import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.services.database.core.ArchivePlan;
import mvi.services.database.core.BaseBackup;
import mvi.services.database.core.Lsn;
import mvi.services.database.core.WalCollector;
import mvi.services.database.core.WalPiece;
import org.jspecify.annotations.Nullable;

/**
 * Follows the write-ahead log of one instance for ever and keeps it in the archive: what an
 * instance has committed is there within {@link #PIECE_AGE} and the time of a put. While the
 * archive or the instance can't be reached the instance itself holds on to its log, by a
 * replication slot, and this begins again where the archive ends.
 */
final class WalArchiver implements AutoCloseable {
    /** Half of the second that may be at risk; the other half is for the put. */
    private static final Duration PIECE_AGE = Duration.ofMillis(500);

    private static final Duration POLL = Duration.ofMillis(10);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final String instance;
    private final boolean isSynchronous;
    private final Source source;
    private final DatabaseArchive archive;
    private final Clock clock;
    private final Events events;
    private final Thread thread;
    private volatile @Nullable WalStream stream;
    private volatile boolean isClosed;
    private volatile State state = new State(Optional.empty(), Optional.empty(), Optional.empty());

    /** The instance, made ready to be followed. */
    interface Source {
        /** Throws a Problem while it does not run. */
        Attachment attach();
    }

    /**
     * How to follow it.
     *
     * @param kept from where on the instance holds on to its log
     */
    record Attachment(
            String address, int port, String role, Secret password, int timeline, Lsn kept) {}

    /**
     * How far it is.
     *
     * @param end of what the archive has, once that is known
     * @param gap where the log begins anew, when what is before it is not whole: only a backup that
     *     is later makes a moment after it
     * @param trouble why it does not follow now
     */
    record State(Optional<Lsn> end, Optional<Lsn> gap, Optional<Trouble> trouble) {}

    /** Since when it does not follow, and why. */
    record Trouble(Instant since, String why) {}

    WalArchiver(
            String instance,
            boolean isSynchronous,
            Source source,
            DatabaseArchive archive,
            Clock clock,
            Events events) {
        this.instance = instance;
        this.isSynchronous = isSynchronous;
        this.source = source;
        this.archive = archive;
        this.clock = clock;
        this.events = events;
        this.thread = Thread.ofVirtual().name("archive-" + instance).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    State state() {
        return state;
    }

    /** Whether the archive has all before a place, within that time. */
    boolean await(Lsn end, Duration limit) throws InterruptedException {
        long deadline = clock.nanos() + limit.toNanos();
        while (state.end().filter(each -> each.compareTo(end) >= 0).isEmpty()) {
            if (clock.nanos() > deadline) {
                return false;
            }
            clock.sleep(POLL);
        }
        return true;
    }

    @Override
    public void close() {
        isClosed = true;
        thread.interrupt();
        WalStream open = stream;
        if (open != null) {
            open.close();
        }
    }

    private void run() {
        while (!isClosed) {
            try {
                follow();
            } catch (SQLException | Problem failed) {
                if (!isClosed) {
                    lost(failed);
                }
            } catch (InterruptedException closing) {
                return;
            }
            try {
                clock.sleep(AGAIN);
            } catch (InterruptedException closing) {
                return;
            }
        }
    }

    /** Said once, not each second. */
    private void lost(Exception why) {
        if (state.trouble().isEmpty()) {
            events.warn("database-not-archived", "instance", instance, "problem", why);
            String words = why.getMessage() == null ? why.toString() : why.getMessage();
            state =
                    new State(
                            state.end(), state.gap(), Optional.of(new Trouble(clock.now(), words)));
        }
    }

    private void follow() throws SQLException, InterruptedException {
        Attachment at = source.attach();
        Lsn from = end(at);
        try (WalStream open =
                WalStream.open(at.address(), at.port(), at.role(), at.password(), from)) {
            stream = open;
            if (isClosed) {
                return;
            }
            open.kept(from);
            state =
                    new State(
                            Optional.of(from),
                            isContinuous(at, from) ? Optional.empty() : Optional.of(from),
                            Optional.empty());
            follow(open, new WalCollector(at.timeline(), from));
        } finally {
            stream = null;
        }
    }

    private void follow(WalStream open, WalCollector collector)
            throws SQLException, InterruptedException {
        long since = 0;
        while (!isClosed) {
            ByteBuffer log = collector.isEmpty() ? open.next() : open.pending();
            if (collector.isEmpty()) {
                since = clock.nanos();
            }
            while (log != null && log.hasRemaining()) {
                collector.take(log);
                if (collector.isFull()) {
                    keep(open, collector);
                    since = clock.nanos();
                }
            }
            boolean isDue =
                    isSynchronous ? log == null : clock.nanos() - since > PIECE_AGE.toNanos();
            if (isDue && !collector.isEmpty()) {
                keep(open, collector);
            } else if (log == null) {
                clock.sleep(POLL);
            }
        }
    }

    private void keep(WalStream open, WalCollector collector) throws SQLException {
        WalPiece piece = collector.piece();
        archive.put(instance, piece, collector.bytes());
        collector.cut();
        state = new State(Optional.of(piece.end()), state.gap(), Optional.empty());
        open.kept(piece.end());
    }

    /** Where the archive ends; it begins with a whole segment. */
    private Lsn end(Attachment at) {
        List<WalPiece> chain =
                ArchivePlan.chain(archive.pieces(instance, at.timeline(), at.kept()), at.kept());
        return chain.isEmpty() ? at.kept().segmentStart() : chain.getLast().end();
    }

    private boolean isContinuous(Attachment at, Lsn from) {
        List<BaseBackup> backups = archive.backups(instance);
        if (backups.isEmpty() || backups.getLast().timeline() != at.timeline()) {
            return backups.isEmpty();
        }
        Lsn start = backups.getLast().start();
        List<WalPiece> chain =
                ArchivePlan.chain(archive.pieces(instance, at.timeline(), start), start);
        Lsn end = chain.isEmpty() ? start : chain.getLast().end();
        return end.compareTo(from) >= 0;
    }
}
