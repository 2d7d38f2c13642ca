package mvi.services.blob.back;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import mvi.engines.store.RecordStore;
import mvi.engines.store.StoreLimits;
import mvi.services.blob.BlobConfig;
import mvi.services.blob.BucketName;
import mvi.services.blob.CopyOptions;
import mvi.services.blob.ObjectName;
import mvi.services.blob.OpenObject;
import mvi.services.blob.Part;
import mvi.services.blob.PartTag;
import mvi.services.blob.PutOptions;
import mvi.services.blob.PutResult;
import mvi.services.blob.Upload;
import mvi.services.blob.core.BlobCore;
import mvi.services.blob.core.KeyWrap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that fails at any call and loses with the power whatever was not synced: what was
 * acknowledged reads back, and what failed changed nothing. {@code -Dmvi.long=true} takes twenty
 * times as many.
 */
final class PowerCutTest {
    private static final BucketName BUCKET = new BucketName("000000000001", "files");
    private static final List<String> KEYS = List.of("a", "b", "c", "d", "e");
    private static final int CUTS = Boolean.getBoolean("mvi.long") ? 1000 : 50;
    private static final int WRITES = 30;
    private static final double FAULTS = 0.02;
    private static final int LARGEST = 60_000;

    @TempDir Path folder;
    private final Map<String, byte[]> acknowledged = new HashMap<>();
    private final Random random = new Random(7);
    private LossyDisk disk;
    private RecordStore records;
    private DiskBlobStore store;
    private BlobCore blob;
    private int refused;

    @BeforeEach
    void open() {
        open(0);
    }

    private void open(long seed) {
        disk = new LossyDisk(seed, FAULTS);
        Ids ids = new Ids(Clock.system(), Chance.system());
        BlobConfig config = SmallParts.config();
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
                        Events.to(new StringBuilder(), Clock.system()),
                        disk);
        blob =
                new BlobCore(
                        store,
                        Clock.system(),
                        ids,
                        config,
                        KeyWrap.NONE,
                        Thread::startVirtualThread);
    }

    private void start() {
        while (true) {
            try {
                store.start();
                blob.createBucket(BUCKET);
                return;
            } catch (java.io.UncheckedIOException | Problem failed) {
                // A start that the disk fails is tried again, as the process would be.
                store.close();
                records.close();
                open(random.nextLong());
            }
        }
    }

    @Test
    void whatWasAcknowledgedIsThereAndWhatFailedIsNot() throws IOException {
        for (int cut = 1; cut <= CUTS; cut++) {
            start();
            compare();
            for (int write = 0; write < WRITES; write++) {
                change(KEYS.get(random.nextInt(KEYS.size())));
            }
            store.close();
            records.close();
            disk.cutPower();
            open(cut);
        }
        start();
        compare();
        store.close();
        records.close();
        assertThat(refused).as("some failed").isGreaterThan(CUTS / 2);
        assertThat(orphans()).as("swept, but for what could not be removed").isLessThan(CUTS);
    }

    private void change(String key) {
        byte[] content = new byte[random.nextInt(LARGEST)];
        random.nextBytes(content);
        try {
            switch (random.nextInt(6)) {
                case 0 -> {
                    blob.delete(name(key));
                    acknowledged.remove(key);
                }
                case 1 -> upload(key, content);
                case 2 -> copy(key);
                default -> {
                    stored(blob.put(name(key), ByteSource.of(content), PutOptions.PLAIN));
                    acknowledged.put(key, content);
                }
            }
        } catch (Problem failed) {
            assertThat(failed.kind()).as(failed.detail()).isEqualTo(Kind.UNAVAILABLE);
            refused++;
        }
    }

    private void upload(String key, byte[] content) {
        Upload upload = blob.createUpload(name(key), PutOptions.PLAIN);
        int half = content.length / 2;
        List<PartTag> tags = new ArrayList<>();
        byte[] first = java.util.Arrays.copyOf(content, Math.max(half, 2000));
        byte[] second = java.util.Arrays.copyOfRange(content, half, content.length);
        for (byte[] each : List.of(first, second)) {
            Part part =
                    blob.putPart(
                            name(key),
                            upload.id(),
                            tags.size() + 1,
                            ByteSource.of(each),
                            PutOptions.PLAIN);
            tags.add(new PartTag(part.number(), part.etag()));
        }
        stored(blob.completeUpload(name(key), upload.id(), tags, PutOptions.PLAIN));
        byte[] whole = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, whole, first.length, second.length);
        acknowledged.put(key, whole);
    }

    private void copy(String key) {
        String from = KEYS.get(random.nextInt(KEYS.size()));
        byte[] content = acknowledged.get(from);
        if (content != null) {
            stored(blob.copy(name(from), name(key), CopyOptions.PLAIN));
            acknowledged.put(key, content);
        }
    }

    private static void stored(PutResult result) {
        assertThat(result).isInstanceOf(PutResult.Stored.class);
    }

    private void compare() throws IOException {
        for (String key : KEYS) {
            byte[] content = acknowledged.get(key);
            if (content == null) {
                assertThatThrownBy(() -> blob.head(name(key)))
                        .isInstanceOfSatisfying(
                                Problem.class,
                                absent -> assertThat(absent.code()).isEqualTo("no-such-key"));
                continue;
            }
            try (OpenObject open = blob.get(name(key), Optional.empty())) {
                assertThat(open.body().readAll(ByteCount.mib(1))).isEqualTo(content);
            }
        }
    }

    private long orphans() throws IOException {
        long files;
        try (Stream<Path> all = Files.walk(folder.resolve("data"))) {
            files = all.filter(Files::isRegularFile).count();
        }
        return files - acknowledged.size();
    }

    private static ObjectName name(String key) {
        return new ObjectName(BUCKET, key);
    }
}
