package mvi.engines.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.wire.PlatformCa;
import org.junit.jupiter.api.Test;

/** An address of a route's own at which TLS ends. */
class ProxyTlsListenerTest {
    private final PlatformCa authority = PlatformCa.create("tls", Clock.system(), Chance.system());

    @Test
    void bytesAreRelayedInClearToTheLastOne() throws Exception {
        try (var target =
                        RawTarget.scripted(
                                (connection, self) -> {
                                    connection.exactly(5);
                                    connection.send("heard" + "x".repeat(100_000) + "bye");
                                });
                var world = new ProxyWorld(ProxyLimits.DEFAULT)) {
            int port = listening(world, target);
            try (SSLSocket socket = dial(port)) {
                assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
                socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
                InputStream in = socket.getInputStream();
                assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII))
                        .hasSize(100_008)
                        .startsWith("heard")
                        .endsWith("bye");
            }
            ProxyWorld.await(() -> world.proxy.openConnections() == 0);
            ProxyWorld.await(() -> world.targets().getFirst().inFlight() == 0);
            assertThat(world.proxy.connections().read())
                    .isEqualTo(new ConnectionStats.Reading(1, 0, 0, 0, 1, 0));
        }
    }

    @Test
    void whoSpeaksNoTlsReachesNobody() throws Exception {
        try (var target = RawTarget.greeting("secret");
                var world = new ProxyWorld(ProxyLimits.DEFAULT)) {
            int port = listening(world, target);
            try (RawSocket plain = RawSocket.dial(port)) {
                plain.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(plain.rest()).doesNotContain("secret");
            } catch (IOException reset) {
                // As good.
            }
            assertThat(target.requests()).isEmpty();
            ProxyWorld.await(() -> world.proxy.openConnections() == 0);
            ProxyWorld.await(() -> world.proxy.connections().read().failedHandshakes() == 1);
            assertThat(world.proxy.connections().read().handshakes()).isZero();
        }
    }

    private int listening(ProxyWorld world, RawTarget target) throws IOException {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        ProxyTls tls =
                new ProxyTls(
                        authority.issue(List.of("localhost"), List.of("127.0.0.1")),
                        Chance.system());
        assertThat(world.proxy.listen(any, tls)).isPresent();
        int port = ProxyWorld.freePort();
        world.apply(
                new RouteSpec(
                        "app/tcp",
                        List.of(),
                        List.of(ProxyWorld.spec(target, false)),
                        List.of(new RouteSpec.ListenSpec("127.0.0.1", port, target.port(), true))));
        ProxyWorld.await(
                () -> world.targets().stream().allMatch(each -> each.health() == Health.HEALTHY));
        return port;
    }

    private SSLSocket dial(int port) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", authority.identity().certificates().getFirst());
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        SSLSocket socket =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        socket.startHandshake();
        return socket;
    }
}
