package mvi.services.blob.front;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
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
import mvi.engines.base.TlsIdentity;
import mvi.engines.http.HttpHandler;
import mvi.engines.http.HttpLimits;
import mvi.engines.http.HttpServer;
import mvi.engines.http.ServerTls;
import mvi.engines.policy.Grant;
import mvi.engines.policy.Policy;
import mvi.engines.store.Disk;
import mvi.engines.store.RecordStore;
import mvi.engines.store.StoreLimits;
import mvi.services.blob.BlobConfig;
import mvi.services.blob.back.CryptoKeyWrap;
import mvi.services.blob.back.DiskBlobStore;
import mvi.services.blob.back.S3BlobService;
import mvi.services.blob.back.S3ClientConfig;
import mvi.services.blob.back.StoreRecords;
import mvi.services.blob.core.BlobCore;
import mvi.services.crypto.CryptoService;
import mvi.services.crypto.back.SealedKeyStore;
import mvi.services.crypto.core.CryptoCore;

/**
 * Blob on a disk, with Crypto beside it, behind its front on a real server, with an operator, an
 * app and the platform.
 */
public final class S3Rig implements AutoCloseable {
    public static final String ACCOUNT = "000000000001";
    public static final String APP_ACCOUNT = "000000000042";
    public static final Secret SECRET = Secret.of("a/secret+key");
    public static final String OPERATOR_KEY = "MVIOPERATOR";
    public static final String APP_KEY = "MVIAPP";
    public static final String KEYLESS_KEY = "MVIKEYLESS";
    public static final String PLATFORM_KEY = "MVIPLATFORM";

    private static final String KEYLESS = "shop without keys";

    static final List<User> USERS =
            List.of(
                    new User(
                            OPERATOR_KEY,
                            SECRET,
                            new Principal(Principal.Role.OPERATOR, ACCOUNT, "ann")),
                    new User(
                            APP_KEY,
                            SECRET,
                            new Principal(Principal.Role.APP, APP_ACCOUNT, "shop")),
                    new User(
                            KEYLESS_KEY,
                            SECRET,
                            new Principal(Principal.Role.APP, APP_ACCOUNT, KEYLESS)),
                    new User(
                            PLATFORM_KEY,
                            SECRET,
                            new Principal(
                                    Principal.Role.PLATFORM,
                                    Principal.PLATFORM_ACCOUNT,
                                    "platform")));

    private final RecordStore records;
    private final SealedKeyStore keys;
    private final CryptoCore crypto;
    private final DiskBlobStore store;
    private final BlobCore blob;
    private final HttpServer server;
    private final InetSocketAddress address;

    /** Somebody who is known. */
    public record User(String accessKeyId, Secret secret, Principal principal) {}

    private S3Rig(
            Path folder,
            BlobConfig config,
            int port,
            List<User> users,
            Accounts accounts,
            Optional<TlsIdentity> identity,
            UnaryOperator<HttpHandler> watch)
            throws IOException {
        Ids ids = new Ids(Clock.system(), Chance.system());
        Events events = Events.to(new StringBuilder(), Clock.system());
        records =
                RecordStore.open(
                        folder.resolve("index"),
                        Set.of(StoreRecords.FAMILY),
                        StoreLimits.DEFAULT.withDiskReserve(ByteCount.kib(1)),
                        Disk.system());
        store =
                new DiskBlobStore(
                        folder, new StoreRecords(records), ids, config, Clock.system(), events);
        store.start();
        keys =
                SealedKeyStore.open(
                        folder.resolve("crypto"),
                        StoreLimits.DEFAULT.withDiskReserve(ByteCount.kib(1)),
                        Disk.system(),
                        Chance.system());
        crypto = new CryptoCore(keys, Clock.system(), Chance.system());
        blob =
                new BlobCore(
                        store,
                        Clock.system(),
                        ids,
                        config,
                        new CryptoKeyWrap(crypto, Chance.system()),
                        Thread::startVirtualThread);
        Gatekeeper gatekeeper = new Door(users);
        SignatureDoorkeeper doorkeeper =
                new SignatureDoorkeeper(gatekeeper, Clock.system(), config);
        S3Front front =
                new S3Front(
                        blob,
                        doorkeeper,
                        gatekeeper,
                        accounts,
                        (account, target) -> target.equals(function(account)),
                        config,
                        Clock.system(),
                        ids,
                        events);
        server =
                new HttpServer(
                        "s3",
                        watch.apply(front),
                        HttpLimits.DEFAULT,
                        identity.map(each -> new ServerTls(each, events)),
                        events);
        server.start();
        address = server.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /** The one function that an account has. */
    static String function(String account) {
        return "arn:aws:lambda:us-east-1:" + account + ":function:resize";
    }

    public static S3Rig open(Path folder) throws IOException {
        return open(folder, 0);
    }

    public static S3Rig open(Path folder, int port) throws IOException {
        BlobConfig config = BlobConfig.DEFAULT.withDiskReserve(ByteCount.kib(1));
        return open(folder, config, port, USERS, new TestAccounts(USERS, Map.of()));
    }

    /** By TLS too, at the same port; {@code watch} sees what comes and what goes. */
    public static S3Rig open(Path folder, TlsIdentity identity, UnaryOperator<HttpHandler> watch)
            throws IOException {
        BlobConfig config = BlobConfig.DEFAULT.withDiskReserve(ByteCount.kib(1));
        Accounts accounts = new TestAccounts(USERS, Map.of());
        return new S3Rig(folder, config, 0, USERS, accounts, Optional.of(identity), watch);
    }

    /** With other users and settings. */
    static S3Rig open(Path folder, BlobConfig config, int port, List<User> users, Accounts accounts)
            throws IOException {
        return new S3Rig(
                folder, config, port, users, accounts, Optional.empty(), UnaryOperator.identity());
    }

    public BlobCore blob() {
        return blob;
    }

    /** Whose keys seal what is asked to be. */
    public CryptoService crypto() {
        return crypto;
    }

    public InetSocketAddress address() {
        return address;
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + address.getPort());
    }

    /** A client of the service by the wire. */
    public S3BlobService far(String key, Optional<String> bucketPrefix) {
        return new S3BlobService(
                new S3ClientConfig(endpoint(), "us-east-1", key, SECRET, bucketPrefix),
                Clock.system());
    }

    /** The same by TLS, as somebody who is trusted by these authorities alone. */
    public S3BlobService farByTls(
            String key, Secret secret, Optional<String> bucketPrefix, String trust) {
        return new S3BlobService(
                new S3ClientConfig(
                        URI.create("https://127.0.0.1:" + address.getPort()),
                        "us-east-1",
                        key,
                        secret,
                        bucketPrefix,
                        Optional.of(trust)),
                Clock.system());
    }

    @Override
    public void close() {
        server.close();
        store.close();
        records.close();
        keys.close();
    }

    /** An app may read and write, and never delete a bucket; one of it may use no key of Crypto. */
    private record Door(List<User> users) implements Gatekeeper {
        private static final List<Grant> GRANTS =
                List.of(Grant.allow("s3:*", "*"), Grant.deny("s3:DeleteBucket", "*"));
        private static final List<Grant> KEYS = List.of(Grant.allow("kms:*", "*"));

        @Override
        public Optional<Credential> credential(String accessKeyId) {
            return users.stream()
                    .filter(each -> each.accessKeyId().equals(accessKeyId))
                    .findFirst()
                    .map(each -> new Credential(accessKeyId, each.secret(), each.principal()));
        }

        @Override
        public Decision decide(Principal principal, Permission permission) {
            List<Grant> grants =
                    permission.action().startsWith("kms:")
                            ? principal.name().equals(KEYLESS) ? List.of() : KEYS
                            : principal.role() == Principal.Role.APP ? GRANTS : List.of();
            return Policy.decide(principal, grants, permission);
        }
    }
}
