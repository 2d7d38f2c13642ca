package mvi.services.log.back;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mvi.engines.base.ByteCount;
import mvi.engines.store.Batch;
import mvi.engines.store.Entry;
import mvi.engines.store.RecordStore;
import mvi.engines.store.Scan;
import mvi.services.log.LogCursor;
import mvi.services.log.LogLine;
import mvi.services.log.LogService.Following;
import mvi.services.log.LogService.SourcePosition;
import mvi.services.log.core.LogStore;

/**
 * Lines in a record store.
 *
 * <ul>
 *   <li>{@code lines}: app, a zero byte, the batch's number (8 bytes) → the batch
 *   <li>{@code index}: the batch's number → its newest time, the newest up to it, its bytes, its
 *       app: what is dropped, and where reading ends, is found without reading a line
 *   <li>{@code positions}: source → file and offset
 *   <li>{@code dropped}: app → the highest number of its batches that was dropped: so a reader
 *       learns that it missed some, and no number comes twice though all batches are gone
 * </ul>
 *
 * Numbers only grow, in the order of commits. The store refuses a second process.
 */
public final class RecordLogStore implements LogStore {
    public static final Set<String> FAMILIES = Set.of("lines", "index", "positions", "dropped");
    private static final String LINES = "lines";
    private static final String INDEX = "index";
    private static final String POSITIONS = "positions";
    private static final String DROPPED = "dropped";
    private static final int PAGE = 64;

    private final RecordStore store;
    private final Object appending = new Object();
    private long next;
    private long bytes;
    private Instant latest = Instant.EPOCH;

    private record IndexEntry(long number, Instant newest, Instant latest, int size, String app) {}

    /** Reads the index, not the lines. */
    public RecordLogStore(RecordStore store) {
        this.store = store;
        Scan scan = new Scan(INDEX, null, null, PAGE, Scan.Direction.ASCENDING);
        for (List<Entry> page = store.scan(scan); !page.isEmpty(); page = store.scan(scan)) {
            for (Entry entry : page) {
                IndexEntry index = index(entry);
                next = index.number() + 1;
                bytes += index.size();
                latest = index.latest();
            }
            scan = scan.goOnAfter(page.getLast().key());
        }
        Scan dropped = new Scan(DROPPED, null, null, PAGE, Scan.Direction.ASCENDING);
        for (List<Entry> page = store.scan(dropped); !page.isEmpty(); page = store.scan(dropped)) {
            for (Entry entry : page) {
                next = Math.max(next, ByteBuffer.wrap(entry.value()).getLong() + 1);
            }
            dropped = dropped.goOnAfter(page.getLast().key());
        }
    }

    @Override
    public void append(String app, List<LogLine> lines, SourcePosition position) {
        synchronized (appending) {
            Batch batch = new Batch();
            batch.put(
                    POSITIONS,
                    position.source().getBytes(StandardCharsets.UTF_8),
                    position(position));
            int size = 0;
            Instant newest =
                    lines.stream().map(LogLine::time).max(Instant::compareTo).orElse(latest);
            Instant reached = newest.isAfter(latest) ? newest : latest;
            if (!lines.isEmpty()) {
                byte[] stored = LineBatch.encode(lines);
                size = stored.length;
                batch.put(LINES, lineKey(app, next), stored);
                batch.put(INDEX, number(next), index(newest, reached, size, app));
            }
            store.commit(batch);
            if (!lines.isEmpty()) {
                next++;
                bytes += size;
                latest = reached;
            }
        }
    }

    @Override
    public Optional<SourcePosition> position(String source) {
        return store.get(POSITIONS, source.getBytes(StandardCharsets.UTF_8))
                .map(ByteBuffer::wrap)
                .map(value -> new SourcePosition(source, value.getLong(), value.getLong()));
    }

    @Override
    public void forget(String source) {
        store.commit(new Batch().delete(POSITIONS, source.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void readBackwards(String app, Instant since, Visitor visitor) {
        Scan scan = Scan.prefix(LINES, prefix(app), PAGE).descending();
        for (List<Entry> page = store.scan(scan); !page.isEmpty(); page = store.scan(scan)) {
            for (Entry entry : page) {
                if (latestAt(entry.key()).isBefore(since)) {
                    return;
                }
                if (!visitor.visit(LineBatch.decode(entry.value()))) {
                    return;
                }
            }
            scan = scan.goOnAfter(page.getLast().key());
        }
    }

    /** Of all batches up to this one: those of several containers interleave. */
    private Instant latestAt(byte[] lineKey) {
        byte[] number = Arrays.copyOfRange(lineKey, lineKey.length - Long.BYTES, lineKey.length);
        return store.get(INDEX, number)
                .map(value -> index(new Entry(number, value)).latest())
                .orElse(Instant.MIN);
    }

    @Override
    public LogCursor at(Instant time) {
        // Asked first: what comes meanwhile has a higher number, and lies behind it.
        long first = end().sequence();
        Scan scan = new Scan(INDEX, null, null, PAGE, Scan.Direction.DESCENDING);
        for (List<Entry> page = store.scan(scan); !page.isEmpty(); page = store.scan(scan)) {
            for (Entry entry : page) {
                IndexEntry index = index(entry);
                if (index.latest().isBefore(time)) {
                    return new LogCursor(first);
                }
                first = Math.min(first, index.number());
            }
            scan = scan.goOnAfter(page.getLast().key());
        }
        return new LogCursor(first);
    }

    private LogCursor end() {
        synchronized (appending) {
            return new LogCursor(next);
        }
    }

    /**
     * What is dropped while it is read would be missed without a word, so that it is read again
     * then.
     */
    @Override
    public Following following(String app, LogCursor after, int batches) {
        while (true) {
            long droppedBefore = dropped(app);
            Following following = following(app, after, batches, droppedBefore);
            if (dropped(app) == droppedBefore) {
                return following;
            }
        }
    }

    private Following following(String app, LogCursor after, int batches, long dropped) {
        // Asked first: all batches with lower numbers are there to be read.
        LogCursor end = end();
        boolean isOfAnother = after.sequence() > end.sequence();
        boolean isStart = isOfAnother || after.equals(LogCursor.START);
        long from = isStart ? 0 : after.sequence();
        boolean isCut = isOfAnother || !isStart && dropped >= from;
        List<LogLine> lines = new ArrayList<>();
        long last = -1;
        int left = batches;
        byte[] beyond = Scan.after(prefix(app));
        Scan scan = new Scan(LINES, lineKey(app, from), beyond, batches, Scan.Direction.ASCENDING);
        for (List<Entry> page = store.scan(scan); !page.isEmpty(); page = store.scan(scan)) {
            for (Entry entry : page) {
                lines.addAll(LineBatch.decode(entry.value()));
                last = numberOf(entry.key());
            }
            left -= page.size();
            if (left == 0) {
                return new Following(lines, new LogCursor(last + 1), isCut);
            }
            scan = new Scan(LINES, lineKey(app, last + 1), beyond, left, Scan.Direction.ASCENDING);
        }
        long next = Math.max(end.sequence(), last + 1);
        return new Following(lines, new LogCursor(next), isCut);
    }

    /** Of an app's batches, the last that was dropped; -1 when none was. */
    private long dropped(String app) {
        return store.get(DROPPED, app.getBytes(StandardCharsets.UTF_8))
                .map(value -> ByteBuffer.wrap(value).getLong())
                .orElse(-1L);
    }

    @Override
    public void drop(Instant before, ByteCount keep) {
        Scan oldest = new Scan(INDEX, null, null, PAGE, Scan.Direction.ASCENDING);
        for (List<Entry> page = store.scan(oldest); !page.isEmpty(); page = store.scan(oldest)) {
            Batch batch = new Batch();
            long dropped = 0;
            for (Entry entry : page) {
                IndexEntry index = index(entry);
                if (!index.newest().isBefore(before) && held() - dropped <= keep.bytes()) {
                    break;
                }
                dropped += index.size();
                batch.delete(INDEX, entry.key());
                batch.delete(LINES, lineKey(index.app(), index.number()));
                batch.put(
                        DROPPED,
                        index.app().getBytes(StandardCharsets.UTF_8),
                        number(index.number()));
            }
            if (batch.isEmpty()) {
                return;
            }
            store.commit(batch);
            synchronized (appending) {
                bytes -= dropped;
            }
        }
    }

    private long held() {
        synchronized (appending) {
            return bytes;
        }
    }

    private static byte[] prefix(String app) {
        return (app + "\0").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] lineKey(String app, long number) {
        byte[] prefix = prefix(app);
        return ByteBuffer.allocate(prefix.length + Long.BYTES).put(prefix).putLong(number).array();
    }

    private static long numberOf(byte[] lineKey) {
        return ByteBuffer.wrap(lineKey).getLong(lineKey.length - Long.BYTES);
    }

    private static byte[] number(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private static byte[] position(SourcePosition position) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(position.file())
                .putLong(position.offset())
                .array();
    }

    private static byte[] index(Instant newest, Instant latest, int size, String app) {
        byte[] name = app.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 * Long.BYTES + Integer.BYTES + name.length)
                .putLong(upMillis(newest))
                .putLong(upMillis(latest))
                .putInt(size)
                .put(name)
                .array();
    }

    /** Rounded up, so that a batch never seems older than its newest line. */
    private static long upMillis(Instant time) {
        return time.plusNanos(999_999).toEpochMilli();
    }

    private static IndexEntry index(Entry entry) {
        ByteBuffer value = ByteBuffer.wrap(entry.value());
        Instant newest = Instant.ofEpochMilli(value.getLong());
        Instant latest = Instant.ofEpochMilli(value.getLong());
        int size = value.getInt();
        byte[] app = new byte[value.remaining()];
        value.get(app);
        return new IndexEntry(
                ByteBuffer.wrap(entry.key()).getLong(),
                newest,
                latest,
                size,
                new String(app, StandardCharsets.UTF_8));
    }
}
