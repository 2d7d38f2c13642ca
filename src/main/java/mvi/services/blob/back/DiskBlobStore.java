package mvi.services.blob.back;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import mvi.engines.base.Bell;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Ids;
import mvi.engines.base.Problem;
import mvi.services.blob.BlobCheck;
import mvi.services.blob.BlobConfig;
import mvi.services.blob.BlobEvent;
import mvi.services.blob.Bucket;
import mvi.services.blob.BucketName;
import mvi.services.blob.ObjectName;
import mvi.services.blob.core.BlobStore;
import mvi.services.blob.core.Change;
import mvi.services.blob.core.Data;
import mvi.services.blob.core.HeldData;
import mvi.services.blob.core.NewData;
import mvi.services.blob.core.ObjectRecord;
import mvi.services.blob.core.PartRecord;
import mvi.services.blob.core.Seal;
import mvi.services.blob.core.UploadRecord;
import org.jspecify.annotations.Nullable;

/**
 * Blob on this machine's disk: data in files, records in an index.
 *
 * <p>Order of a put: the file's bytes are synced; it is renamed to its id; the folder is synced;
 * the records of object and file are committed, synced; what they replaced is removed. A crash
 * before the commit leaves a file without a record, one after it a dropped file without a record:
 * both are orphans, and swept. No crash leaves a record without its file.
 */
public final class DiskBlobStore implements BlobStore, Closeable {
    /** Of which a name is looked for; each has but one bucket of it. */
    private static final int MOST_ACCOUNTS = 1000;

    private static final int PAGE = 1000;

    private final Records records;
    private final Disk disk;
    private final DataFiles files;
    private final Slices slices;
    private final Ids ids;
    private final BlobConfig config;
    private final Clock clock;
    private final Events events;
    private final AtomicLong lastEvent = new AtomicLong();
    private final AtomicLong lastDone = new AtomicLong();
    private final Bell arrival = new Bell();
    private final KnownBuckets known = new KnownBuckets();
    private @Nullable Thread sweeper;

    public DiskBlobStore(
            Path root, Records records, Ids ids, BlobConfig config, Clock clock, Events events) {
        this(root, records, ids, config, clock, events, new PooledDisk(new SystemDisk()));
    }

    DiskBlobStore(
            Path root,
            Records records,
            Ids ids,
            BlobConfig config,
            Clock clock,
            Events events,
            Disk disk) {
        this.records = records;
        this.disk = disk;
        this.files = new DataFiles(root, disk, config.diskReserve(), clock, events);
        this.slices = new Slices(files, events);
        this.ids = ids;
        this.config = config;
        this.clock = clock;
        this.events = events;
    }

    /** Opens for work, and sweeps orphans beside it. */
    public void start() {
        files.start();
        indexNames();
        startEvents();
        sweeper = Thread.ofPlatform().daemon().name("blob-sweep").start(this::sweep);
    }

    /** The first format had no index of names. */
    private void indexNames() {
        eachBucket(
                bucket -> {
                    if (records.get(Keys.named(bucket.name())).isEmpty()) {
                        commit(List.of(new Change.PutBucket(bucket)));
                    }
                });
    }

    /** Numbers go on above all that there were, whatever the clock did. */
    private void startEvents() {
        long number = ChronoUnit.MICROS.between(Instant.EPOCH, clock.now());
        long pending =
                records.last(Keys.events())
                        .map(last -> Codec.event(last.value()).number())
                        .orElse(0L);
        long done =
                records.get(Keys.lastDone())
                        .map(bytes -> ByteBuffer.wrap(bytes).getLong())
                        .orElse(0L);
        lastDone.set(done);
        lastEvent.set(Math.max(number, Math.max(pending, done)));
    }

    @Override
    public Bell arrival() {
        return arrival;
    }

    @Override
    public List<BlobEvent> events(int limit) {
        return records.scan(Keys.events(), Keys.events(), limit).stream()
                .map(entry -> Codec.event(entry.value()))
                .toList();
    }

    /** Whether a failed sync ended all writing until a restart. */
    public boolean isStopped() {
        return files.isStopped();
    }

    private void sweep() {
        try {
            int swept = files.sweep(id -> records.get(Keys.file(id)).isPresent());
            events.info("blob.swept", "files", swept);
        } catch (IOException | RuntimeException failed) {
            events.warn("blob.sweep-failed", "why", failed);
        }
    }

    /** Goes on with a pass over all data; its caller closes it, before this. */
    public Scrubber scrubber(BlobCheck check) {
        return new Scrubber(records, files, UncachedFile.Memory.of(files.folder()), clock, check);
    }

    /** Waits for the sweep, which reads the records. */
    @Override
    public void close() {
        Thread running = sweeper;
        if (running != null) {
            try {
                running.join();
            } catch (InterruptedException asked) {
                Thread.currentThread().interrupt();
            }
        }
        disk.close();
    }

    @Override
    public Optional<Bucket> bucket(BucketName bucket) {
        return known.get(bucket, name -> records.get(Keys.bucket(name)).map(Codec::bucket));
    }

    @Override
    public List<Bucket> buckets(String account) {
        byte[] all = Keys.buckets(account);
        return records.scan(all, all, config.bucketsPerAccount()).stream()
                .map(entry -> Codec.bucket(entry.value()))
                .toList();
    }

    @Override
    public void eachBucket(Consumer<Bucket> visitor) {
        byte[] all = Keys.buckets();
        byte[] from = all;
        List<Records.Entry> page = records.scan(all, from, PAGE);
        while (!page.isEmpty()) {
            page.forEach(each -> visitor.accept(Codec.bucket(each.value())));
            byte[] last = page.getLast().key();
            from = Arrays.copyOf(last, last.length + 1);
            page = records.scan(all, from, PAGE);
        }
    }

    @Override
    public List<Bucket> bucketsNamed(String name) {
        byte[] all = Keys.named(name);
        return records.scan(all, all, MOST_ACCOUNTS).stream()
                .flatMap(
                        entry ->
                                bucket(
                                        new BucketName(
                                                new String(entry.value(), StandardCharsets.UTF_8),
                                                name))
                                        .stream())
                .toList();
    }

    @Override
    public Optional<ObjectRecord> object(ObjectName object) {
        return records.get(Keys.object(object)).map(Codec::object);
    }

    @Override
    public List<ObjectRecord> objects(BucketName bucket, byte[] prefix, byte[] from, int limit) {
        return records
                .scan(Keys.objects(bucket, prefix), Keys.objects(bucket, from), limit)
                .stream()
                .map(entry -> Codec.object(entry.value()))
                .toList();
    }

    @Override
    public List<ObjectRecord> older(ObjectName object, long from, int limit) {
        return records.scan(Keys.olderOf(object), Keys.older(object, from), limit).stream()
                .map(entry -> Codec.object(entry.value()))
                .toList();
    }

    @Override
    public Optional<ObjectRecord> olderNull(ObjectName object) {
        return records.get(Keys.olderNull(object))
                .map(bytes -> ByteBuffer.wrap(bytes).getLong())
                .flatMap(order -> records.get(Keys.older(object, order)))
                .map(Codec::object);
    }

    @Override
    public List<ObjectRecord> olderOf(
            BucketName bucket, byte[] prefix, byte[] from, long order, int limit) {
        byte[] place =
                order == Long.MAX_VALUE
                        ? Keys.older(bucket, from)
                        : Keys.older(bucket, from, order);
        return records.scan(Keys.older(bucket, prefix), place, limit).stream()
                .map(entry -> Codec.object(entry.value()))
                .toList();
    }

    @Override
    public Optional<UploadRecord> upload(BucketName bucket, String id) {
        return records.get(Keys.upload(bucket, id)).map(Codec::upload);
    }

    @Override
    public List<UploadRecord> uploads(BucketName bucket, int limit) {
        byte[] all = Keys.upload(bucket, "");
        return records.scan(all, all, limit).stream()
                .map(entry -> Codec.upload(entry.value()))
                .toList();
    }

    @Override
    public Optional<PartRecord> part(ObjectName object, String upload, int number) {
        return records.get(Keys.part(object.bucket(), upload, number)).map(Codec::part);
    }

    @Override
    public List<PartRecord> parts(ObjectName object, String upload, int after, int limit) {
        byte[] all = Keys.parts(object.bucket(), upload);
        byte[] from =
                after == Integer.MAX_VALUE
                        ? Keys.part(object.bucket(), upload, after)
                        : Keys.part(object.bucket(), upload, after + 1);
        return records.scan(all, from, limit).stream()
                .map(entry -> Codec.part(entry.value()))
                .toList();
    }

    @Override
    public <T> T together(Supplier<T> reads) {
        return records.together(reads);
    }

    @Override
    public void commit(List<Change> changes) {
        files.requireRunning();
        Commit commit = new Commit(files::small, lastEvent::incrementAndGet);
        changes.forEach(commit::add);
        if (commit.lastDone() > 0) {
            commit.addLastDone(lastDone.accumulateAndGet(commit.lastDone(), Math::max));
        }
        try {
            records.commit(commit.writes());
        } catch (RuntimeException unknown) {
            commit.held().forEach(files::doubt);
            throw unknown;
        } finally {
            commit.buckets().forEach(known::forget);
        }
        if (commit.hasEvents()) {
            arrival.ring();
        }
        commit.dropped().forEach(files::remove);
    }

    @Override
    public NewData create(OptionalLong length, boolean maySmall, Optional<Seal> seal) {
        files.requireSpace(length.orElse(0));
        long smallLimit = maySmall ? config.inlineLimit().bytes() : -1;
        String id = ids.next("d-");
        NewData data = new DiskData(files, id, smallLimit);
        return seal.map(it -> (NewData) new SealedNewData(data, it, id)).orElse(data);
    }

    @Override
    public HeldData hold(Data data, long offset, long count) {
        return switch (data) {
            case Data.Inline inline -> new Held.Bytes(slices, "", inline.bytes(), offset, count);
            case Data.Small small ->
                    new Held.Bytes(slices, small.id(), bytes(small), offset, count);
            case Data.Files all -> hold(Slices.of(all, offset, count));
        };
    }

    private byte[] bytes(Data.Small small) {
        return records.get(Keys.small(small.id()))
                .map(Codec::smallData)
                .orElseThrow(() -> Problem.bug("no data " + small.id() + " of a record", null));
    }

    private HeldData hold(List<Slices.Slice> found) {
        return found.size() == 1
                ? Held.OneFile.of(slices, found.getFirst())
                : Held.Files.of(slices, found);
    }
}
