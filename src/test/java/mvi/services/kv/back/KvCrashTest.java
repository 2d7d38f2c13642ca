package mvi.services.kv.back;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Clock;
import mvi.engines.store.Disk;
import mvi.engines.store.RecordStore;
import mvi.engines.store.StoreLimits;
import mvi.fakes.DoomedProcess;
import mvi.services.kv.Expression;
import mvi.services.kv.Item;
import mvi.services.kv.KvConfig;
import mvi.services.kv.Query;
import mvi.services.kv.TableName;
import mvi.services.kv.TableSpec;
import mvi.services.kv.TransactAction;
import mvi.services.kv.core.KvCore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a killed process had acknowledged is there; a transaction is wholly there or not at all. */
final class KvCrashTest {
    private static final int KILLS = 15;
    private static final int ACKNOWLEDGED_BEFORE_A_KILL = 60;
    private static final int PAIRS = 6;
    private static final int THREADS = 3;
    private static final TableName TABLE = new TableName(KvWorld.APP, "pairs");

    @TempDir Path folder;

    @Test
    void killedAtAnyTimeItKeepsWhatItAcknowledgedAndNoHalfOfATransaction() throws Exception {
        try (Opened opened = open(folder)) {
            opened.kv().createTable(TABLE, TableSpec.of("id"));
        }
        Map<String, Long> acknowledged = new HashMap<>();
        long next = 1;
        for (int kill = 0; kill < KILLS; kill++) {
            for (String line :
                    DoomedProcess.run(
                            Pairs.class,
                            ACKNOWLEDGED_BEFORE_A_KILL + kill,
                            folder.toString(),
                            String.valueOf(next))) {
                String[] words = line.split(" ");
                acknowledged.put(words[0], Long.valueOf(words[1]));
            }
            next = 1 + check(acknowledged);
        }
        assertThat(acknowledged).hasSize(PAIRS);
    }

    /** The highest version found. */
    private long check(Map<String, Long> acknowledged) throws IOException {
        long highest = 0;
        try (Opened opened = open(folder)) {
            Map<String, Long> found = new HashMap<>();
            opened.kv()
                    .all(Query.scan(TABLE))
                    .forEach(item -> found.put(item.text("id"), item.number("version")));
            for (int pair = 0; pair < PAIRS; pair++) {
                Long left = found.get("left" + pair);
                assertThat(found.get("right" + pair)).isEqualTo(left);
                long known = acknowledged.getOrDefault(Integer.toString(pair), 0L);
                assertThat(left == null ? 0 : left).isGreaterThanOrEqualTo(known);
                highest = Math.max(highest, left == null ? 0 : left);
            }
        }
        return highest;
    }

    private record Opened(KvCore kv, RecordStore records) implements AutoCloseable {
        @Override
        public void close() {
            records.close();
        }
    }

    private static Opened open(Path folder) {
        RecordStore records =
                RecordStore.open(
                        folder,
                        RocksKvStore.FAMILIES,
                        StoreLimits.DEFAULT.withDiskReserve(ByteCount.kib(1)),
                        Disk.system());
        KvCore kv =
                new KvCore(
                        new RocksKvStore(records),
                        Clock.system(),
                        KvConfig.DEFAULT,
                        (table, written) -> {});
        kv.start();
        return new Opened(kv, records);
    }

    /** Writes both items of a pair in one transaction, again and again, from several threads. */
    static final class Pairs {
        private Pairs() {}

        public static void main(String[] arguments) throws InterruptedException {
            KvCore kv = open(Path.of(arguments[0])).kv();
            long first = Long.parseLong(arguments[1]);
            for (int thread = 0; thread < THREADS; thread++) {
                int own = thread;
                Thread.ofPlatform().start(() -> write(kv, own, first));
            }
            Thread.currentThread().join();
        }

        private static void write(KvCore kv, int thread, long first) {
            for (long version = first; ; version++) {
                int pair = (int) (version * THREADS % PAIRS) + thread;
                kv.transact(
                        KvWorld.APP,
                        List.of(put("left" + pair, version), put("right" + pair, version)),
                        "");
                synchronized (Pairs.class) {
                    System.out.println(pair + " " + version);
                    System.out.flush();
                }
            }
        }

        private static TransactAction put(String id, long version) {
            return new TransactAction.Put(
                    TABLE, Item.of("id", id).with("version", version), Expression.NONE);
        }
    }
}
