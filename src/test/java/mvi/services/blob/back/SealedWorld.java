package mvi.services.blob.back;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import mvi.engines.base.Secret;
import mvi.engines.store.RecordStore;
import mvi.engines.store.StoreLimits;
import mvi.services.blob.BlobConfig;
import mvi.services.blob.BucketName;
import mvi.services.blob.Encryption;
import mvi.services.blob.ObjectName;
import mvi.services.blob.OpenObject;
import mvi.services.blob.PutOptions;
import mvi.services.blob.PutResult;
import mvi.services.blob.ReadOptions;
import mvi.services.blob.Sealing;
import mvi.services.blob.StoredObject;
import mvi.services.blob.core.BlobCore;
import mvi.services.crypto.CryptoService;
import mvi.services.crypto.back.SealedKeyStore;
import mvi.services.crypto.core.CryptoCore;

/** Blob and Crypto on one disk, with a bucket, a key of its account, and a customer's. */
final class SealedWorld implements AutoCloseable {
    static final String ACCOUNT = "000000000001";
    static final BucketName BUCKET = new BucketName(ACCOUNT, "files");
    static final String KEY_NAME = "of ours";
    static final Secret CUSTOMER_KEY = Secret.of("a customer's key has 32 bytes...");
    static final Sealing OWN = new Sealing(Encryption.OWN, Optional.empty());
    static final Sealing CRYPTO =
            new Sealing(new Encryption(Encryption.Scheme.CRYPTO, KEY_NAME), Optional.empty());
    static final Sealing CUSTOMER =
            new Sealing(
                    new Encryption(Encryption.Scheme.CUSTOMER, "its MD5"),
                    Optional.of(CUSTOMER_KEY));

    private static final ByteCount MOST = ByteCount.mib(64);

    private final Path folder;
    private final StringBuilder log = new StringBuilder();
    private final RecordStore records;
    private final SealedKeyStore keys;
    private final DiskBlobStore store;
    private final CryptoService crypto;
    private final BlobCore blob;

    SealedWorld(Path folder) {
        this.folder = folder;
        StoreLimits limits = StoreLimits.DEFAULT.withDiskReserve(ByteCount.kib(1));
        BlobConfig config = BlobConfig.DEFAULT.withDiskReserve(ByteCount.kib(1));
        Ids ids = new Ids(Clock.system(), Chance.system());
        keys =
                SealedKeyStore.open(
                        folder.resolve("crypto"),
                        limits,
                        mvi.engines.store.Disk.system(),
                        Chance.system());
        crypto = new CryptoCore(keys, Clock.system(), Chance.system());
        records =
                RecordStore.open(
                        folder.resolve("index"),
                        Set.of(StoreRecords.FAMILY),
                        limits,
                        mvi.engines.store.Disk.system());
        Events events = Events.to(log, Clock.system());
        store =
                new DiskBlobStore(
                        folder, new StoreRecords(records), ids, config, Clock.system(), events);
        store.start();
        blob =
                new BlobCore(
                        store,
                        Clock.system(),
                        ids,
                        config,
                        new CryptoKeyWrap(crypto, Chance.system()),
                        Thread::startVirtualThread);
        blob.createBucket(BUCKET);
        if (crypto.listKeys(ACCOUNT).isEmpty()) {
            crypto.createKey(ACCOUNT, KEY_NAME);
        }
    }

    BlobCore blob() {
        return blob;
    }

    DiskBlobStore store() {
        return store;
    }

    CryptoService crypto() {
        return crypto;
    }

    String log() {
        return log.toString();
    }

    static ObjectName name(String key) {
        return new ObjectName(BUCKET, key);
    }

    static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    StoredObject put(String key, byte[] body, Optional<Sealing> sealing) {
        PutOptions options = PutOptions.PLAIN.withSealing(sealing);
        return switch (blob.put(name(key), ByteSource.of(body), options)) {
            case PutResult.Stored stored -> stored.object();
            case PutResult.PreconditionFailed _ -> throw new AssertionError("no condition was set");
        };
    }

    byte[] read(String key, ReadOptions options) throws IOException {
        try (OpenObject open = blob.get(name(key), options)) {
            return open.body().readAll(MOST);
        }
    }

    static ReadOptions with(Optional<Sealing> sealing) {
        return new ReadOptions(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                sealing.flatMap(Sealing::customerKey));
    }

    /** The files of objects, the oldest first. */
    List<Path> data() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
            return files.filter(Files::isRegularFile)
                    .sorted((one, other) -> one.getFileName().compareTo(other.getFileName()))
                    .toList();
        }
    }

    /** All that is on the disk. */
    List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Override
    public void close() {
        store.close();
        records.close();
        keys.close();
    }
}
