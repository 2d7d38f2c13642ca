package mvi.services.blob.back;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import mvi.engines.base.ByteCount;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Ids;
import mvi.engines.store.RecordStore;
import mvi.engines.store.StoreLimits;
import mvi.services.blob.BlobCheck;
import mvi.services.blob.BlobConfig;
import mvi.services.blob.BlobDamage;
import mvi.services.blob.Bucket;
import mvi.services.blob.BucketName;
import mvi.services.blob.DeleteOptions;
import mvi.services.blob.Deletion;
import mvi.services.blob.ObjectName;
import mvi.services.blob.PutOptions;
import mvi.services.blob.PutResult;
import mvi.services.blob.StoredObject;
import mvi.services.blob.VersionEntry;
import mvi.services.blob.Versioning;
import mvi.services.blob.WriteConditions;
import mvi.services.blob.core.BlobCore;
import mvi.services.blob.core.Data;

/** Blob on a real disk that something damages. */
final class ScrubWorld implements AutoCloseable {
    static final BucketName BUCKET = new BucketName("000000000001", "files");

    private final Path folder;
    final RecordStore store;
    final StoreRecords records;
    final DiskBlobStore disk;
    final BlobCore blob;

    ScrubWorld(Path folder) {
        this.folder = folder;
        Clock clock = Clock.system();
        Ids ids = new Ids(clock, Chance.system());
        BlobConfig config = BlobConfig.DEFAULT.withDiskReserve(ByteCount.kib(1));
        store =
                RecordStore.open(
                        folder.resolve("index"),
                        Set.of(StoreRecords.FAMILY),
                        StoreLimits.DEFAULT.withDiskReserve(ByteCount.kib(1)),
                        mvi.engines.store.Disk.system());
        records = new StoreRecords(store);
        disk =
                new DiskBlobStore(
                        folder,
                        records,
                        ids,
                        config,
                        clock,
                        Events.to(new StringBuilder(), clock),
                        new SystemDisk());
        disk.start();
        blob = new BlobCore(disk, clock, ids, config);
        Bucket _ = blob.createBucket(BUCKET);
    }

    void keepVersions() {
        Bucket _ =
                blob.changeBucket(
                        BUCKET, it -> it.with(draft -> draft.versioning(Versioning.ENABLED)));
    }

    StoredObject put(String key, int length) {
        PutResult put = blob.put(name(key), ByteSource.of(bytes(length)), PutOptions.PLAIN);
        return ((PutResult.Stored) put).object();
    }

    /** All versions of all objects. */
    void clear() {
        for (VersionEntry each :
                blob.listVersions(BUCKET, "", "", Optional.empty(), 1000).versions()) {
            Deletion _ =
                    blob.delete(
                            each.object().name(),
                            new DeleteOptions(
                                    Optional.of(each.object().version()),
                                    false,
                                    WriteConditions.NONE));
        }
    }

    static ObjectName name(String key) {
        return new ObjectName(BUCKET, key);
    }

    static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    /** The only file of an object's newest version. */
    Path file(String key) {
        Data data = disk.object(name(key)).orElseThrow().data();
        return path(((Data.Files) data).extents().getFirst().id());
    }

    Path file(Data.Extent extent) {
        return path(extent.id());
    }

    private Path path(String id) {
        return folder.resolve("data").resolve(id.substring(id.length() - 2)).resolve(id);
    }

    /** One bit of a byte. */
    static void flip(Path file, long at) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            assertThat(channel.read(one, at)).isOne();
            one.put(0, (byte) (one.get(0) ^ 4));
            assertThat(channel.write(one.flip(), at)).isOne();
        }
    }

    List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder.resolve("data"))) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    /** A whole pass. */
    Checked check() {
        return check(begun());
    }

    static BlobCheck begun() {
        return BlobCheck.from(Clock.system().now(), 0);
    }

    Checked check(BlobCheck from) {
        return check(disk, from);
    }

    static Checked check(DiskBlobStore disk, BlobCheck from) {
        try (Scrubber scrubber = disk.scrubber(from)) {
            List<BlobDamage> found = new ArrayList<>();
            while (!scrubber.isOver()) {
                long _ = scrubber.step();
                found.addAll(scrubber.takeFound());
            }
            return new Checked(scrubber.state(), found);
        }
    }

    /** What a pass has counted and found. */
    record Checked(BlobCheck check, List<BlobDamage> found) {
        BlobDamage only() {
            assertThat(found).hasSize(1);
            assertThat(check.damaged()).isOne();
            return found.getFirst();
        }
    }

    @Override
    public void close() {
        disk.close();
        store.close();
    }
}
