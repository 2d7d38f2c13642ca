package mvi.engines.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionStats;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.wire.PlatformCa;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions that clients bring back, as BoringSSL counts them, and the keys that open them. */
class TicketKeysTest {
    private static final String HOST = "app.test";

    private final PlatformCa servers =
            PlatformCa.create("servers", Clock.system(), Chance.system());
    private final TlsClient client =
            new TlsClient(servers.identity().certificates().getFirst(), null);
    private final RawTarget target = RawTarget.greeting("ok");

    TicketKeysTest() throws Exception {}

    @AfterEach
    void close() throws IOException {
        target.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSessionOutlivesOneRotationAndNotTwo(String version) throws Exception {
        try (var world = new ProxyWorld(ProxyLimits.DEFAULT)) {
            ProxyTls tls = tls();
            int port = listening(world, tls);
            OpenSslSessionStats seen = stats(tls);
            get(port, version);
            assertThat(resumed(seen)).isZero();
            get(port, version);
            assertThat(resumed(seen)).as("by the key that sealed it").isEqualTo(1);
            assertThat(seen.ticketKeyRenew()).isZero();

            world.proxy.handshakes().rotateTicketKeys();
            get(port, version);
            assertThat(seen.ticketKeyRenew()).as("by the key before").isEqualTo(1);

            world.proxy.handshakes().rotateTicketKeys();
            world.proxy.handshakes().rotateTicketKeys();
            assertThat(seen.ticketKeyFail()).isZero();
            get(port, version);
            assertThat(seen.ticketKeyFail()).as("a whole handshake").isEqualTo(1);
            ProxyWorld.await(
                    () -> {
                        // A client may have kept more than one ticket.
                        get(port, version);
                        return resumed(seen) > 2;
                    });
        }
    }

    @Test
    void aTicketIsGoodForNoOtherCertificateNorForTheNext() throws Exception {
        try (var world = new ProxyWorld(ProxyLimits.DEFAULT)) {
            ProxyTls tls = tls();
            int port = listening(world, tls);
            get(port, "TLSv1.3");
            tls.replace(servers.issue(List.of(HOST), List.of()));
            get(port, "TLSv1.3");
            assertThat(stats(tls).ticketKeyFail()).as("the next one's").isEqualTo(1);
            world.proxy.certify(
                    List.of(
                            new CertificateSpec(
                                    List.of(HOST), servers.issue(List.of(HOST), List.of()), false)),
                    Map.of(),
                    List.of());
            get(port, "TLSv1.3");
            assertThat(resumed(stats(tls))).isZero();
        }
    }

    @Test
    void theKeysChangeByThemselvesTwiceADay() throws Exception {
        assertThat(ProxyLimits.DEFAULT.ticketKeyTime()).isEqualTo(Duration.ofHours(12));
        ProxyLimits hurried = ProxyFailureTest.limits(Duration.ofSeconds(5), 10);
        try (var world = new ProxyWorld(hurried)) {
            ProxyTls tls = tls();
            int port = listening(world, tls);
            ProxyWorld.await(
                    () -> {
                        get(port, "TLSv1.3");
                        return stats(tls).ticketKeyRenew() + stats(tls).ticketKeyFail() > 0;
                    });
        }
    }

    private ProxyTls tls() {
        return new ProxyTls(servers.issue(List.of(HOST), List.of()), Chance.system());
    }

    private int listening(ProxyWorld world, ProxyTls tls) {
        world.route(HOST, target);
        var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return world.proxy.listen(any, tls).orElseThrow().port();
    }

    private void get(int port, String version) {
        try (RawSocket socket = client.dial(port, HOST, List.of(version), "http/1.1")) {
            socket.send("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
            assertThat(socket.response().body()).isEqualTo("ok");
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    private static long resumed(OpenSslSessionStats seen) {
        return seen.ticketKeyResume() + seen.ticketKeyRenew();
    }

    private static OpenSslSessionStats stats(ProxyTls tls) {
        return ((OpenSslSessionContext) tls.context(Spoken.HTTP, List.of()).sessionContext())
                .stats();
    }
}
