package mvi.engines.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.wire.PlatformCa;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** TLS that ends at the target: here, at another proxy, whose certificate the client must see. */
class PassthroughTest {
    private static final String OWN = "own.test";

    private final PlatformCa front = PlatformCa.create("front", Clock.system(), Chance.system());
    private final PlatformCa behind = PlatformCa.create("behind", Clock.system(), Chance.system());
    private final ProxyWorld world = new ProxyWorld(ProxyLimits.DEFAULT);
    private final ProxyWorld target = new ProxyWorld(ProxyLimits.DEFAULT);
    private final int port = listen(world, front);
    private final int targetPort = listen(target, behind);
    private final RawTarget app = RawTarget.greeting("behind");

    PassthroughTest() throws IOException {}

    private static int listen(ProxyWorld at, PlatformCa authority) {
        ProxyTls tls =
                new ProxyTls(authority.issue(List.of("*.test", OWN), List.of()), Chance.system());
        return at.proxy
                .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), tls)
                .orElseThrow()
                .port();
    }

    @BeforeEach
    void route() {
        target.route(OWN, app);
        world.apply(
                new RouteSpec(
                        "app/own",
                        List.of(OWN),
                        List.of(
                                new RouteSpec.TargetSpec(
                                        "t", "127.0.0.1", targetPort, ProxyWorld.TCP, false)),
                        List.of(),
                        RoutePolicy.DEFAULT,
                        new TlsRules(List.of(), Optional.empty(), true)),
                new RouteSpec(
                        "app/web", List.of("web.test"), List.of(ProxyWorld.spec(app, false))));
        ProxyWorld.await(
                () -> world.targets().stream().allMatch(each -> each.health() == Health.HEALTHY));
    }

    @AfterEach
    void close() throws IOException {
        world.close();
        target.close();
        app.close();
    }

    @Test
    void theClientSeesTheTargetsCertificateAndBytes() throws Exception {
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            try (RawSocket socket = client(behind).dial(port, OWN, List.of(version))) {
                socket.send("GET / HTTP/1.1\r\nHost: own.test\r\n\r\n");
                assertThat(socket.response().body()).isEqualTo("behind");
                socket.send("GET /again HTTP/1.1\r\nHost: own.test\r\n\r\n");
                assertThat(socket.response().body()).isEqualTo("behind");
            }
        }
        try (RawSocket socket = client(front).dial(port, "web.test")) {
            socket.send("GET / HTTP/1.1\r\nHost: web.test\r\n\r\n");
            assertThat(socket.response().status()).isEqualTo(200);
        }
        ProxyWorld.await(() -> world.proxy.openConnections() == 0);
    }

    @Test
    void aGreetingInPiecesArrivesWhole() throws Exception {
        try (var pieces = new Pieces(port);
                RawSocket socket = client(behind).dial(pieces.port(), OWN)) {
            socket.send("GET / HTTP/1.1\r\nHost: own.test\r\n\r\n");
            assertThat(socket.response().body()).isEqualTo("behind");
        }
    }

    @Test
    void nothingOfItIsAnsweredHere() throws Exception {
        String request = "GET /a HTTP/1.1\r\nHost: own.test\r\n\r\n";
        try (RawSocket clear = world.client()) {
            RawSocket.Message answer = clear.send(request).response();
            assertThat(answer.status()).isEqualTo(308);
            assertThat(answer.header("Location")).isEqualTo("https://own.test:" + port + "/a");
        }
        try (RawSocket other = client(front).dial(port, "web.test")) {
            assertThat(other.send(request).response().status()).isEqualTo(421);
        }
        assertThat(app.requests()).isEmpty();
    }

    @Test
    void withoutAHealthyTargetTheConnectionEnds() throws Exception {
        target.close();
        ProxyWorld.await(
                () -> world.targets().stream().anyMatch(each -> each.health() != Health.HEALTHY));
        assertThatThrownBy(() -> client(behind).dial(port, OWN)).isInstanceOf(IOException.class);
        ProxyWorld.await(() -> world.proxy.openConnections() == 0);
    }

    private static TlsClient client(PlatformCa trusted) throws Exception {
        return new TlsClient(trusted.identity().certificates().getFirst(), null);
    }

    /** A way there that takes one byte at a time of what a client sends first. */
    private static final class Pieces implements AutoCloseable {
        private static final int SLOW_BYTES = 200;

        private final RawTarget way;

        Pieces(int to) throws IOException {
            way =
                    RawTarget.scripted(
                            (connection, self) -> {
                                try (RawSocket there = RawSocket.dial(to)) {
                                    for (int i = 0; i < SLOW_BYTES; i++) {
                                        there.send(connection.exactly(1));
                                    }
                                    Thread back =
                                            Thread.ofVirtual().start(() -> copy(there, connection));
                                    copy(connection, there);
                                    back.join();
                                }
                            });
        }

        private static void copy(RawSocket from, RawSocket to) {
            try {
                for (int next = from.read(); next >= 0; next = from.read()) {
                    to.send(new byte[] {(byte) next});
                }
                to.shutdownOutput();
            } catch (IOException gone) {
                // The test is over.
            }
        }

        int port() {
            return way.port();
        }

        @Override
        public void close() throws IOException {
            way.close();
        }
    }
}
