package mvi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import mvi.engines.acme.AcmeClient;
import mvi.engines.base.Bell;
import mvi.engines.base.CertificateOrder;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.NameProof;
import mvi.engines.base.Secret;
import mvi.engines.base.SuggestedRenewal;
import mvi.engines.base.TlsIdentity;
import mvi.engines.proxy.Proxy;
import mvi.engines.proxy.ProxyLimits;
import mvi.engines.proxy.ProxyTls;
import mvi.engines.proxy.TrustedProxies;
import mvi.engines.store.Disk;
import mvi.engines.store.StoreLimits;
import mvi.engines.wire.PlatformCa;
import mvi.fakes.FakeKv;
import mvi.platform.app.PlatformKey;
import mvi.platform.app.PlatformTables;
import mvi.platform.certificate.CertificateKeeper;
import mvi.platform.certificate.CertificateKeeper.Shown;
import mvi.platform.certificate.PublicAuthority;
import mvi.platform.certificate.StoredCertificate.Source;
import mvi.platform.environment.Envelope;
import mvi.services.balancer.BalancerService.Listeners;
import mvi.services.balancer.back.Leaving;
import mvi.services.balancer.back.ProxyBalancer;
import mvi.services.crypto.back.SealedKeyStore;
import mvi.services.crypto.core.CryptoCore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real ACME server, and what keeps certificates with the proxy that shows them, without apps. */
@Tag("engine")
final class AuthorityTest {
    private static final String HOST = "shop.example.org";
    private static final Duration ORDERED = Duration.ofSeconds(60);

    @TempDir Path folder;
    private final ShiftedClock clock = new ShiftedClock();
    private final StringBuffer said = new StringBuffer();
    private final Events events = Events.to(said, Clock.system());
    private final Bell bell = new Bell();
    private final PlatformCa ours = PlatformCa.create("ours", clock, Chance.system());
    private final Proxy proxy =
            new Proxy(
                    ProxyLimits.DEFAULT,
                    TrustedProxies.NONE,
                    List.of(1.0),
                    1,
                    Clock.system(),
                    Chance.system());
    private SealedKeyStore keys;
    private int httpPort;
    private int httpsPort;

    /** The system's, and what is said to have passed beside. */
    private static final class ShiftedClock implements Clock {
        private volatile Duration ahead = Duration.ZERO;

        @Override
        public Instant now() {
            return Clock.system().now().plus(ahead);
        }

        @Override
        public long nanos() {
            return Clock.system().nanos() + ahead.toNanos();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            Clock.system().sleep(duration);
        }
    }

    private record Authority(String directory, AcmeClient client) implements PublicAuthority {
        @Override
        public Secret newAccountKey() {
            return AcmeClient.newAccountKey();
        }

        @Override
        public TlsIdentity obtain(
                Secret accountKey, CertificateOrder order, Consumer<NameProof> show)
                throws InterruptedException {
            return client.obtain(accountKey, order, show);
        }

        @Override
        public Optional<SuggestedRenewal> renewal(X509Certificate certificate) {
            return client.renewal(certificate);
        }
    }

    @BeforeEach
    void open() throws IOException {
        keys =
                SealedKeyStore.open(
                        Files.createDirectory(folder.resolve("keys")),
                        StoreLimits.DEFAULT,
                        Disk.system(),
                        Chance.system());
        proxy.start();
        httpPort = listen(null);
        httpsPort =
                listen(new ProxyTls(ours.issue(List.of("localhost"), List.of()), Chance.system()));
    }

    private int listen(@org.jspecify.annotations.Nullable ProxyTls tls) {
        return proxy.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), tls)
                .orElseThrow()
                .port();
    }

    @AfterEach
    void close() {
        proxy.close();
        keys.close();
    }

    private CertificateKeeper keeper(Pebble pebble) throws IOException {
        FakeKv kv = new FakeKv();
        PlatformTables.ensure(kv);
        CryptoCore crypto = new CryptoCore(keys, clock, Chance.system());
        AcmeClient client =
                new AcmeClient(
                        URI.create(pebble.url()),
                        Optional.of(Files.readString(pebble.trust())),
                        Optional.empty());
        return new CertificateKeeper(
                new CertificateKeeper.Parts(
                        kv,
                        new Envelope(crypto, new PlatformKey(crypto), Chance.system()),
                        new ProxyBalancer(
                                proxy,
                                Files.createDirectories(folder.resolve("balance")),
                                Chance.system(),
                                clock.now(),
                                () -> new Listeners(httpPort, httpsPort),
                                new Leaving(events)),
                        Set.of(),
                        ours,
                        Optional.of(new Authority(pebble.url(), client)),
                        events,
                        clock,
                        Chance.system()),
                () -> Optional.of(Set.of(HOST)),
                bell);
    }

    private static Shown shown(CertificateKeeper keeper) {
        return keeper.list().stream()
                .filter(each -> each.names().contains(HOST))
                .findFirst()
                .orElseThrow();
    }

    private void pass(Duration duration) {
        clock.ahead = clock.ahead.plus(duration);
        bell.ring();
    }

    private X509Certificate certified(CertificateKeeper keeper) {
        Await.until(
                "there is a certificate",
                ORDERED,
                () -> shown(keeper).source() == Source.PUBLIC,
                said::toString);
        return shown(keeper).certificate();
    }

    private void isServed(Pebble pebble) throws IOException {
        Shell.run(
                        "curl",
                        "-sS",
                        "--cacert",
                        pebble.root().toString(),
                        "--resolve",
                        HOST + ":" + httpsPort + ":127.0.0.1",
                        "https://" + HOST + ":" + httpsPort + "/")
                .succeeded();
    }

    @Test
    void aNameIsProvenByHttp() throws Exception {
        try (Pebble pebble = new Pebble(folder, httpPort, Pebble.freePort());
                CertificateKeeper keeper = keeper(pebble)) {
            keeper.start();
            certified(keeper);
            isServed(pebble);
            assertThat(said).doesNotContain("certificate-not-obtained");
        }
    }

    @Test
    void aNameWhoseHttpPortNobodyReachesIsProvenByTls() throws Exception {
        try (Pebble pebble = new Pebble(folder, Pebble.freePort(), httpsPort);
                CertificateKeeper keeper = keeper(pebble)) {
            keeper.start();
            Await.until(
                    "the failure is told",
                    ORDERED,
                    () -> shown(keeper).trouble().endsWith(" by tls-alpn-01)"),
                    said::toString);
            pass(Duration.ofMinutes(2));
            certified(keeper);
            isServed(pebble);
            assertThat(shown(keeper).trouble()).isEmpty();
        }
    }

    @Test
    void whatTheAuthorityWantsRenewedIsRenewed() throws Exception {
        try (Pebble pebble = new Pebble(folder, httpPort, Pebble.freePort());
                CertificateKeeper keeper = keeper(pebble)) {
            keeper.start();
            X509Certificate first = certified(keeper);
            Await.until(
                    "its window is known",
                    ORDERED,
                    () -> said.indexOf("certificate-renewal-suggested") >= 0,
                    said::toString);
            pebble.suggest(
                    first,
                    """
                    {"suggestedWindow": {"start": "2025-01-01T00:00:00Z", "end": "2025-01-02T00:00:00Z"},
                     "explanationURL": "https://example.org/why"}""");
            // Pebble says that it has nothing new for six hours.
            pass(Duration.ofHours(7));
            Await.until(
                    "there is another",
                    ORDERED,
                    () -> !shown(keeper).certificate().equals(first),
                    said::toString);
            assertThat(said).contains("https://example.org/why");
            assertThat(pebble.log()).contains("is a replacement of");
            isServed(pebble);
        }
    }

    @Test
    void whatTheAuthoritySaysWithoutSenseIsPassedOver() throws Exception {
        try (Pebble pebble = new Pebble(folder, httpPort, Pebble.freePort());
                CertificateKeeper keeper = keeper(pebble)) {
            keeper.start();
            X509Certificate first = certified(keeper);
            for (String each : List.of("nonsense", "{}", "{\"suggestedWindow\": {\"start\": 1}}")) {
                pebble.suggest(first, each);
                int before = said.length();
                pass(Duration.ofHours(7));
                Await.until(
                        "it is told",
                        ORDERED,
                        () -> said.indexOf("certificate-renewal-not-known", before) >= 0,
                        said::toString);
            }
            assertThat(shown(keeper).certificate()).isEqualTo(first);
            // Two thirds of ninety days.
            pass(Duration.ofDays(60));
            Await.until(
                    "there is another",
                    ORDERED,
                    () -> !shown(keeper).certificate().equals(first),
                    said::toString);
        }
    }
}
