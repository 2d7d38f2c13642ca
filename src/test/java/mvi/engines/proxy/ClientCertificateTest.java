package mvi.engines.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.TlsIdentity;
import mvi.engines.wire.PlatformCa;
import mvi.fakes.ClientAuthority;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes that ask clients for certificates, and clients that would rather not show one. */
class ClientCertificateTest {
    private static final String CLOSED = "closed.test";
    private static final String OPEN = "open.test";
    private static final String OTHER = "other.test";

    private final PlatformCa servers =
            PlatformCa.create("servers", Clock.system(), Chance.system());
    private final ClientAuthority authority = new ClientAuthority("clients");
    private final ClientAuthority another = new ClientAuthority("others");
    private final RawTarget target = RawTarget.greeting("ok");
    private final ProxyWorld world = new ProxyWorld(ProxyLimits.DEFAULT);
    private final int port;
    private final int tcpPort = ProxyWorld.freePort();

    ClientCertificateTest() throws Exception {
        ProxyTls tls =
                new ProxyTls(
                        servers.issue(List.of(CLOSED, OPEN, OTHER), List.of()), Chance.system());
        port =
                world.proxy
                        .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), tls)
                        .orElseThrow()
                        .port();
    }

    @BeforeEach
    void route() {
        apply(asking(authority));
    }

    private void apply(TlsRules rules) {
        TlsRules others = asking(another);
        List<RouteSpec.TargetSpec> targets = List.of(ProxyWorld.spec(target, false));
        world.apply(
                new RouteSpec(
                        "app/closed",
                        List.of(CLOSED),
                        targets,
                        List.of(),
                        RoutePolicy.DEFAULT,
                        rules),
                new RouteSpec(
                        "app/other",
                        List.of(OTHER),
                        targets,
                        List.of(),
                        RoutePolicy.DEFAULT,
                        others),
                new RouteSpec("app/open", List.of(OPEN), targets),
                new RouteSpec(
                        "app/tcp",
                        List.of(),
                        targets,
                        List.of(
                                new RouteSpec.ListenSpec(
                                        "127.0.0.1", tcpPort, target.port(), true)),
                        RoutePolicy.DEFAULT,
                        rules));
        ProxyWorld.await(
                () -> world.targets().stream().allMatch(each -> each.health() == Health.HEALTHY));
    }

    @AfterEach
    void close() throws IOException {
        world.close();
        target.close();
    }

    @Test
    void targetsSeeWhoAsks() throws Exception {
        TlsIdentity client = authority.issue("CN=worker,O=Example");
        RawSocket.Message answer =
                get(
                        client,
                        CLOSED,
                        "GET / HTTP/1.1\r\nHost: closed.test\r\n"
                                + "X-Forwarded-Client-Cert: Hash=forged\r\n"
                                + "x_forwarded_client_cert: Hash=false\r\n\r\n");
        assertThat(answer.status()).isEqualTo(200);
        RawSocket.Message seen = target.requests().getLast();
        assertThat(seen.header("X-Forwarded-Client-Cert"))
                .matches(
                        "Hash=[0-9a-f]{64};Subject=\"O=Example,CN=worker\";URI=spiffe://test/client");
        assertThat(seen.head()).doesNotContain("forged", "false");
    }

    @Test
    void whatIsForgedReachesNobody() throws Exception {
        String request =
                "GET / HTTP/1.1\r\nHost: open.test\r\nX-Forwarded-Client-Cert: Hash=00\r\n\r\n";
        assertThat(get(null, OPEN, request).status()).isEqualTo(200);
        assertThat(target.requests().getLast().head()).doesNotContain("lient-Cert");
        // Who has shown one for another name has shown it to that alone.
        assertThat(get(authority.issue("CN=a"), CLOSED, request).status()).isEqualTo(200);
        assertThat(target.requests().getLast().head()).doesNotContain("lient-Cert");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void handshakesWithoutAGoodCertificateAreRefused(String version) throws Exception {
        refused(version, null);
        refused(version, another.issue("CN=stranger"));
        refused(version, servers.issue(List.of("client.test"), List.of()));
        refused(
                version,
                authority.issue("CN=late", Duration.ofMinutes(-1), KeyPurposeId.id_kp_clientAuth));
        refused(
                version,
                authority.issue("CN=server", Duration.ofDays(1), KeyPurposeId.id_kp_serverAuth));
        assertThat(target.requests()).isEmpty();
        ProxyWorld.await(() -> world.proxy.openConnections() == 0);
    }

    private void refused(String version, @Nullable TlsIdentity shown) throws Exception {
        TlsClient client = client(shown);
        for (int at : List.of(port, tcpPort)) {
            assertThatThrownBy(
                            () -> {
                                try (RawSocket socket = client.dial(at, CLOSED, List.of(version))) {
                                    socket.send("GET / HTTP/1.1\r\nHost: closed.test\r\n\r\n");
                                    socket.response();
                                }
                            })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void bytesAreRelayedForWhoShowsOne() throws Exception {
        TlsClient client = client(authority.issue("CN=a"));
        try (RawSocket socket = client.dial(tcpPort, "any.test")) {
            socket.send("GET /raw HTTP/1.1\r\nHost: whatever\r\n\r\n");
            assertThat(socket.response().body()).isEqualTo("ok");
        }
    }

    @Test
    void requestsInClearAreSentToHttps() throws Exception {
        try (RawSocket clear = world.client()) {
            RawSocket.Message answer =
                    clear.send("GET /a?b HTTP/1.1\r\nHost: closed.test\r\n\r\n").response();
            assertThat(answer.status()).isEqualTo(308);
            assertThat(answer.header("Location")).isEqualTo("https://closed.test:" + port + "/a?b");
        }
        assertThat(target.requests()).isEmpty();
    }

    @Test
    void withoutHttpsTheyAreRefused() throws Exception {
        try (ProxyWorld clearOnly = new ProxyWorld(ProxyLimits.DEFAULT)) {
            clearOnly.apply(
                    new RouteSpec(
                            "app/closed",
                            List.of(CLOSED),
                            List.of(ProxyWorld.spec(target, false)),
                            List.of(),
                            RoutePolicy.DEFAULT,
                            asking(authority)));
            try (RawSocket clear = clearOnly.client()) {
                clear.send("GET / HTTP/1.1\r\nHost: closed.test\r\n\r\n");
                assertThat(clear.response().status()).isEqualTo(403);
            }
        }
        assertThat(target.requests()).isEmpty();
    }

    /** The handshake asked for less than the request's name does, or for another's. */
    @Test
    void anotherNameInTheHandshakeIsNoWayAround() throws Exception {
        TlsIdentity own = authority.issue("CN=a");
        String request = "GET / HTTP/1.1\r\nHost: closed.test\r\n\r\n";
        assertThat(get(null, OPEN, request).status()).isEqualTo(421);
        assertThat(get(null, "", request).status()).isEqualTo(421);
        assertThat(get(null, "unknown.test", request).status()).isEqualTo(421);
        assertThat(get(own, OPEN, request).status()).isEqualTo(421);
        assertThat(get(another.issue("CN=b"), OTHER, request).status()).isEqualTo(421);
        for (String disguised :
                List.of(
                        "GET / HTTP/1.1\r\nHost: CLOSED.test.:443\r\n\r\n",
                        "GET https://closed.test/ HTTP/1.1\r\nHost: open.test\r\n\r\n",
                        "GET http://closed.test HTTP/1.0\r\n\r\n")) {
            assertThat(get(null, OPEN, disguised).status()).isEqualTo(421);
        }
        assertThat(target.requests()).isEmpty();
        assertThat(get(own, CLOSED, "GET / HTTP/1.1\r\nHost: CLOSED.test.:443\r\n\r\n").status())
                .isEqualTo(200);
    }

    @Test
    void norIsItOverHttp2() throws Exception {
        try (RawStreams streams = streams(null, OPEN)) {
            streams.headers(1, true, fields(CLOSED));
            assertThat(streams.response(1).status()).isEqualTo(421);
            streams.headers(3, true, fields(OPEN));
            assertThat(streams.response(3).status()).isEqualTo(200);
            streams.headers(5, true, fields(CLOSED));
            assertThat(streams.response(5).status()).isEqualTo(421);
        }
        assertThat(target.requests()).hasSize(1);
        try (RawStreams streams = streams(authority.issue("CN=a"), CLOSED)) {
            streams.headers(1, true, fields(CLOSED));
            assertThat(streams.response(1).status()).isEqualTo(200);
            streams.headers(3, true, fields(OTHER));
            assertThat(streams.response(3).status()).isEqualTo(421);
        }
        assertThat(target.requests().getLast().header("X-Forwarded-Client-Cert")).contains("CN=a");
    }

    @Test
    void connectionsFromBeforeTheRuleAreNoWayAroundIt() throws Exception {
        apply(TlsRules.NONE);
        try (RawSocket socket = client(null).dial(port, CLOSED)) {
            String request = "GET / HTTP/1.1\r\nHost: closed.test\r\n\r\n";
            assertThat(socket.send(request).response().status()).isEqualTo(200);
            apply(asking(authority));
            assertThat(socket.send(request).response().status()).isEqualTo(421);
        }
        try (RawSocket socket = client(authority.issue("CN=a")).dial(port, CLOSED)) {
            String request = "GET / HTTP/1.1\r\nHost: closed.test\r\n\r\n";
            assertThat(socket.send(request).response().status()).isEqualTo(200);
            apply(asking(another));
            assertThat(socket.send(request).response().status()).isEqualTo(421);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void sessionsOfBeforeAreNoWayAround(String version) throws Exception {
        TlsClient client = client(authority.issue("CN=a"));
        String request = "GET / HTTP/1.1\r\nHost: closed.test\r\n\r\n";
        try (RawSocket socket = client.dial(port, CLOSED, List.of(version))) {
            assertThat(socket.send(request).response().status()).isEqualTo(200);
        }
        client.show(null);
        assertThatThrownBy(
                        () -> {
                            try (RawSocket socket = client.dial(port, CLOSED, List.of(version))) {
                                socket.send(request).response();
                            }
                        })
                .isInstanceOf(IOException.class);
        try (RawSocket socket = client.dial(port, OPEN, List.of(version))) {
            assertThat(socket.send(request).response().status()).isEqualTo(421);
        }
    }

    @Test
    void subjectsCanNotEndTheirField() {
        Map<String, String> subjects =
                Map.of(
                        "CN=\"a\\\";Hash=00\"", "CN=a\\22\\;Hash\\=00",
                        "CN=\"a\\\\\"", "CN=a\\5C",
                        "CN=\u00fc\n", "CN=\\C3\\BC\\0A",
                        "CN=plain+OU=x,O=y", "CN=plain+OU=x,O=y");
        subjects.forEach(
                (name, safe) ->
                        assertThat(ClientCertificate.subject(new X500Principal(name)))
                                .isEqualTo(safe));
    }

    private static TlsRules asking(ClientAuthority authority) {
        return new TlsRules(List.of(authority.certificate()), Optional.empty(), false);
    }

    private TlsClient client(@Nullable TlsIdentity shown) throws Exception {
        return new TlsClient(servers.identity().certificates().getFirst(), shown);
    }

    private RawSocket.Message get(@Nullable TlsIdentity shown, String name, String request)
            throws Exception {
        try (RawSocket socket = client(shown).dial(port, name, "http/1.1")) {
            return socket.send(request).response();
        }
    }

    private RawStreams streams(@Nullable TlsIdentity shown, String name) throws Exception {
        return RawStreams.over(client(shown).dial(port, name, "h2"));
    }

    private static String[] fields(String host) {
        return new String[] {
            ":method", "GET", ":scheme", "https", ":authority", host, ":path", "/"
        };
    }
}
