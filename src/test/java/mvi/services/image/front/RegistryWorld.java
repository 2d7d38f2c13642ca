package mvi.services.image.front;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Credential;
import mvi.engines.base.Decision;
import mvi.engines.base.Events;
import mvi.engines.base.Gatekeeper;
import mvi.engines.base.Ids;
import mvi.engines.base.Permission;
import mvi.engines.base.Principal;
import mvi.engines.base.Secret;
import mvi.engines.http.HttpLimits;
import mvi.engines.http.HttpServer;
import mvi.engines.policy.Grant;
import mvi.engines.policy.Policy;
import mvi.engines.store.Disk;
import mvi.engines.store.RecordStore;
import mvi.engines.store.StoreLimits;
import mvi.fakes.FakeClock;
import mvi.services.blob.BlobConfig;
import mvi.services.blob.BlobService;
import mvi.services.blob.BucketName;
import mvi.services.blob.back.DiskBlobStore;
import mvi.services.blob.back.StoreRecords;
import mvi.services.blob.core.BlobCore;
import mvi.services.image.back.BlobLayerStore;
import mvi.services.image.back.KvImageIndex;
import mvi.services.image.core.ImageCore;
import mvi.services.kv.KvConfig;
import mvi.services.kv.TableName;
import mvi.services.kv.back.RocksKvStore;
import mvi.services.kv.core.KvCore;

/** The registry on Key-Value and Blob, these on a disk, behind its front on a port of loopback. */
final class RegistryWorld implements AutoCloseable {
    static final String SECRET = "a-secret";
    static final String PLATFORM = "MVIPLATFORM";
    static final String OPERATOR = "MVIOPERATOR";
    static final String APP = "MVIAPP";
    static final BucketName BUCKET = new BucketName(Principal.PLATFORM_ACCOUNT, "images");

    private static final Map<String, Principal> PRINCIPALS =
            Map.of(
                    PLATFORM,
                    new Principal(Principal.Role.PLATFORM, Principal.PLATFORM_ACCOUNT, "platform"),
                    OPERATOR,
                    new Principal(Principal.Role.OPERATOR, Principal.OPERATOR_ACCOUNT, "ann"),
                    APP,
                    new Principal(Principal.Role.APP, "100000000001", "shop"));

    private final RecordStore items;
    private final RecordStore objects;
    private final DiskBlobStore disk;
    private final BlobCore blob;
    private final FakeClock clock = new FakeClock();
    private final ImageCore images;
    private final HttpServer server;
    private final int port;

    RegistryWorld(Path folder) {
        StoreLimits limits = StoreLimits.DEFAULT.withDiskReserve(ByteCount.mib(1));
        BlobConfig config = BlobConfig.DEFAULT.withDiskReserve(ByteCount.kib(1));
        Ids ids = new Ids(Clock.system(), Chance.system());
        Events events = Events.to(System.err, Clock.system());
        items =
                RecordStore.open(
                        folder.resolve("kv"), RocksKvStore.FAMILIES, limits, Disk.system());
        KvCore kv =
                new KvCore(
                        new RocksKvStore(items),
                        Clock.system(),
                        KvConfig.DEFAULT,
                        (table, changed) -> {});
        kv.start();
        objects =
                RecordStore.open(
                        folder.resolve("index"),
                        Set.of(StoreRecords.FAMILY),
                        limits,
                        Disk.system());
        disk =
                new DiskBlobStore(
                        folder.resolve("blob"),
                        new StoreRecords(objects),
                        ids,
                        config,
                        Clock.system(),
                        events);
        disk.start();
        blob = new BlobCore(disk, Clock.system(), ids, config);
        KvImageIndex index =
                new KvImageIndex(kv, new TableName(Principal.PLATFORM_ACCOUNT, "images"));
        index.start();
        BlobLayerStore layers = new BlobLayerStore(blob, BUCKET);
        layers.start();
        images = new ImageCore(index, layers, clock, Chance.system());
        server =
                new HttpServer(
                        "registry-test",
                        new RegistryFront(images, new Door(), events),
                        HttpLimits.DEFAULT,
                        Optional.empty(),
                        events);
        server.start();
        port = server.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).getPort();
    }

    int port() {
        return port;
    }

    ImageCore images() {
        return images;
    }

    BlobService blob() {
        return blob;
    }

    FakeClock clock() {
        return clock;
    }

    @Override
    public void close() {
        server.close();
        disk.close();
        objects.close();
        items.close();
    }

    private static final class Door implements Gatekeeper {
        private static final List<Grant> APPS = List.of(Grant.allow("*", "*"));

        @Override
        public Optional<Credential> credential(String accessKeyId) {
            return Optional.ofNullable(PRINCIPALS.get(accessKeyId))
                    .map(each -> new Credential(accessKeyId, Secret.of(SECRET), each));
        }

        @Override
        public Decision decide(Principal principal, Permission permission) {
            List<Grant> grants = principal.role() == Principal.Role.APP ? APPS : List.of();
            return Policy.decide(principal, grants, permission);
        }
    }
}
