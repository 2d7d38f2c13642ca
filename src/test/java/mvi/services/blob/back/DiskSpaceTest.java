package mvi.services.blob.back;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import mvi.engines.base.ByteCount;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Chance;
import mvi.engines.base.Events;
import mvi.engines.base.Ids;
import mvi.engines.base.Problem;
import mvi.engines.store.RecordStore;
import mvi.engines.store.StoreLimits;
import mvi.fakes.FakeClock;
import mvi.services.blob.BlobConfig;
import mvi.services.blob.Bucket;
import mvi.services.blob.BucketName;
import mvi.services.blob.CopyOptions;
import mvi.services.blob.ObjectName;
import mvi.services.blob.Part;
import mvi.services.blob.PartTag;
import mvi.services.blob.PutOptions;
import mvi.services.blob.PutResult;
import mvi.services.blob.core.BlobCore;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Blob does when the disk has no more than its reserve. */
final class DiskSpaceTest {
    private static final BucketName BUCKET = new BucketName("000000000001", "files");
    private static final long RESERVE = ByteCount.mib(512).bytes();

    @TempDir Path folder;
    private final FakeClock clock = new FakeClock();
    private final StringBuilder told = new StringBuilder();
    private final FilledDisk filled = new FilledDisk();
    private RecordStore records;
    private DiskBlobStore store;
    private BlobCore blob;

    @BeforeEach
    void open() {
        Ids ids = new Ids(clock, Chance.system());
        records =
                RecordStore.open(
                        folder.resolve("index"),
                        Set.of(StoreRecords.FAMILY),
                        StoreLimits.DEFAULT.withDiskReserve(ByteCount.kib(1)),
                        mvi.engines.store.Disk.system());
        store =
                new DiskBlobStore(
                        folder,
                        new StoreRecords(records),
                        ids,
                        BlobConfig.DEFAULT,
                        clock,
                        Events.to(told, clock),
                        filled);
        store.start();
        blob = new BlobCore(store, clock, ids, BlobConfig.DEFAULT);
        Bucket _ = blob.createBucket(BUCKET);
    }

    @AfterEach
    void close() {
        store.close();
        records.close();
    }

    @Test
    void everyWayInKeepsToTheReserveAndDeletionsDoNot() {
        put("there", 300_000);
        String upload = blob.createUpload(name("parts"), PutOptions.PLAIN).id();
        Part part = part(upload);
        filled.free = RESERVE;
        assertRefused(() -> put("small", 1));
        assertRefused(() -> put("large", 300_000));
        assertRefused(() -> part(upload));
        assertRefused(() -> blob.copy(name("there"), name("copy"), CopyOptions.PLAIN));
        assertThat(blob.head(name("there")).length()).isEqualTo(300_000);
        PutResult _ =
                blob.completeUpload(
                        name("parts"),
                        upload,
                        List.of(new PartTag(1, part.etag())),
                        PutOptions.PLAIN);
        blob.delete(name("there"));
        assertThat(blob.list(BUCKET, "", "", "", 10).objects())
                .extracting(it -> it.name().key())
                .containsExactly("parts");
        filled.free = RESERVE + ByteCount.mib(1).bytes();
        put("small", 1);
    }

    @Test
    void aBodyOfUnknownLengthIsCutOffAtTheReserve() {
        filled.free = RESERVE + ByteCount.mib(1).bytes();
        ByteSource endless =
                new ByteSource() {
                    @Override
                    public OptionalLong length() {
                        return OptionalLong.empty();
                    }

                    @Override
                    public int read(byte[] into, int offset, int count) {
                        return count;
                    }
                };
        assertRefused(() -> blob.put(name("endless"), endless, PutOptions.PLAIN));
    }

    @Test
    void theFirstRefusalIsToldAndOneEachTenMinutesAndTheEnd() {
        put("a", 1);
        assertThat(refusals()).isZero();
        filled.free = RESERVE - 1;
        for (int minute = 0; minute < 20; minute++) {
            assertRefused(() -> put("a", 1));
            clock.pass(Duration.ofMinutes(1));
        }
        assertThat(refusals()).isEqualTo(2);
        assertThat(told).contains("level=warn event=blob.disk-full free=" + (RESERVE - 1));
        filled.free = 2 * RESERVE;
        put("a", 1);
        put("a", 1);
        assertThat(count("event=blob.disk-has-room")).isOne();
        filled.free = 0;
        assertRefused(() -> put("a", 1));
        assertThat(refusals()).isEqualTo(3);
    }

    @Test
    void aBodyThatIsLargerThanTheDiskDoesNotMakeItFull() {
        filled.free = 2 * RESERVE;
        ByteSource huge =
                new ByteSource() {
                    @Override
                    public OptionalLong length() {
                        return OptionalLong.of(RESERVE + 1);
                    }

                    @Override
                    public int read(byte[] into, int offset, int count) {
                        return -1;
                    }
                };
        assertRefused(() -> blob.put(name("huge"), huge, PutOptions.PLAIN));
        put("a", 1);
        assertThat(told).contains("wanted=" + (RESERVE + 1)).doesNotContain("blob.disk-has-room");
    }

    private void put(String key, int length) {
        PutResult _ = blob.put(name(key), ByteSource.of(new byte[length]), PutOptions.PLAIN);
    }

    private Part part(String upload) {
        return blob.putPart(
                name("parts"), upload, 1, ByteSource.of(new byte[100]), PutOptions.PLAIN);
    }

    private static ObjectName name(String key) {
        return new ObjectName(BUCKET, key);
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Problem.class, it -> assertThat(it.code()).isEqualTo("disk-full"));
    }

    private int refusals() {
        return count("event=blob.disk-full");
    }

    private int count(String text) {
        return told.toString().split(text, -1).length - 1;
    }

    /** The system's disk, of which somebody else has filled all but so much. */
    private static final class FilledDisk implements Disk {
        private final Disk disk = new SystemDisk();
        private volatile long free = Long.MAX_VALUE;

        @Override
        public FileChannel create(Path file) throws IOException {
            return disk.create(file);
        }

        @Override
        public void write(FileChannel file, byte[] bytes, int offset, int count)
                throws IOException {
            disk.write(file, bytes, offset, count);
            free -= count;
        }

        @Override
        public void sync(FileChannel file) throws IOException {
            disk.sync(file);
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            disk.rename(from, to);
        }

        @Override
        public void syncFolder(Path folder) throws IOException {
            disk.syncFolder(folder);
        }

        @Override
        public void delete(Path file) throws IOException {
            disk.delete(file);
        }

        @Override
        public long free(Path folder) {
            return free;
        }
    }
}
