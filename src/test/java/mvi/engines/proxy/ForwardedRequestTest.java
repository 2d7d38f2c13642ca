package mvi.engines.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.wire.PlatformCa;
import mvi.fakes.ClientAuthority;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests that a trusted proxy passes on, with its word of who asked and how. */
class ForwardedRequestTest {
    private static final String APP = "app.test";
    private static final String SECURE = "secure.test";
    private static final String CLOSED = "closed.test";
    private static final String MOVED = "moved.test";
    private static final String CANONICAL = "canonical.test";
    private static final String HSTS = "Strict-Transport-Security";

    private final PlatformCa authority =
            PlatformCa.create("servers", Clock.system(), Chance.system());
    private final RawTarget target = RawTarget.greeting("ok");
    private final ProxyWorld world =
            new ProxyWorld(
                    ProxyLimits.DEFAULT,
                    new TrustedProxies(TrustedProxies.parse("127.0.0.1"), false),
                    1);
    private final int tlsPort = listen();

    ForwardedRequestTest() throws Exception {
        world.proxy.certify(
                List.of(
                        new CertificateSpec(
                                List.of(SECURE),
                                authority.issue(List.of(SECURE), List.of()),
                                true)),
                Map.of(),
                List.of());
        List<RouteSpec.TargetSpec> targets = List.of(ProxyWorld.spec(target, false));
        TlsRules hsts = new TlsRules(List.of(), Optional.of(Duration.ofDays(1)), false);
        TlsRules asking =
                new TlsRules(
                        List.of(new ClientAuthority("clients").certificate()),
                        Optional.empty(),
                        false);
        RoutePolicy canonical =
                new RoutePolicy(RoutePolicy.Balancing.STICKY, Duration.ZERO, 0, 0, CANONICAL, "");
        world.apply(
                new RouteSpec("app/web", List.of(APP), targets),
                route("app/secure", List.of(SECURE), RoutePolicy.DEFAULT, hsts, targets),
                route("app/closed", List.of(CLOSED), RoutePolicy.DEFAULT, asking, targets),
                route("app/c", List.of(MOVED, CANONICAL), canonical, TlsRules.NONE, targets));
        ProxyWorld.await(
                () -> world.targets().stream().allMatch(each -> each.health() == Health.HEALTHY));
    }

    private static RouteSpec route(
            String id,
            List<String> hosts,
            RoutePolicy policy,
            TlsRules rules,
            List<RouteSpec.TargetSpec> targets) {
        return new RouteSpec(id, hosts, targets, List.of(), policy, rules);
    }

    private int listen() {
        ProxyTls tls = new ProxyTls(authority.issue(List.of("*.test"), List.of()), Chance.system());
        return world.proxy
                .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), tls)
                .orElseThrow()
                .port();
    }

    @AfterEach
    void close() throws IOException {
        ProxyWorld.await(() -> world.proxy.openConnections() == 0);
        world.close();
        target.close();
    }

    private RawSocket.Message ask(String host, String... fields) throws IOException {
        try (RawSocket client = world.client()) {
            return client.send(request(host, fields)).response();
        }
    }

    private static String request(String host, String... fields) {
        StringBuilder head = new StringBuilder("GET /a HTTP/1.1\r\nHost: " + host + "\r\n");
        for (String each : fields) {
            head.append(each).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    @Test
    void itsWordOfTheClientIsKept() throws Exception {
        ask(
                APP,
                "X-Forwarded-For: 6.6.6.6, 203.0.113.5",
                "X-Forwarded-Proto: https",
                "X-Forwarded-Host: www.example.org",
                "X-Forwarded-Port: 8",
                "X_Forwarded_For: 6.6.6.6",
                "X-Real-IP: 6.6.6.6",
                "X-Forwarded-Client-Cert: Hash=forged",
                "Forwarded: for=6.6.6.6");
        var seen = target.last();
        assertThat(seen.header("X-Forwarded-For")).isEqualTo("203.0.113.5, 127.0.0.1");
        assertThat(seen.count("X-Forwarded-For")).isOne();
        assertThat(seen.header("X-Forwarded-Proto")).isEqualTo("https");
        assertThat(seen.header("X-Forwarded-Host")).isEqualTo("www.example.org");
        assertThat(seen.header("Host")).isEqualTo(APP);
        assertThat(seen.head())
                .as("what only a client can have said")
                .doesNotContain("6.6.6.6", "forged", "Forwarded-Port");
        assertThat(record().client()).isEqualTo("203.0.113.5");
        ask(APP);
        assertThat(target.last().header("X-Forwarded-For")).isEqualTo("127.0.0.1");
        assertThat(target.last().header("X-Forwarded-Proto")).isEqualTo("http");
        assertThat(target.last().header("X-Forwarded-Host")).isEqualTo(APP);
        assertThat(record().client()).isEqualTo("127.0.0.1");
    }

    @Test
    void eachRequestOfAConnectionHasItsOwnClient() throws Exception {
        try (RawStreams streams = RawStreams.dial(world.port);
                RawSocket client = world.client()) {
            for (int i = 1; i < 4; i++) {
                String who = "203.0.113." + i;
                client.send(request(APP, "X-Forwarded-For: " + who)).response();
                assertThat(record().client()).isEqualTo(who);
                streams.headers(
                        2 * i - 1,
                        true,
                        ":method",
                        "GET",
                        ":scheme",
                        "http",
                        ":authority",
                        APP,
                        ":path",
                        "/",
                        "x-forwarded-for",
                        who);
                assertThat(streams.response(2 * i - 1).status()).isEqualTo(200);
                assertThat(target.last().header("X-Forwarded-For")).isEqualTo(who + ", 127.0.0.1");
                assertThat(record().client()).isEqualTo(who);
            }
        }
    }

    private AccessRecord record() throws InterruptedException {
        return world.proxy.access().drain(1, Duration.ofSeconds(20)).getFirst();
    }

    /** A client behind a proxy that passes Connection on. */
    @Test
    void connectionCanNotTakeItsWordOut() throws Exception {
        for (String named :
                List.of("X-Forwarded-For, X-Forwarded-Proto", "x_forwarded_for, close")) {
            ask(
                    APP,
                    "Connection: " + named + ", X-Hop",
                    "X-Hop: 1",
                    "X-Forwarded-For: 203.0.113.5",
                    "X_Forwarded_For: 6.6.6.6",
                    "X-Forwarded-Proto: https");
            var seen = target.last();
            assertThat(seen.header("X-Forwarded-For")).isEqualTo("203.0.113.5, 127.0.0.1");
            assertThat(seen.header("X-Forwarded-Proto")).isEqualTo("https");
            assertThat(seen.head()).doesNotContain("X-Hop", "6.6.6.6");
        }
    }

    @Test
    void whatCameToItByHttpsIsNotSentThere() throws Exception {
        var moved = ask(SECURE);
        assertThat(moved.status()).isEqualTo(308);
        assertThat(moved.header("Location")).as("at the proxy").isEqualTo("https://secure.test/a");
        assertThat(moved.header(HSTS)).isEmpty();
        var answer = ask(SECURE, "X-Forwarded-Proto: https");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header(HSTS)).isEqualTo("max-age=86400");
    }

    @Test
    void whatCameToItInClearIsSentToHttps() throws Exception {
        TlsClient client = new TlsClient(authority.identity().certificates().getFirst(), null);
        try (RawSocket socket = client.dial(tlsPort, SECURE)) {
            var answer = socket.send(request(SECURE)).response();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header(HSTS)).isEqualTo("max-age=86400");
            assertThat(target.last().header("X-Forwarded-Proto")).isEqualTo("https");
            var moved = socket.send(request(SECURE, "X-Forwarded-Proto: http")).response();
            assertThat(moved.status()).isEqualTo(308);
            assertThat(moved.header("Location")).isEqualTo("https://secure.test/a");
        }
    }

    @Test
    void theCanonicalNameIsReachedAsTheClientCame() throws Exception {
        assertThat(ask(MOVED).header("Location")).isEqualTo("http://canonical.test/a");
        var moved = ask(MOVED, "X-Forwarded-Proto: https");
        assertThat(moved.status()).isEqualTo(308);
        assertThat(moved.header("Location")).isEqualTo("https://canonical.test/a");
        assertThat(ask(CANONICAL).header("Set-Cookie")).doesNotContain("Secure");
        assertThat(ask(CANONICAL, "X-Forwarded-Proto: https").header("Set-Cookie"))
                .contains("; Secure");
    }

    /** It took the client's TLS, and with it what the client has to show. */
    @Test
    void itCanNotVouchForACertificateThatNobodyShowed() throws Exception {
        int before = target.requests().size();
        var answer = ask(CLOSED, "X-Forwarded-Proto: https", "X-Forwarded-Client-Cert: Hash=00");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(ask(CLOSED).status()).isEqualTo(308);
        assertThat(target.requests()).hasSize(before);
    }
}
