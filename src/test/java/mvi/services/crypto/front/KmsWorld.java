package mvi.services.crypto.front;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Credential;
import mvi.engines.base.Decision;
import mvi.engines.base.Events;
import mvi.engines.base.Gatekeeper;
import mvi.engines.base.Permission;
import mvi.engines.base.Principal;
import mvi.engines.base.Secret;
import mvi.engines.http.HttpLimits;
import mvi.engines.http.HttpServer;
import mvi.engines.policy.Grant;
import mvi.engines.policy.Policy;
import mvi.engines.store.Disk;
import mvi.engines.store.StoreLimits;
import mvi.services.crypto.back.KmsClientConfig;
import mvi.services.crypto.back.KmsCryptoService;
import mvi.services.crypto.back.SealedKeyStore;
import mvi.services.crypto.core.CryptoCore;

/** Crypto on a disk, behind its front, on a port of loopback, with the platform and one app. */
final class KmsWorld implements AutoCloseable {
    static final String APP_ACCOUNT = "100000000001";
    static final Credential PLATFORM =
            new Credential(
                    "AKIAPLATFORM",
                    Secret.of("the platform's"),
                    new Principal(Principal.Role.PLATFORM, Principal.PLATFORM_ACCOUNT, "platform"));
    static final Credential APP =
            new Credential(
                    "AKIAAPP",
                    Secret.of("the app's"),
                    new Principal(Principal.Role.APP, APP_ACCOUNT, "hello"));

    private final SealedKeyStore store;
    private final HttpServer server;
    private final StringBuilder log = new StringBuilder();
    private final URI endpoint;

    KmsWorld(Path folder, Disk disk, List<Grant> grants) {
        store = SealedKeyStore.open(folder, StoreLimits.DEFAULT, disk, Chance.system());
        CryptoCore core = new CryptoCore(store, Clock.system(), Chance.system());
        Events events = Events.to(log, Clock.system());
        KmsFront front = new KmsFront(core, new Door(grants), Clock.system(), events);
        server = new HttpServer("kms-test", front, HttpLimits.DEFAULT, Optional.empty(), events);
        server.start();
        InetSocketAddress bound =
                server.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        endpoint = URI.create("http://127.0.0.1:" + bound.getPort());
    }

    URI endpoint() {
        return endpoint;
    }

    SealedKeyStore store() {
        return store;
    }

    String log() {
        return log.toString();
    }

    KmsCryptoService client(Credential credential) {
        return client(credential.accessKeyId(), credential.secret());
    }

    KmsCryptoService client(String accessKeyId, Secret secret) {
        return new KmsCryptoService(
                new KmsClientConfig(endpoint, "us-east-1", accessKeyId, secret));
    }

    @Override
    public void close() {
        server.close();
        store.close();
    }

    private record Door(List<Grant> grants) implements Gatekeeper {
        private static final Map<String, Credential> KNOWN =
                Map.of(PLATFORM.accessKeyId(), PLATFORM, APP.accessKeyId(), APP);

        @Override
        public Optional<Credential> credential(String accessKeyId) {
            return Optional.ofNullable(KNOWN.get(accessKeyId));
        }

        @Override
        public Decision decide(Principal principal, Permission permission) {
            return Policy.decide(principal, grants, permission);
        }
    }
}
