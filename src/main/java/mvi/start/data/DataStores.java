package mvi.start.data;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Ids;
import mvi.engines.base.Principal;
import mvi.engines.base.Problem;
import mvi.engines.store.Disk;
import mvi.engines.store.RecordStore;
import mvi.engines.store.StoreLimits;
import mvi.services.blob.BlobCheck;
import mvi.services.blob.BlobConfig;
import mvi.services.blob.BlobService;
import mvi.services.blob.BucketName;
import mvi.services.blob.back.CryptoKeyWrap;
import mvi.services.blob.back.DiskBlobStore;
import mvi.services.blob.back.MovedBlob;
import mvi.services.blob.back.S3BlobService;
import mvi.services.blob.back.Scrubber;
import mvi.services.blob.back.StoreRecords;
import mvi.services.blob.core.BlobCore;
import mvi.services.crypto.CryptoService;
import mvi.services.crypto.back.SealedKeyStore;
import mvi.services.crypto.core.CryptoCore;
import mvi.services.image.ImageService;
import mvi.services.image.back.BlobLayerStore;
import mvi.services.image.back.KvImageIndex;
import mvi.services.image.core.ImageCore;
import mvi.services.kv.KvConfig;
import mvi.services.kv.TableName;
import mvi.services.kv.TableWatcher;
import mvi.services.kv.UpdatingKvService;
import mvi.services.kv.back.RocksKvStore;
import mvi.services.kv.core.KvCore;
import mvi.start.BlobTwin;

/**
 * The four stand-alone services over their stores, opened in the order in which they need each
 * other: Crypto needs nothing, Blob Crypto's keys, KV and Blob nothing of each other, Image both.
 */
final class DataStores implements AutoCloseable {
    /** What is small is read and written here itself, four kilobytes at a time. */
    private static final StoreLimits BLOB_LIMITS =
            StoreLimits.DEFAULT.withMemory(ByteCount.mib(32), ByteCount.mib(16));

    private final SealedKeyStore keys;
    private final RecordStore kvRecords;
    private final RecordStore blobRecords;
    private final DiskBlobStore blobs;
    private final CryptoService crypto;
    private final KvCore kv;
    private final BlobCore blob;
    private final Optional<S3BlobService> far;
    private final ImageCore image;

    DataStores(
            Path folder,
            BlobConfig blobConfig,
            Optional<BlobTwin> twin,
            TableWatcher watcher,
            Clock clock,
            Chance chance,
            Events events) {
        Disk disk = Disk.system();
        this.keys =
                SealedKeyStore.open(folder.resolve("crypto"), StoreLimits.DEFAULT, disk, chance);
        this.crypto = new CryptoCore(keys, clock, chance);
        this.kvRecords =
                RecordStore.open(
                        folder.resolve("kv"), RocksKvStore.FAMILIES, StoreLimits.DEFAULT, disk);
        this.kv = new KvCore(new RocksKvStore(kvRecords), clock, KvConfig.DEFAULT, watcher);
        this.blobRecords =
                RecordStore.open(
                        folder.resolve("blob").resolve("records"),
                        Set.of(StoreRecords.FAMILY),
                        BLOB_LIMITS,
                        disk);
        Ids ids = new Ids(clock, chance);
        this.blobs =
                new DiskBlobStore(
                        folder.resolve("blob").resolve("objects"),
                        new StoreRecords(blobRecords),
                        ids,
                        blobConfig,
                        clock,
                        events);
        this.blob =
                new BlobCore(
                        blobs,
                        clock,
                        ids,
                        blobConfig,
                        new CryptoKeyWrap(crypto, chance),
                        Thread::startVirtualThread);
        KvImageIndex index =
                new KvImageIndex(kv, new TableName(Principal.PLATFORM_ACCOUNT, "mvi-images"));
        this.far = twin.map(each -> new S3BlobService(each.client(), clock));
        BlobLayerStore layers =
                new BlobLayerStore(
                        far.<BlobService>map(each -> new MovedBlob(each, blob)).orElse(blob),
                        new BucketName(Principal.PLATFORM_ACCOUNT, "mvi-images"));
        this.image = new ImageCore(index, layers, clock, chance);
        start(index, layers, events);
    }

    private void start(KvImageIndex index, BlobLayerStore layers, Events events) {
        kv.start();
        blobs.start();
        index.start();
        if (far.isEmpty()) {
            layers.start();
            image.sweepUploads();
            return;
        }
        // What is elsewhere may be away, and this process must start all the same.
        Thread.ofPlatform()
                .name("layers-start")
                .daemon()
                .start(
                        () -> {
                            try {
                                layers.start();
                                image.sweepUploads();
                            } catch (Problem away) {
                                events.warn("layers-away", "problem", away.publicMessage());
                            }
                        });
    }

    CryptoService crypto() {
        return crypto;
    }

    UpdatingKvService kv() {
        return kv;
    }

    BlobCore blob() {
        return blob;
    }

    Scrubber scrubber(BlobCheck check) {
        return blobs.scrubber(check);
    }

    ImageService image() {
        return image;
    }

    /** Whether every store still takes writes. */
    boolean isWell() {
        return kvRecords.stopped().isEmpty()
                && blobRecords.stopped().isEmpty()
                && !blobs.isStopped();
    }

    @Override
    public void close() {
        far.ifPresent(S3BlobService::close);
        blobs.close();
        blobRecords.close();
        kvRecords.close();
        keys.close();
    }
}
