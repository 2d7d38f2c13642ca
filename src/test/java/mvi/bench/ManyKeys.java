package mvi.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Ids;
import mvi.engines.store.Disk;
import mvi.engines.store.RecordStore;
import mvi.engines.store.StoreLimits;
import mvi.services.blob.BlobConfig;
import mvi.services.blob.BucketName;
import mvi.services.blob.ObjectName;
import mvi.services.blob.StoredObject;
import mvi.services.blob.back.DiskBlobStore;
import mvi.services.blob.back.StoreRecords;
import mvi.services.blob.core.BlobCore;
import mvi.services.blob.core.Change;
import mvi.services.blob.core.NewData;
import mvi.services.blob.core.ObjectRecord;

/**
 * A bucket of many small objects, 100 in a folder and 100 folders in one above, put straight into
 * the stores of a data process that does not run: many in a commit.
 */
final class ManyKeys {
    static final int BYTES = 100;
    private static final int A_COMMIT = 500;
    private static final int A_FOLDER = 100;
    private static final String ETAG = "d41d8cd98f00b204e9800998ecf8427e";

    private ManyKeys() {}

    static String key(int number) {
        int folder = number / A_FOLDER;
        return String.format(
                Locale.ROOT,
                "d%02d/e%02d/file-%02d",
                folder / A_FOLDER,
                folder % A_FOLDER,
                number % A_FOLDER);
    }

    /**
     * @param blob the folder of Blob's stores in that of the data process
     */
    static void load(Path blob, BucketName bucket, int count) throws IOException {
        Ids ids = new Ids(Clock.system(), Chance.system());
        try (RecordStore records =
                        RecordStore.open(
                                blob.resolve("records"),
                                Set.of(StoreRecords.FAMILY),
                                StoreLimits.DEFAULT,
                                Disk.system());
                DiskBlobStore store =
                        new DiskBlobStore(
                                blob.resolve("objects"),
                                new StoreRecords(records),
                                ids,
                                BlobConfig.DEFAULT,
                                Clock.system(),
                                Events.to(new StringBuilder(), Clock.system()))) {
            store.start();
            new BlobCore(store, Clock.system(), ids, BlobConfig.DEFAULT).createBucket(bucket);
            for (int i = 0; i < count; i += A_COMMIT) {
                commit(store, bucket, i, Math.min(count, i + A_COMMIT));
            }
        }
    }

    private static void commit(DiskBlobStore store, BucketName bucket, int from, int to)
            throws IOException {
        byte[] content = new byte[BYTES];
        List<NewData> all = new ArrayList<>();
        List<Change> changes = new ArrayList<>();
        Instant now = Instant.now();
        for (int i = from; i < to; i++) {
            NewData data = store.create(OptionalLong.of(BYTES), true, Optional.empty());
            all.add(data);
            data.write(content, 0, BYTES);
            StoredObject object =
                    new StoredObject(
                            new ObjectName(bucket, key(i)),
                            BYTES,
                            ETAG,
                            now,
                            Map.of(),
                            Map.of(),
                            Optional.empty());
            changes.add(
                    new Change.PutObject(
                            new ObjectRecord(
                                    object, data.finish(), "", i, false, Optional.empty())));
        }
        store.commit(changes);
        for (NewData data : all) {
            data.keep();
            data.close();
        }
    }
}
