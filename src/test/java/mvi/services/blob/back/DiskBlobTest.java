package mvi.services.blob.back;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import mvi.engines.base.ByteCount;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Ids;
import mvi.engines.base.Problem;
import mvi.engines.store.RecordStore;
import mvi.engines.store.StoreLimits;
import mvi.services.blob.BlobConfig;
import mvi.services.blob.BucketName;
import mvi.services.blob.ByteRange;
import mvi.services.blob.ChecksumAlgorithm;
import mvi.services.blob.ChecksumWish;
import mvi.services.blob.ObjectName;
import mvi.services.blob.OpenObject;
import mvi.services.blob.Part;
import mvi.services.blob.PartTag;
import mvi.services.blob.PutOptions;
import mvi.services.blob.PutResult;
import mvi.services.blob.core.BlobCore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blob's core on the disk and its index. */
final class DiskBlobTest {
    private static final BucketName BUCKET = new BucketName("000000000001", "files");
    private static final int PART = (int) ByteCount.mib(5).bytes();

    @TempDir Path folder;
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private RecordStore records;
    private DiskBlobStore store;
    private BlobCore blob;

    @BeforeEach
    void open() {
        Ids ids = new Ids(Clock.system(), Chance.system());
        Events events = Events.to(new StringBuilder(), Clock.system());
        BlobConfig config = BlobConfig.DEFAULT.withDiskReserve(ByteCount.kib(1));
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
                        config,
                        Clock.system(),
                        events,
                        new FailingDisk(failing));
        store.start();
        blob = new BlobCore(store, Clock.system(), ids, config);
    }

    @AfterEach
    void close() {
        store.close();
        records.close();
    }

    @Test
    void readsBackSmallAndLargeAfterReopening() throws IOException {
        blob.createBucket(BUCKET);
        byte[] large = bytes(300_000);
        put("small", "hello".getBytes(UTF_8));
        put("large", large);
        close();
        open();
        assertThat(read("small", Optional.empty())).isEqualTo("hello".getBytes(UTF_8));
        assertThat(read("large", Optional.empty())).isEqualTo(large);
        assertThat(blob.head(name("small")).etag()).isEqualTo("5d41402abc4b2a76b9719d911017c592");
        ByteRange last = new ByteRange(OptionalLong.empty(), OptionalLong.of(5));
        assertThat(read("small", Optional.of(last))).hasSize(5);
    }

    @Test
    void aCutBodyLeavesNothing() throws IOException {
        blob.createBucket(BUCKET);
        ByteSource cut =
                new ByteSource() {
                    private int left = 4;

                    @Override
                    public OptionalLong length() {
                        return OptionalLong.empty();
                    }

                    @Override
                    public int read(byte[] into, int offset, int count) throws IOException {
                        if (left-- == 0) {
                            throw new EOFException("cut");
                        }
                        return count;
                    }
                };
        assertThatThrownBy(() -> blob.put(name("cut"), cut, PutOptions.PLAIN))
                .isInstanceOfSatisfying(
                        Problem.class, it -> assertThat(it.code()).isEqualTo("cut-body"));
        assertThat(blob.list(BUCKET, "", "", "", 10).objects()).isEmpty();
        assertThat(filesLeft()).isZero();
    }

    @Test
    void aWrongDigestOrChecksumIsRefused() {
        blob.createBucket(BUCKET);
        PutOptions wrong =
                PutOptions.PLAIN.withChecksum(
                        ChecksumWish.expecting(ChecksumAlgorithm.CRC32, "AAAAAA=="));
        assertThatThrownBy(() -> blob.put(name("a"), ByteSource.of(bytes(10)), wrong))
                .isInstanceOfSatisfying(
                        Problem.class, it -> assertThat(it.code()).isEqualTo("bad-digest"));
        assertThat(blob.list(BUCKET, "", "", "", 10).objects()).isEmpty();
    }

    @Test
    void concurrentConditionalPutsHaveOneWinner() throws Exception {
        blob.createBucket(BUCKET);
        List<Future<PutResult>> results = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 16; i++) {
                byte[] body = bytes(20_000 + i);
                results.add(
                        threads.submit(
                                () ->
                                        blob.put(
                                                name("one"),
                                                ByteSource.of(body),
                                                PutOptions.onlyNew())));
            }
        }
        int winners = 0;
        for (Future<PutResult> each : results) {
            winners += each.get() instanceof PutResult.Stored ? 1 : 0;
        }
        assertThat(winners).isOne();
        assertThat(filesLeft()).isOne();
    }

    @Test
    void partsBecomeOneObjectWithoutACopy() throws IOException {
        blob.createBucket(BUCKET);
        var wish = ChecksumWish.of(ChecksumAlgorithm.CRC64NVME);
        String id = blob.createUpload(name("parts"), PutOptions.PLAIN.withChecksum(wish)).id();
        byte[] first = bytes(PART);
        byte[] second = bytes(100);
        Part one = blob.putPart(name("parts"), id, 1, ByteSource.of(first), PutOptions.PLAIN);
        Part two = blob.putPart(name("parts"), id, 2, ByteSource.of(second), PutOptions.PLAIN);
        List<PartTag> tags = List.of(new PartTag(1, one.etag()), new PartTag(2, two.etag()));
        var stored = blob.completeUpload(name("parts"), id, tags, PutOptions.PLAIN);
        assertThat(blob.completeUpload(name("parts"), id, tags, PutOptions.PLAIN))
                .isEqualTo(stored);
        byte[] whole = read("parts", Optional.empty());
        assertThat(whole).hasSize(PART + 100).startsWith(first).endsWith(second);
        assertThat(blob.head(name("parts")).etag()).endsWith("-2");
        blob.put(name("whole"), ByteSource.of(whole), PutOptions.PLAIN.withChecksum(wish));
        assertThat(blob.head(name("parts")).checksum())
                .isEqualTo(blob.head(name("whole")).checksum());
    }

    @Test
    void aReaderKeepsWhatIsDeletedUnderIt() throws IOException {
        blob.createBucket(BUCKET);
        byte[] body = bytes(200_000);
        put("read", body);
        try (OpenObject open = blob.get(name("read"), Optional.empty())) {
            blob.delete(name("read"));
            assertThat(open.body().readAll(ByteCount.mib(1))).isEqualTo(body);
        }
        assertThat(filesLeft()).isZero();
        blob.deleteBucket(BUCKET);
    }

    @Test
    void listsFoldedAndPaged() {
        blob.createBucket(BUCKET);
        for (String key : List.of("a", "b/1", "b/2", "c", "d/1")) {
            put(key, new byte[0]);
        }
        var first = blob.list(BUCKET, "", "/", "", 2);
        assertThat(first.prefixes()).containsExactly("b/");
        assertThat(first.next()).contains("b/");
        var second = blob.list(BUCKET, "", "/", "b/", 2);
        assertThat(second.objects()).extracting(it -> it.name().key()).containsExactly("c");
        assertThat(second.prefixes()).containsExactly("d/");
        assertThat(second.next()).isEmpty();
    }

    @Test
    void aFailedSyncStopsWritesAndKeepsReads() throws IOException {
        blob.createBucket(BUCKET);
        put("before", bytes(50_000));
        failing.add("sync");
        assertThatThrownBy(() -> put("lost", bytes(50_000))).isInstanceOf(Problem.class);
        failing.clear();
        assertThatThrownBy(() -> put("after", bytes(50_000)))
                .isInstanceOfSatisfying(
                        Problem.class, it -> assertThat(it.code()).isEqualTo("blob-unavailable"));
        assertThat(read("before", Optional.empty())).isEqualTo(bytes(50_000));
    }

    /** The system tells a failed sync once: the one at the end would succeed. */
    @Test
    void aSyncThatFailedWhileTheBodyWasComingIsNotForgotten() {
        blob.createBucket(BUCKET);
        failing.add("first-sync");
        byte[] large = bytes((int) DiskData.SYNC_AHEAD_BYTES + 1);
        assertThatThrownBy(() -> put("lost", large)).isInstanceOf(Problem.class);
        assertThat(failing).isEmpty();
        assertThat(store.isStopped()).isTrue();
    }

    @Test
    void aFullDiskIsRefusedAndRecovers() throws IOException {
        blob.createBucket(BUCKET);
        put("before", bytes(50_000));
        for (String call : List.of("write", "free", "full-sync")) {
            failing.add(call);
            assertThatThrownBy(() -> put("full", bytes(50_000)))
                    .isInstanceOfSatisfying(
                            Problem.class, it -> assertThat(it.code()).isEqualTo("disk-full"));
            failing.clear();
        }
        assertThat(read("before", Optional.empty())).isEqualTo(bytes(50_000));
        put("after", bytes(50_000));
        assertThat(filesLeft()).isEqualTo(2);
    }

    private long filesLeft() throws IOException {
        try (Stream<Path> data = Files.walk(folder.resolve("data"));
                Stream<Path> tmp = Files.walk(folder.resolve("tmp"))) {
            return Stream.concat(data, tmp).filter(Files::isRegularFile).count();
        }
    }

    private void put(String key, byte[] body) {
        blob.put(name(key), ByteSource.of(body), PutOptions.PLAIN);
    }

    private byte[] read(String key, Optional<ByteRange> range) throws IOException {
        try (OpenObject open = blob.get(name(key), range)) {
            return open.body().readAll(ByteCount.mib(64));
        }
    }

    private static ObjectName name(String key) {
        return new ObjectName(BUCKET, key);
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new java.util.Random(count).nextBytes(bytes);
        return bytes;
    }

    /** The system's disk with calls that fail as told. */
    private static final class FailingDisk implements Disk {
        private final Disk disk = new SystemDisk();
        private final Set<String> failing;

        FailingDisk(Set<String> failing) {
            this.failing = failing;
        }

        @Override
        public FileChannel create(Path file) throws IOException {
            return disk.create(file);
        }

        @Override
        public void write(FileChannel file, byte[] bytes, int offset, int count)
                throws IOException {
            if (failing.contains("write")) {
                throw new IOException("No space left on device");
            }
            disk.write(file, bytes, offset, count);
        }

        @Override
        public void sync(FileChannel file) throws IOException {
            if (failing.contains("sync")) {
                throw new IOException("Input/output error");
            }
            if (failing.remove("first-sync")) {
                throw new IOException("Input/output error");
            }
            if (failing.contains("full-sync")) {
                throw new IOException("No space left on device");
            }
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
        public long free(Path folder) throws IOException {
            return failing.contains("free") ? 0 : disk.free(folder);
        }
    }
}
