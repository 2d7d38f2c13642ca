package mvi.engines.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

class RecordStoreTest {
    private static final StoreLimits LIMITS = StoreLimits.DEFAULT.withDiskReserve(ByteCount.mib(1));
    private @TempDir Path folder;

    private RecordStore open() {
        return RecordStore.open(folder, Set.of("a", "b"), LIMITS, Disk.system());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @Test
    void committedRecordsAreThereAfterReopening() {
        try (RecordStore store = open()) {
            store.commit(
                    new Batch().put("a", bytes("k"), bytes("v")).put("b", bytes("k"), bytes("w")));
        }
        try (RecordStore store = open()) {
            assertThat(store.get("a", bytes("k"))).contains(bytes("v"));
            assertThat(store.get("b", bytes("k"))).contains(bytes("w"));
            assertThat(store.get("b", bytes("none"))).isEmpty();
        }
    }

    @Test
    void readsTogetherNeedNoSecondThread() throws InterruptedException {
        try (RecordStore store = open()) {
            store.commit(new Batch().put("a", bytes("k"), bytes("v")));
            ConcurrentLinkedQueue<String> read = new ConcurrentLinkedQueue<>();
            List<Thread> threads = new ArrayList<>();
            CountDownLatch all = new CountDownLatch(LIMITS.readers());
            for (int i = 0; i < LIMITS.readers(); i++) {
                threads.add(
                        Thread.startVirtualThread(
                                () ->
                                        read.add(
                                                store.together(
                                                        () -> {
                                                            all.countDown();
                                                            await(all);
                                                            return first(store);
                                                        }))));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(read).hasSize(LIMITS.readers()).containsOnly("v");
        }
    }

    private static String first(RecordStore store) {
        byte[] key = store.scan(Scan.prefix("a", bytes(""), 1)).getFirst().key();
        return new String(store.get("a", key).orElseThrow(), UTF_8);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    @Test
    void scansGoBothWaysWithinTheirBounds() {
        try (RecordStore store = open()) {
            Batch batch = new Batch();
            for (char c = 'a'; c <= 'f'; c++) {
                batch.put("a", bytes("p" + c), bytes("" + c));
            }
            store.commit(batch.put("a", bytes("q"), bytes("q")));
            Scan all = Scan.prefix("a", bytes("p"), 3);
            assertThat(keys(store.scan(all))).containsExactly("pa", "pb", "pc");
            assertThat(keys(store.scan(all.goOnAfter(bytes("pc")))))
                    .containsExactly("pd", "pe", "pf");
            assertThat(keys(store.scan(all.descending()))).containsExactly("pf", "pe", "pd");
            assertThat(keys(store.scan(all.descending().goOnAfter(bytes("pd")))))
                    .containsExactly("pc", "pb", "pa");
        }
    }

    private static List<String> keys(List<Entry> entries) {
        return entries.stream().map(entry -> new String(entry.key(), UTF_8)).toList();
    }

    @Test
    void updatesFromManyVirtualThreadsHaveOneWinnerEach() throws InterruptedException {
        try (RecordStore store = open()) {
            ConcurrentLinkedQueue<Long> seen = new ConcurrentLinkedQueue<>();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                threads.add(
                        Thread.startVirtualThread(
                                () -> seen.add(store.update(RecordStoreTest::increment))));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(seen).doesNotHaveDuplicates().hasSize(100).contains(1L, 100L);
        }
    }

    private static Change<Long> increment(View view) {
        long next =
                view.get("a", bytes("n")).map(v -> Long.parseLong(new String(v, UTF_8))).orElse(0L)
                        + 1;
        List<Entry> scanned = view.scan(Scan.prefix("a", bytes("n"), 5));
        assertThat(scanned).hasSize(next == 1 ? 0 : 1);
        return new Change<>(new Batch().put("a", bytes("n"), bytes(Long.toString(next))), next);
    }

    @Test
    void anUpdateThatThrowsWritesNothingAndHarmsNobody() {
        try (RecordStore store = open()) {
            assertThatThrownBy(
                            () ->
                                    store.update(
                                            view -> {
                                                throw Problem.invalid("no", "no");
                                            }))
                    .isInstanceOf(Problem.class);
            store.commit(new Batch().put("a", bytes("k"), bytes("v")));
            assertThat(store.get("a", bytes("k"))).isPresent();
        }
    }

    @Test
    void aSecondOwnerIsRefused() {
        try (RecordStore store = open()) {
            assertThat(store.stopped()).isEmpty();
            assertThatThrownBy(this::open)
                    .isInstanceOfSatisfying(
                            Problem.class, p -> assertThat(p.code()).isEqualTo("folder-in-use"));
        }
    }

    @Test
    void aNewerFormatIsRefused() {
        new DurableFiles(Disk.system()).write(folder.resolve("format"), bytes("2"));
        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        Problem.class, p -> assertThat(p.code()).isEqualTo("store-too-new"));
    }

    @Test
    void aFailedSyncStopsTheStore() {
        GroupWriter failing =
                (database, group) -> {
                    throw new RocksDBException("input/output error");
                };
        try (RecordStore store =
                RecordStore.open(folder, Set.of("a"), LIMITS, Disk.system(), failing)) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> store.commit(new Batch().put("a", bytes("k"), bytes("v"))))
                        .isInstanceOfSatisfying(
                                Problem.class,
                                p -> assertThat(p.code()).isEqualTo("store-stopped"));
            }
            assertThat(store.stopped()).isPresent();
        }
        try (RecordStore store = open()) {
            assertThat(store.get("a", bytes("k"))).isEmpty();
        }
    }

    @Test
    void aFullDiskRefusesWritesServesReadsAndRecovers() {
        AtomicLong free = new AtomicLong(Long.MAX_VALUE);
        Disk disk = new FaultyDisk(Set.of(), free::get);
        try (RecordStore store = RecordStore.open(folder, Set.of("a"), LIMITS, disk)) {
            store.commit(new Batch().put("a", bytes("k"), bytes("v")));
            free.set(0);
            assertThatThrownBy(() -> store.commit(new Batch().put("a", bytes("l"), bytes("v"))))
                    .isInstanceOfSatisfying(
                            Problem.class, p -> assertThat(p.code()).isEqualTo("disk-full"));
            assertThat(store.get("a", bytes("k"))).isPresent();
            free.set(Long.MAX_VALUE);
            store.commit(new Batch().put("a", bytes("l"), bytes("v")));
            assertThat(store.get("a", bytes("l"))).isPresent();
        }
    }

    @Test
    void aRecordThatDoesNotMatchItsChecksumIsRefused() {
        byte[] record = Records.wrap(bytes("k"), bytes("value"));
        assertThat(Records.unwrap(bytes("k"), record)).isEqualTo(bytes("value"));
        assertThatThrownBy(() -> Records.unwrap(bytes("other"), record))
                .isInstanceOf(Problem.class);
        record[7] ^= 1;
        assertThatThrownBy(() -> Records.unwrap(bytes("k"), record)).isInstanceOf(Problem.class);
    }
}
