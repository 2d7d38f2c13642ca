package mvi.engines.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.wire.PlatformCa;
import org.junit.jupiter.api.Test;

/** HSTS (RFC 6797): told over HTTPS alone, where a browser knows the certificate. */
class StrictTransportTest {
    private static final String FIELD = "Strict-Transport-Security";

    private final PlatformCa servers =
            PlatformCa.create("servers", Clock.system(), Chance.system());

    @Test
    void isToldByHttpsForNamesThatBrowsersKnow() throws Exception {
        TlsRules rules = new TlsRules(List.of(), Optional.of(Duration.ofDays(180)), false);
        try (var target =
                        RawTarget.answering(
                                request ->
                                        request.firstLine().contains("/own")
                                                ? "HTTP/1.1 200 OK\r\nstrict-transport-security:"
                                                        + " max-age=1\r\nContent-Length: 0\r\n\r\n"
                                                : RawTarget.ok("ok"));
                var world = new ProxyWorld(ProxyLimits.DEFAULT)) {
            ProxyTls tls =
                    new ProxyTls(servers.issue(List.of("local.test"), List.of()), Chance.system());
            var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            int port = world.proxy.listen(any, tls).orElseThrow().port();
            world.proxy.certify(
                    List.of(certificate("known.test", true), certificate("own.test", false)),
                    Map.of(),
                    List.of());
            List<RouteSpec.TargetSpec> targets = List.of(ProxyWorld.spec(target, false));
            world.apply(
                    new RouteSpec(
                            "app/web",
                            List.of("known.test", "own.test", "local.test"),
                            targets,
                            List.of(),
                            RoutePolicy.DEFAULT,
                            rules),
                    new RouteSpec("app/quiet", List.of("quiet.test"), targets));
            ProxyWorld.await(
                    () ->
                            world.targets().stream()
                                    .allMatch(each -> each.health() == Health.HEALTHY));
            assertThat(get(port, "known.test", "/")).isEqualTo("max-age=15552000");
            assertThat(get(port, "known.test", "/own")).as("the app's own").isEqualTo("max-age=1");
            assertThat(get(port, "own.test", "/")).isEmpty();
            assertThat(get(port, "local.test", "/")).isEmpty();
            assertThat(get(port, "quiet.test", "/")).isEmpty();
            try (RawStreams streams = RawStreams.over(client().dial(port, "known.test", "h2"))) {
                streams.headers(
                        1,
                        true,
                        ":method",
                        "GET",
                        ":scheme",
                        "https",
                        ":authority",
                        "known.test",
                        ":path",
                        "/");
                assertThat(streams.response(1).head())
                        .containsEntry("strict-transport-security", "max-age=15552000");
            }
            try (RawSocket clear = world.client()) {
                clear.send("GET / HTTP/1.1\r\nHost: local.test\r\n\r\n");
                assertThat(clear.response().header(FIELD)).isEmpty();
                clear.send("GET / HTTP/1.1\r\nHost: known.test\r\n\r\n");
                RawSocket.Message moved = clear.response();
                assertThat(moved.status()).isEqualTo(308);
                assertThat(moved.header(FIELD)).isEmpty();
            }
        }
    }

    private CertificateSpec certificate(String name, boolean isKnown) {
        return new CertificateSpec(List.of(name), servers.issue(List.of(name), List.of()), isKnown);
    }

    private TlsClient client() throws Exception {
        return new TlsClient(servers.identity().certificates().getFirst(), null);
    }

    private String get(int port, String host, String path) throws Exception {
        try (RawSocket socket = client().dial(port, host)) {
            return socket.send("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                    .response()
                    .header(FIELD);
        }
    }
}
