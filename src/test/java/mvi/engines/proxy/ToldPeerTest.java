package mvi.engines.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.wire.PlatformCa;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The PROXY protocol from trusted proxies in front, in both versions. */
class ToldPeerTest {
    /** What version 2 begins with. */
    static final String SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";

    /** From 192.0.2.1, port 1234, to 198.51.100.2, port 80. */
    static final byte[] ADDRESSES = HexFormat.of().parseHex("c0000201c633640204d20050");

    private static final byte[] WIDE_ADDRESSES =
            HexFormat.of()
                    .parseHex(
                            "20010db8000000000000000000000001"
                                    + "20010db8000000000000000000000002"
                                    + "04d20050");
    private static final String LINE = "PROXY TCP4 192.0.2.1 198.51.100.2 1234 80\r\n";
    private static final String GET = "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n";
    private static final String WHO = "X-Forwarded-For";

    private final PlatformCa authority =
            PlatformCa.create("front", Clock.system(), Chance.system());
    private final RawTarget target = RawTarget.greeting("ok");
    private final ProxyWorld world = world("127.0.0.0/8", ProxyLimits.DEFAULT);

    ToldPeerTest() throws IOException {}

    private static ProxyWorld world(String trusted, ProxyLimits limits) {
        return new ProxyWorld(limits, new TrustedProxies(TrustedProxies.parse(trusted), true), 2);
    }

    @BeforeEach
    void route() {
        world.route("app.test", target);
    }

    @AfterEach
    void nothingIsHeld() throws IOException {
        ProxyWorld.await(() -> world.proxy.openConnections() == 0);
        world.close();
        target.close();
    }

    static byte[] binary(int command, int family, byte[] addresses, byte[] extensions) {
        int length = addresses.length + extensions.length;
        var header = new ByteArrayOutputStream();
        header.writeBytes(SIGNATURE.getBytes(StandardCharsets.US_ASCII));
        header.write(command);
        header.write(family);
        header.write(length >> 8);
        header.write(length);
        header.writeBytes(addresses);
        header.writeBytes(extensions);
        return header.toByteArray();
    }

    private static byte[] line(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** What the target reads of the client of a request behind this header. */
    private String told(byte[] header) throws IOException {
        try (RawSocket client = world.client()) {
            assertThat(client.send(header).send(GET).response().status()).isEqualTo(200);
            return target.last().header(WHO);
        }
    }

    @Test
    void theToldClientIsTheOneThatAsks() throws Exception {
        assertThat(told(line(LINE))).isEqualTo("192.0.2.1");
        assertThat(world.proxy.access().drain(1, Duration.ofSeconds(20)).getFirst().client())
                .isEqualTo("192.0.2.1");
        assertThat(told(line("PROXY TCP6 2001:db8::1 2001:db8::2 1234 80\r\n")))
                .isEqualTo("2001:db8:0:0:0:0:0:1");
        assertThat(told(line("PROXY TCP6 ::ffff:192.0.2.9 ::ffff:192.0.2.8 1234 80\r\n")))
                .isEqualTo("192.0.2.9");
        assertThat(told(binary(0x21, 0x11, ADDRESSES, new byte[0]))).isEqualTo("192.0.2.1");
        assertThat(told(binary(0x21, 0x21, WIDE_ADDRESSES, new byte[0])))
                .isEqualTo("2001:db8:0:0:0:0:0:1");
        assertThat(world.proxy.connections().read().refusedHeaders()).isZero();
    }

    @Test
    void extensionsAreSkipped() throws Exception {
        byte[] authority = HexFormat.of().parseHex("020003" + "612e62");
        byte[] tls = HexFormat.of().parseHex("20000f" + "0100000000" + "210007" + "544c5376312e33");
        byte[] padding = HexFormat.of().parseHex("040f00" + "00".repeat(0xf00));
        for (byte[] each : List.of(authority, tls, padding)) {
            assertThat(told(binary(0x21, 0x11, ADDRESSES, each))).isEqualTo("192.0.2.1");
            assertThat(told(binary(0x21, 0x21, WIDE_ADDRESSES, each))).contains("2001:db8:");
            assertThat(told(binary(0x20, 0x11, ADDRESSES, each))).isEqualTo("127.0.0.1");
        }
    }

    /** Who they speak for is nobody, and what they say of a request's client may be anybody's. */
    @Test
    void aConnectionOfTheProxysOwnKeepsItsAddress() throws Exception {
        byte[] unix = new byte[216];
        List<byte[]> own =
                List.of(
                        line("PROXY UNKNOWN\r\n"),
                        line("PROXY UNKNOWN 192.0.2.1 198.51.100.2 1234 80\r\n"),
                        binary(0x20, 0x00, new byte[0], new byte[0]),
                        binary(0x20, 0x11, ADDRESSES, new byte[0]),
                        binary(0x21, 0x00, new byte[0], new byte[0]),
                        binary(0x21, 0x12, ADDRESSES, new byte[0]),
                        binary(0x21, 0x31, unix, new byte[0]));
        for (byte[] each : own) {
            assertThat(told(each)).isEqualTo("127.0.0.1");
            try (RawSocket client = world.client()) {
                client.send(each).send(forged("Host: app.test"));
                assertThat(client.response().status()).isEqualTo(200);
                assertThat(target.last().header(WHO)).isEqualTo("127.0.0.1");
            }
        }
    }

    /** A balancer of bytes passes on what clients say; one of HTTP may stand before it. */
    @Test
    void aToldClientIsNotBelievedUnlessItIsATrustedProxyAsWell() throws Exception {
        try (RawSocket client = world.client()) {
            client.send(LINE + forged("Host: app.test"));
            assertThat(client.response().status()).isEqualTo(200);
            assertThat(target.last().header(WHO)).isEqualTo("192.0.2.1");
            assertThat(target.last().header("X-Forwarded-Proto")).isEqualTo("http");
        }
        try (RawSocket client = world.client()) {
            client.send("PROXY TCP4 127.0.0.7 127.0.0.1 1234 80\r\n" + forged("Host: app.test"));
            assertThat(client.response().status()).isEqualTo(200);
            assertThat(target.last().header(WHO)).isEqualTo("6.6.6.6, 127.0.0.7");
            assertThat(target.last().header("X-Forwarded-Proto")).isEqualTo("https");
        }
    }

    private static String forged(String host) {
        return "GET / HTTP/1.1\r\n"
                + host
                + "\r\nX-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Proto: https\r\n\r\n";
    }

    @Test
    void aHeaderThatComesByteByByteIsTheSame() throws Exception {
        for (byte[] header : List.of(line(LINE), binary(0x21, 0x11, ADDRESSES, new byte[9]))) {
            try (RawSocket client = world.client()) {
                for (byte each : header) {
                    client.send(new byte[] {each});
                }
                for (byte each : line(GET)) {
                    client.send(new byte[] {each});
                }
                assertThat(client.response().status()).isEqualTo(200);
                assertThat(target.last().header(WHO)).isEqualTo("192.0.2.1");
            }
        }
    }

    @Test
    void whoSaysNothingOrIsSlowIsClosed() throws Exception {
        try (var hasty = world("127.0.0.1", ProxyFailureTest.limits(Duration.ofMillis(200), 8));
                RawSocket silent = hasty.client();
                RawSocket slow = hasty.client()) {
            slow.send("PROXY TCP4 192.0.2.1 ");
            assertThat(silent.rest()).isEmpty();
            assertThat(slow.rest()).isEmpty();
            ProxyWorld.await(() -> hasty.proxy.connections().read().refusedHeaders() == 2);
            ProxyWorld.await(() -> hasty.proxy.openConnections() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {LINE, "PROXY UNKNOWN\r\n", SIGNATURE + "\u0021\u0011\0\u000c"})
    void nobodyElseIsObeyed(String header) throws Exception {
        try (var other = world("192.0.2.0/24", ProxyLimits.DEFAULT)) {
            other.route("app.test", target);
            int before = target.requests().size();
            try (RawSocket client = other.client()) {
                assertThat(client.send(header + GET).response().status()).isEqualTo(400);
            }
            assertThat(target.requests()).hasSize(before);
            try (RawSocket client = other.client()) {
                assertThat(client.send(GET).response().status()).isEqualTo(200);
                assertThat(target.last().header(WHO)).isEqualTo("127.0.0.1");
            }
        }
    }

    @Test
    void tlsAndHttp2ComeAfterIt() throws Exception {
        ProxyTls tls =
                new ProxyTls(authority.issue(List.of("app.test"), List.of()), Chance.system());
        int port =
                world.proxy
                        .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), tls)
                        .orElseThrow()
                        .port();
        TlsClient client = new TlsClient(authority.identity().certificates().getFirst(), null);
        for (byte[] header : List.of(line(LINE), binary(0x21, 0x11, ADDRESSES, new byte[9]))) {
            for (String version : List.of("TLSv1.2", "TLSv1.3")) {
                try (RawSocket socket = tls(client, port, header, version)) {
                    assertThat(socket.send(GET).response().status()).isEqualTo(200);
                    assertThat(target.last().header(WHO)).isEqualTo("192.0.2.1");
                    assertThat(target.last().header("X-Forwarded-Proto")).isEqualTo("https");
                }
            }
            try (var streams = RawStreams.over(tls(client, port, header, "TLSv1.3", "h2"))) {
                streams.head(1, "GET", "/", true);
                assertThat(streams.response(1).status()).isEqualTo(200);
                assertThat(target.last().header(WHO)).isEqualTo("192.0.2.1");
            }
            RawSocket clear = RawSocket.dial(world.port).send(header);
            try (var streams = RawStreams.over(clear)) {
                streams.head(1, "GET", "/", true);
                assertThat(streams.response(1).status()).isEqualTo(200);
                assertThat(target.last().header(WHO)).isEqualTo("192.0.2.1");
                assertThat(target.last().header("X-Forwarded-Proto")).isEqualTo("http");
            }
        }
    }

    private static RawSocket tls(
            TlsClient client, int port, byte[] header, String version, String... protocols)
            throws IOException {
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
        plain.getOutputStream().write(header);
        return client.over(plain, "app.test", List.of(version), protocols);
    }

    /** One speaks first, one is told in its turn who the client is. */
    @Test
    void relayedBytesComeAfterItToo() throws Exception {
        try (var speaker =
                RawTarget.scripted(
                        (connection, self) -> {
                            connection.send("hello ");
                            connection.send(connection.rest());
                        })) {
            for (ProxyHeader header : ProxyHeader.values()) {
                int port = listen(speaker, Optional.of(header));
                String told = "PROXY TCP4 192.0.2.1 198.51.100.2 1234 80\r\n";
                byte[] sent = binary(0x21, 0x11, ADDRESSES, new byte[0]);
                String expected =
                        header == ProxyHeader.V1
                                ? told
                                : new String(sent, StandardCharsets.ISO_8859_1);
                assertThat(relayed(port, line(LINE))).isEqualTo("hello " + expected + "bytes");
                assertThat(relayed(port, sent)).isEqualTo("hello " + expected + "bytes");
            }
            assertThat(relayed(listen(speaker, Optional.of(ProxyHeader.V1)), mixed()))
                    .isEqualTo("hello PROXY TCP6 ::ffff:192.0.2.1 2001:db8::2 1234 80\r\nbytes");
            assertThat(relayed(listen(speaker, Optional.empty()), line(LINE)))
                    .isEqualTo("hello bytes");
            int port = listen(speaker, Optional.empty());
            try (RawSocket client = RawSocket.dial(port)) {
                client.send("no header\r\n");
                assertThat(isCut(client)).isTrue();
            }
        }
    }

    /** From an address of IPv4 in the form of IPv6 to one of IPv6. */
    private static byte[] mixed() {
        String from = "00000000000000000000ffffc0000201";
        byte[] addresses =
                HexFormat.of().parseHex(from + "20010db8000000000000000000000002" + "04d20050");
        return binary(0x21, 0x21, addresses, new byte[0]);
    }

    private static String relayed(int port, byte[] header) throws IOException {
        try (RawSocket client = RawSocket.dial(port)) {
            client.send(header).send("bytes").shutdownOutput();
            return client.rest();
        }
    }

    /** The codec would go on with what follows. */
    @Test
    void aGoodOneAfterABadOneReachesNoTarget() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        try (var listener =
                RawTarget.scripted(
                        (connection, self) -> {
                            String all = connection.rest();
                            if (!all.isEmpty()) {
                                heard.add(all);
                            }
                        })) {
            int port = listen(listener, Optional.of(ProxyHeader.V1));
            byte[] good = binary(0x21, 0x11, ADDRESSES, new byte[0]);
            byte[] bad = binary(0x22, 0x11, ADDRESSES, new byte[0]);
            for (byte[] first : List.of(bad, line("PROXY TCP4 a b 1 2\r\n"))) {
                for (byte[] second : List.of(good, line(LINE))) {
                    try (RawSocket client = RawSocket.dial(port)) {
                        var both = new ByteArrayOutputStream();
                        both.writeBytes(first);
                        both.writeBytes(second);
                        client.send(both.toByteArray());
                        assertThat(isCut(client)).isTrue();
                    }
                }
            }
            ProxyWorld.await(() -> world.proxy.openConnections() == 0);
            try (RawSocket client = RawSocket.dial(port)) {
                client.send(good).send("bytes").shutdownOutput();
                assertThat(client.rest()).isEmpty();
            }
            ProxyWorld.await(() -> !heard.isEmpty());
            assertThat(heard).containsExactly(LINE + "bytes");
            assertThat(world.proxy.connections().read().refusedHeaders()).isEqualTo(4);
        }
    }

    /** On every address, as the ports of the host are. */
    private int listen(RawTarget to, Optional<ProxyHeader> header) throws IOException {
        int port = ProxyWorld.freePort();
        var spec =
                new RouteSpec.TargetSpec(
                        "t", "127.0.0.1", to.port(), ProxyWorld.TCP, false, false, header);
        world.apply(
                new RouteSpec(
                        "app/tcp",
                        List.of(),
                        List.of(spec),
                        List.of(new RouteSpec.ListenSpec("0.0.0.0", port, to.port()))));
        ProxyWorld.await(
                () -> world.targets().stream().allMatch(each -> each.health() == Health.HEALTHY));
        // Another's connection may have had the port for a moment.
        ProxyWorld.await(() -> world.proxy.missingListeners().isEmpty());
        return port;
    }

    /** Between the processes of an app nobody stands. */
    @Test
    void anAddressOfAnAppsOwnNetworkTakesNone() throws Exception {
        int port = ProxyWorld.freePort();
        world.apply(
                new RouteSpec(
                        "app/api",
                        List.of(),
                        List.of(ProxyWorld.spec(target, false)),
                        List.of(new RouteSpec.ListenSpec("127.0.0.1", port, 0))));
        ProxyWorld.await(
                () -> world.targets().stream().allMatch(each -> each.health() == Health.HEALTHY));
        try (RawSocket client = RawSocket.dial(port)) {
            assertThat(client.send(GET).response().status()).isEqualTo(200);
        }
    }

    @Test
    void connectionsAreCountedByTheToldSource() throws Exception {
        ProxyLimits two = ProxyFailureTest.limits(Duration.ofSeconds(30), 8, 100, 2);
        try (var small = world("127.0.0.1, 203.0.113.0/24", two)) {
            small.route("app.test", target);
            RawSocket first = small.client().send(LINE + GET);
            RawSocket second = small.client().send(LINE + GET);
            assertThat(List.of(first.response().status(), second.response().status()))
                    .containsOnly(200);
            try (RawSocket third = small.client().send(LINE + GET)) {
                assertThat(isCut(third)).isTrue();
            }
            assertThat(small.proxy.connections().read().refused()).isOne();
            String many = "PROXY TCP4 203.0.113.1 127.0.0.1 1 2\r\n" + GET;
            List<RawSocket> open = new ArrayList<>();
            open.add(small.client().send("PROXY TCP4 192.0.2.2 127.0.0.1 1 2\r\n" + GET));
            for (int i = 0; i < 4; i++) {
                open.add(small.client().send(many));
                open.add(small.client().send("PROXY UNKNOWN\r\n" + GET));
            }
            for (RawSocket each : open) {
                assertThat(each.response().status()).isEqualTo(200);
                each.close();
            }
            first.close();
            second.close();
            ProxyWorld.await(() -> small.proxy.openConnections() == 0);
            try (RawSocket again = small.client().send(LINE + GET)) {
                assertThat(again.response().status()).isEqualTo(200);
            }
        }
    }

    private static boolean isCut(RawSocket client) throws IOException {
        try {
            return client.isAtEnd();
        } catch (SocketException reset) {
            return true;
        }
    }
}
