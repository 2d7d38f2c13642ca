package mvi.services.blob.back;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Events;
import mvi.engines.base.Ids;
import mvi.engines.base.Problem;
import mvi.services.blob.BlobConfig;
import mvi.services.blob.Bucket;
import mvi.services.blob.BucketName;
import mvi.services.blob.ObjectName;
import mvi.services.blob.core.BlobStore;
import mvi.services.blob.core.Change;
import mvi.services.blob.core.Data;
import mvi.services.blob.core.NewData;
import mvi.services.blob.core.ObjectRecord;
import mvi.services.blob.core.PartRecord;
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
    private final Records records;
    private final Disk disk;
    private final DataFiles files;
    private final Ids ids;
    private final BlobConfig config;
    private final Events events;
    private @Nullable Thread sweeper;

    public DiskBlobStore(Path root, Records records, Ids ids, BlobConfig config, Events events) {
        this(root, records, ids, config, events, new PooledDisk(new SystemDisk()));
    }

    DiskBlobStore(
            Path root, Records records, Ids ids, BlobConfig config, Events events, Disk disk) {
        this.records = records;
        this.disk = disk;
        this.files = new DataFiles(root, disk, config.diskReserve());
        this.ids = ids;
        this.config = config;
        this.events = events;
    }

    /** Opens for work, and sweeps orphans beside it. */
    public void start() {
        files.start();
        sweeper = Thread.ofPlatform().daemon().name("blob-sweep").start(this::sweep);
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
        return records.get(Keys.bucket(bucket)).map(Codec::bucket);
    }

    @Override
    public List<Bucket> buckets(String account) {
        byte[] all = Keys.buckets(account);
        return records.scan(all, all, config.bucketsPerAccount()).stream()
                .map(entry -> Codec.bucket(entry.value()))
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
    public void commit(List<Change> changes) {
        files.requireRunning();
        List<Records.Write> writes = new ArrayList<>();
        List<String> held = new ArrayList<>();
        List<String> dropped = new ArrayList<>();
        for (Change change : changes) {
            switch (change) {
                case Change.PutObject put -> held.addAll(idsOf(put.object().data()));
                case Change.PutPart put -> held.addAll(idsOf(put.part().data()));
                case Change.Drop drop -> dropped.addAll(idsOf(drop.data()));
                case Change.PutBucket other -> {}
                case Change.RemoveBucket other -> {}
                case Change.RemoveObject other -> {}
                case Change.PutUpload other -> {}
                case Change.RemoveUpload other -> {}
                case Change.RemovePart other -> {}
            }
            write(change).ifPresent(writes::add);
        }
        held.forEach(id -> writes.add(put(Keys.file(id), new byte[] {Codec.VERSION})));
        dropped.forEach(id -> writes.add(remove(Keys.file(id))));
        try {
            records.commit(writes);
        } catch (RuntimeException unknown) {
            held.forEach(files::doubt);
            throw unknown;
        }
        dropped.forEach(files::remove);
    }

    private static Optional<Records.Write> write(Change change) {
        return Optional.ofNullable(
                switch (change) {
                    case Change.PutBucket it ->
                            put(Keys.bucket(it.bucket().name()), Codec.bucket(it.bucket()));
                    case Change.RemoveBucket it -> remove(Keys.bucket(it.bucket()));
                    case Change.PutObject it ->
                            put(
                                    Keys.object(it.object().object().name()),
                                    Codec.object(it.object()));
                    case Change.RemoveObject it -> remove(Keys.object(it.object()));
                    case Change.PutUpload it -> {
                        var upload = it.upload().upload();
                        yield put(
                                Keys.upload(upload.object().bucket(), upload.id()),
                                Codec.upload(it.upload()));
                    }
                    case Change.RemoveUpload it -> remove(Keys.upload(it.bucket(), it.id()));
                    case Change.PutPart it ->
                            put(
                                    Keys.part(
                                            it.object().bucket(),
                                            it.upload(),
                                            it.part().part().number()),
                                    Codec.part(it.part()));
                    case Change.RemovePart it ->
                            remove(Keys.part(it.object().bucket(), it.upload(), it.number()));
                    case Change.Drop it -> null;
                });
    }

    private static Records.Write put(byte[] key, byte[] value) {
        return new Records.Write(key, Optional.of(value));
    }

    private static Records.Write remove(byte[] key) {
        return new Records.Write(key, Optional.empty());
    }

    private static List<String> idsOf(Data data) {
        return switch (data) {
            case Data.Inline inline -> List.of();
            case Data.Files files -> files.extents().stream().map(Data.Extent::id).toList();
        };
    }

    @Override
    public NewData create(OptionalLong length, boolean mayInline) {
        files.requireSpace(length.orElse(0));
        long inlineLimit = mayInline ? config.inlineLimit().bytes() : -1;
        return new DiskData(files, ids.next("d-"), inlineLimit);
    }

    @Override
    public ByteSource open(Data data, long offset, long count) {
        return switch (data) {
            case Data.Inline inline -> {
                byte[] part = new byte[(int) count];
                System.arraycopy(inline.bytes(), (int) offset, part, 0, (int) count);
                yield ByteSource.of(part);
            }
            case Data.Files all -> open(slices(all, offset, count));
        };
    }

    private ByteSource open(List<JoinedBody.Slice> slices) {
        if (slices.isEmpty()) {
            return ByteSource.empty();
        }
        if (slices.size() > 1) {
            return new JoinedBody(files, slices);
        }
        try {
            return JoinedBody.open(files, slices.getFirst());
        } catch (IOException gone) {
            throw Problem.unavailable(
                    "blob-unavailable", "the object's data can't be opened", gone);
        }
    }

    private static List<JoinedBody.Slice> slices(Data.Files data, long offset, long count) {
        List<JoinedBody.Slice> slices = new ArrayList<>();
        long skip = offset;
        long left = count;
        for (Data.Extent each : data.extents()) {
            if (left == 0) {
                break;
            }
            if (skip >= each.length()) {
                skip -= each.length();
                continue;
            }
            long taken = Math.min(left, each.length() - skip);
            slices.add(new JoinedBody.Slice(each.id(), skip, taken));
            skip = 0;
            left -= taken;
        }
        return slices;
    }
}
