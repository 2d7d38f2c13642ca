package mvi.services.kv.back;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
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
import mvi.engines.store.Disk;
import mvi.engines.store.RecordStore;
import mvi.engines.store.StoreLimits;
import mvi.services.kv.KvConfig;
import mvi.services.kv.TableWatcher;
import mvi.services.kv.core.KvCore;
import mvi.services.kv.front.KvFront;

/** A store in a folder, the core on it, and a real server with the front before it. */
public final class KvWorld implements AutoCloseable {
    public static final String APP = "123456789012";
    private static final Secret SECRET = Secret.of("a-secret-of-forty-characters-more-or-less");

    private static final Map<String, Principal> PRINCIPALS =
            Map.of(
                    "MVIPLATFORM",
                    new Principal(
                            Principal.Role.PLATFORM, Principal.PLATFORM_ACCOUNT, "the platform"),
                    "MVIAPP",
                    new Principal(Principal.Role.APP, APP, "shop"));

    private final RecordStore store;
    private final KvCore core;
    private final HttpServer server;
    private final URI endpoint;

    public KvWorld(Path folder, TableWatcher watcher) {
        store =
                RecordStore.open(
                        folder,
                        RocksKvStore.FAMILIES,
                        StoreLimits.DEFAULT.withDiskReserve(ByteCount.mib(1)),
                        Disk.system());
        core = new KvCore(new RocksKvStore(store), Clock.system(), KvConfig.DEFAULT, watcher);
        core.start();
        Events events = Events.to(System.err, Clock.system());
        KvFront front =
                new KvFront(
                        core,
                        new Door(),
                        Clock.system(),
                        new Ids(Clock.system(), Chance.system()),
                        events);
        server = new HttpServer("kv-test", front, HttpLimits.DEFAULT, Optional.empty(), events);
        server.start();
        var address = server.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        endpoint = URI.create("http://127.0.0.1:" + address.getPort());
    }

    public KvCore core() {
        return core;
    }

    public URI endpoint() {
        return endpoint;
    }

    public DynamoKvService client(Optional<String> prefix) {
        return new DynamoKvService(
                new DynamoClientConfig(endpoint, "local", "MVIPLATFORM", SECRET, prefix));
    }

    public static String secret() {
        return SECRET.revealText();
    }

    @Override
    public void close() {
        server.close();
        store.close();
    }

    /** Lets an app do all but touch tables whose names begin with {@code closed}. */
    private static final class Door implements Gatekeeper {
        @Override
        public Optional<Credential> credential(String accessKeyId) {
            return Optional.ofNullable(PRINCIPALS.get(accessKeyId))
                    .map(principal -> new Credential(accessKeyId, SECRET, principal));
        }

        @Override
        public Decision decide(Principal principal, Permission permission) {
            boolean isPlatform = principal.role() == Principal.Role.PLATFORM;
            boolean isOwn = permission.account().equals(principal.account());
            boolean isClosed = permission.resource().startsWith("table/closed");
            return isPlatform || isOwn && !isClosed ? Decision.ALLOWED : Decision.UNDECIDED;
        }
    }
}
