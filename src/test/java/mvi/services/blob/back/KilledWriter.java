package mvi.services.blob.back;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
import mvi.services.blob.Bucket;
import mvi.services.blob.BucketName;
import mvi.services.blob.CopyOptions;
import mvi.services.blob.DeleteOptions;
import mvi.services.blob.Deletion;
import mvi.services.blob.ObjectName;
import mvi.services.blob.Part;
import mvi.services.blob.PartTag;
import mvi.services.blob.PutOptions;
import mvi.services.blob.PutResult;
import mvi.services.blob.StoredObject;
import mvi.services.blob.Upload;
import mvi.services.blob.Versioning;
import mvi.services.blob.WriteConditions;
import mvi.services.blob.core.BlobCore;
import mvi.services.blob.core.KeyWrap;

/**
 * Puts, uploads in parts, copies and deletes over and over until it is killed: FOLDER FIRST. Before
 * a change it prints {@code try KEY STATE}, after it {@code done KEY STATE}; a state is the number
 * of the content, or {@code -} for none. In the bucket that keeps versions it prints {@code kept
 * KEY VERSION STATE} and {@code dropped KEY VERSION}.
 */
final class KilledWriter {
    static final BucketName BUCKET = new BucketName("000000000001", "files");
    static final BucketName VERSIONS = new BucketName("000000000001", "versions");
    static final int KEYS = 12;
    static final String NOTHING = "-";

    private static final int LARGEST = 100_000;
    private static final int THREADS = 3;
    private static final int HALF = 4096;

    private final BlobCore blob;
    private final int thread;
    private final Random random;
    private final List<String> versions = new ArrayList<>();
    private final String[] states = new String[KEYS];

    private KilledWriter(BlobCore blob, int thread, long first) {
        this.blob = blob;
        this.thread = thread;
        this.random = new Random(first * THREADS + thread);
        Arrays.fill(states, NOTHING);
    }

    public static void main(String[] arguments) throws Exception {
        Opened opened = open(Path.of(arguments[0]));
        long first = Long.parseLong(arguments[1]);
        for (int thread = 0; thread < THREADS; thread++) {
            KilledWriter writer = new KilledWriter(opened.blob(), thread, first);
            Thread.ofPlatform().start(() -> writer.write(first));
        }
        Thread.currentThread().join();
    }

    /** Each thread has keys of its own. */
    private void write(long first) {
        for (long number = first; ; number++) {
            int key = random.nextInt(KEYS / THREADS) * THREADS + thread;
            switch (random.nextInt(8)) {
                case 0 -> change(key, NOTHING, () -> blob.delete(name(key)));
                case 1 -> upload(key, number);
                case 2 -> copy(key);
                case 3, 4 -> keep(key, number);
                default -> {
                    byte[] content = content(number);
                    change(key, String.valueOf(number), () -> put(name(key), content));
                }
            }
        }
    }

    private void change(int key, String state, Runnable change) {
        say("try " + key + " " + state);
        change.run();
        states[key] = state;
        say("done " + key + " " + state);
    }

    private static void say(String line) {
        synchronized (KilledWriter.class) {
            System.out.println(line);
            System.out.flush();
        }
    }

    private StoredObject put(ObjectName name, byte[] content) {
        return ((PutResult.Stored) blob.put(name, ByteSource.of(content), PutOptions.PLAIN))
                .object();
    }

    private void upload(int key, long number) {
        byte[] content = content(number);
        Upload upload = blob.createUpload(name(key), PutOptions.PLAIN);
        List<PartTag> tags = new ArrayList<>();
        for (int at = 0; at < content.length; at += HALF) {
            byte[] piece = Arrays.copyOfRange(content, at, Math.min(at + HALF, content.length));
            Part part =
                    blob.putPart(
                            name(key),
                            upload.id(),
                            tags.size() + 1,
                            ByteSource.of(piece),
                            PutOptions.PLAIN);
            tags.add(new PartTag(part.number(), part.etag()));
        }
        if (random.nextInt(4) == 0) {
            blob.abortUpload(name(key), upload.id());
            return;
        }
        change(
                key,
                String.valueOf(number),
                () -> {
                    PutResult _ =
                            blob.completeUpload(name(key), upload.id(), tags, PutOptions.PLAIN);
                });
    }

    private void copy(int key) {
        int from = random.nextInt(KEYS / THREADS) * THREADS + thread;
        if (!states[from].equals(NOTHING)) {
            change(
                    key,
                    states[from],
                    () -> {
                        PutResult _ = blob.copy(name(from), name(key), CopyOptions.PLAIN);
                    });
        }
    }

    private void keep(int key, long number) {
        ObjectName name = new ObjectName(VERSIONS, "k" + key);
        StoredObject stored = put(name, content(number));
        say("kept " + key + " " + stored.version() + " " + number);
        versions.add(stored.version() + " " + key);
        if (versions.size() > 5) {
            String[] dropped = versions.removeFirst().split(" ");
            // Said first: once it was asked for, it may be gone.
            say("dropped " + dropped[1] + " " + dropped[0]);
            Deletion _ =
                    blob.delete(
                            new ObjectName(VERSIONS, "k" + dropped[1]),
                            new DeleteOptions(
                                    Optional.of(dropped[0]), false, WriteConditions.NONE));
        }
    }

    static ObjectName name(int key) {
        return new ObjectName(BUCKET, "k" + key);
    }

    /** Its number, and bytes that only this number has; some are small, some are not. */
    static byte[] content(long number) {
        Random random = new Random(number);
        byte[] bytes = new byte[random.nextBoolean() ? 100 : random.nextInt(LARGEST)];
        random.nextBytes(bytes);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
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
        BlobConfig config = SmallParts.config();
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
        BlobCore blob =
                new BlobCore(
                        store,
                        Clock.system(),
                        ids,
                        config,
                        KeyWrap.NONE,
                        Thread::startVirtualThread);
        blob.createBucket(BUCKET);
        blob.createBucket(VERSIONS);
        Bucket _ =
                blob.changeBucket(
                        VERSIONS, it -> it.with(draft -> draft.versioning(Versioning.ENABLED)));
        return new Opened(blob, store, records);
    }
}
