package mvi.services.blob.back;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import mvi.engines.base.ByteCount;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Ids;
import mvi.engines.store.RecordStore;
import mvi.engines.store.StoreLimits;
import mvi.services.blob.BlobConfig;
import mvi.services.blob.BucketName;
import mvi.services.blob.ObjectName;
import mvi.services.blob.PutOptions;
import mvi.services.blob.core.BlobCore;

/**
 * Writes objects over and over until it is killed, and prints {@code KEY VERSION} when one is
 * acknowledged: FOLDER FIRST-VERSION.
 */
final class KilledWriter {
    static final BucketName BUCKET = new BucketName("000000000001", "files");
    static final int KEYS = 12;
    private static final int LARGEST = 100_000;
    private static final int THREADS = 3;

    private KilledWriter() {}

    public static void main(String[] arguments) throws Exception {
        Opened opened = open(Path.of(arguments[0]));
        for (int thread = 0; thread < THREADS; thread++) {
            int own = thread;
            Thread.ofPlatform()
                    .start(() -> write(opened.blob(), own, Long.parseLong(arguments[1])));
        }
        Thread.currentThread().join();
    }

    private static void write(BlobCore blob, int thread, long first) {
        for (long version = first; ; version++) {
            int key = (int) (version * THREADS + thread) % KEYS;
            int own = key - key % THREADS + thread;
            blob.put(name(own), ByteSource.of(content(own, version)), PutOptions.PLAIN);
            synchronized (KilledWriter.class) {
                System.out.println(own + " " + version);
                System.out.flush();
            }
        }
    }

    static ObjectName name(int key) {
        return new ObjectName(BUCKET, "k" + key);
    }

    /** Its version, and bytes that only this key and version have; some are small, some are not. */
    static byte[] content(int key, long version) {
        Random random = new Random(version * KEYS + key);
        byte[] bytes = new byte[random.nextBoolean() ? 100 : random.nextInt(LARGEST)];
        random.nextBytes(bytes);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(version).array());
        content.writeBytes(bytes);
        return content.toByteArray();
    }

    /** What must be closed again, in this order. */
    record Opened(BlobCore blob, DiskBlobStore store, RecordStore records)
            implements AutoCloseable {
        @Override
        public void close() {
            store.close();
            records.close();
        }
    }

    static Opened open(Path folder) {
        Ids ids = new Ids(Clock.system(), Chance.system());
        BlobConfig config = BlobConfig.DEFAULT.withDiskReserve(ByteCount.kib(1));
        RecordStore records =
                RecordStore.open(
                        folder.resolve("index"),
                        Set.of(StoreRecords.FAMILY),
                        StoreLimits.DEFAULT.withDiskReserve(ByteCount.kib(1)),
                        mvi.engines.store.Disk.system());
        Events events = Events.to(new StringBuilder(), Clock.system());
        DiskBlobStore store =
                new DiskBlobStore(
                        folder, new StoreRecords(records), ids, config, Clock.system(), events);
        store.start();
        return new Opened(new BlobCore(store, Clock.system(), ids, config), store, records);
    }
}
