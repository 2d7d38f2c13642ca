package mvi.engines.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Headers of the PROXY protocol that a trusted proxy should not send: each ends its connection, is
 * counted, and nothing after it reaches a target.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileProxyHeaderTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n";
    private static final int SSL = 0x20;

    private RawTarget target;
    private ProxyWorld world;
    private int before;
    private long refused;

    @BeforeAll
    void open() throws IOException {
        target = RawTarget.greeting("secret");
        List<AddressRange> here = TrustedProxies.parse("127.0.0.1");
        world = new ProxyWorld(ProxyLimits.DEFAULT, new TrustedProxies(here, true), 1);
        world.route("app.test", target);
    }

    @AfterAll
    void close() throws IOException {
        world.close();
        target.close();
    }

    @BeforeEach
    void count() {
        before = target.requests().size();
        refused = refused();
    }

    @AfterEach
    void nothingReachedTheTargetAndNothingIsHeld() throws Exception {
        ProxyWorld.await(() -> world.proxy.openConnections() == 0);
        assertThat(target.requests()).hasSize(before);
        try (RawSocket next = world.client()) {
            next.send("PROXY TCP4 192.0.2.1 127.0.0.1 1234 80\r\n" + GET);
            assertThat(next.response().body()).isEqualTo("secret");
        }
        assertThat(target.last().header("X-Forwarded-For")).isEqualTo("192.0.2.1");
        ProxyWorld.await(() -> world.proxy.openConnections() == 0);
        ProxyWorld.await(() -> world.targets().getFirst().inFlight() == 0);
    }

    static Stream<Arguments> hostile() throws IOException {
        return CaseFile.read("hostile-proxy-headers.txt", 3).stream()
                .map(each -> Arguments.of(each[0], each[1].equals("refused"), each[2]));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void endsTheConnection(String name, boolean isRefused, String bytes) throws Exception {
        try (RawSocket client = world.client()) {
            client.send(CaseFile.meant(bytes) + (isRefused ? GET : ""));
            if (!isRefused) {
                client.shutdownOutput();
            }
            assertThat(saidBack(client)).isEmpty();
        }
        ProxyWorld.await(() -> world.proxy.openConnections() == 0);
        // It is counted just after it is closed.
        ProxyWorld.await(() -> refused() - refused == (isRefused ? 1 : 0));
    }

    @Test
    void extensionsInsideOfEachOtherEndTheConnection() throws Exception {
        byte[] nested = {};
        for (int i = 0; i < 200; i++) {
            var next = new ByteArrayOutputStream();
            next.write(SSL);
            next.write(nested.length + 5 >> 8);
            next.write(nested.length + 5);
            next.write(new byte[5]);
            next.write(nested);
            nested = next.toByteArray();
        }
        try (RawSocket client = world.client()) {
            client.send(ToldPeerTest.binary(0x21, 0x11, ToldPeerTest.ADDRESSES, nested)).send(GET);
            assertThat(saidBack(client)).isEmpty();
        }
        ProxyWorld.await(() -> refused() - refused == 1);
    }

    @Test
    void aBadOneThatComesByteByByteEndsTheConnection() throws Exception {
        try (RawSocket client = world.client()) {
            for (char each : ("PROXY TCP4 192.0.2.256 127.0.0.1 1 2\r\n" + GET).toCharArray()) {
                client.send(String.valueOf(each));
            }
            assertThat(saidBack(client)).isEmpty();
        } catch (SocketException closedWhileSending) {
            // As it should be.
        }
        ProxyWorld.await(() -> refused() - refused == 1);
    }

    private long refused() {
        return world.proxy.connections().read().refusedHeaders();
    }

    /** Until the proxy hangs up, which may be by a reset, since it has not read all. */
    private static String saidBack(RawSocket client) throws IOException {
        try {
            return client.rest();
        } catch (SocketException reset) {
            return "";
        }
    }
}
