package mvi.services.blob.back;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import mvi.services.blob.BlobEvent;
import mvi.services.blob.BucketName;
import mvi.services.blob.StoredObject;
import mvi.services.blob.core.Change;
import mvi.services.blob.core.Data;
import mvi.services.blob.core.ObjectRecord;
import org.jspecify.annotations.Nullable;

/** Changes as writes of records, and what they mean for files. */
final class Commit {
    private final List<Records.Write> writes = new ArrayList<>();
    private final List<String> held = new ArrayList<>();
    private final List<String> dropped = new ArrayList<>();
    private final List<BucketName> buckets = new ArrayList<>();
    private final Function<String, byte @Nullable []> smallData;
    private final LongSupplier nextEvent;
    private boolean hasEvents;
    private long lastDone;

    /**
     * @param smallData what has come in by this id and is in no record yet
     * @param nextEvent higher each time
     */
    Commit(Function<String, byte @Nullable []> smallData, LongSupplier nextEvent) {
        this.smallData = smallData;
        this.nextEvent = nextEvent;
    }

    List<Records.Write> writes() {
        return writes;
    }

    /** Whether it brings events. */
    boolean hasEvents() {
        return hasEvents;
    }

    /** The highest number of an event that it takes away; 0 if it takes none. */
    long lastDone() {
        return lastDone;
    }

    /** That events up to this one were told is put on record. */
    void addLastDone(long number) {
        put(Keys.lastDone(), ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    /** Files that have a record by it. */
    List<String> held() {
        return held;
    }

    /** Files that have none any more. */
    List<String> dropped() {
        return dropped;
    }

    /** Buckets that it changes. */
    List<BucketName> buckets() {
        return buckets;
    }

    void add(Change change) {
        switch (change) {
            case Change.PutBucket it -> {
                buckets.add(it.bucket().name());
                put(Keys.bucket(it.bucket().name()), Codec.bucket(it.bucket()));
                put(
                        Keys.named(it.bucket().name()),
                        it.bucket().name().account().getBytes(StandardCharsets.UTF_8));
            }
            case Change.RemoveBucket it -> {
                buckets.add(it.bucket());
                remove(Keys.bucket(it.bucket()));
                remove(Keys.named(it.bucket()));
            }
            case Change.PutObject it -> {
                hold(it.object().data());
                put(Keys.object(it.object().object().name()), Codec.object(it.object()));
            }
            case Change.RemoveObject it -> remove(Keys.object(it.object()));
            case Change.PutOlder it -> putOlder(it.version());
            case Change.RemoveOlder it -> {
                remove(Keys.older(it.version().object().name(), it.version().order()));
                if (isNull(it.version())) {
                    remove(Keys.olderNull(it.version().object().name()));
                }
            }
            case Change.PutUpload it -> {
                var upload = it.upload().details().upload();
                put(Keys.upload(upload.object().bucket(), upload.id()), Codec.upload(it.upload()));
            }
            case Change.RemoveUpload it -> remove(Keys.upload(it.bucket(), it.id()));
            case Change.PutPart it -> {
                hold(it.part().data());
                put(
                        Keys.part(it.object().bucket(), it.upload(), it.part().part().number()),
                        Codec.part(it.part()));
            }
            case Change.RemovePart it ->
                    remove(Keys.part(it.object().bucket(), it.upload(), it.number()));
            case Change.PutEvent it -> {
                BlobEvent event = it.event().numbered(nextEvent.getAsLong());
                put(Keys.event(event.number()), Codec.event(event));
                hasEvents = true;
            }
            case Change.RemoveEvent it -> {
                remove(Keys.event(it.event().number()));
                lastDone = Math.max(lastDone, it.event().number());
            }
            case Change.Drop it -> drop(it.data());
        }
    }

    private void putOlder(ObjectRecord version) {
        put(Keys.older(version.object().name(), version.order()), Codec.object(version));
        if (isNull(version)) {
            put(
                    Keys.olderNull(version.object().name()),
                    ByteBuffer.allocate(Long.BYTES).putLong(version.order()).array());
        }
    }

    private static boolean isNull(ObjectRecord version) {
        return version.object().version().equals(StoredObject.NULL_VERSION);
    }

    private void hold(Data data) {
        switch (data) {
            case Data.Inline _ -> {}
            case Data.Small small -> {
                byte[] fresh = smallData.apply(small.id());
                // What only changes its place among the versions has its record already.
                if (fresh != null) {
                    put(Keys.small(small.id()), Codec.small(fresh));
                }
            }
            case Data.Files files -> {
                for (Data.Extent each : files.extents()) {
                    held.add(each.id());
                    put(Keys.file(each.id()), new byte[] {Codec.VERSION});
                }
            }
        }
    }

    private void drop(Data data) {
        switch (data) {
            case Data.Inline _ -> {}
            case Data.Small small -> remove(Keys.small(small.id()));
            case Data.Files files -> {
                for (Data.Extent each : files.extents()) {
                    dropped.add(each.id());
                    remove(Keys.file(each.id()));
                }
            }
        }
    }

    private void put(byte[] key, byte[] value) {
        writes.add(new Records.Write(key, Optional.of(value)));
    }

    private void remove(byte[] key) {
        writes.add(new Records.Write(key, Optional.empty()));
    }
}
