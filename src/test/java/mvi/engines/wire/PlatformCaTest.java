package mvi.engines.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.ByteCount;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.http.ClientTls;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpAnswer;
import mvi.engines.http.HttpCall;
import mvi.engines.http.HttpClient;
import mvi.engines.http.HttpEndpoint;
import mvi.engines.http.HttpLimits;
import mvi.engines.http.HttpReply;
import mvi.engines.http.HttpServer;
import mvi.engines.http.PlainPolicy;
import mvi.engines.http.ServerTls;
import org.junit.jupiter.api.Test;

final class PlatformCaTest {
    private static String get(HttpClient client, HttpEndpoint endpoint) throws IOException {
        HttpCall call =
                new HttpCall(
                        endpoint,
                        "GET",
                        "/",
                        Headers.NONE,
                        ByteSource.empty(),
                        Duration.ofSeconds(20));
        try (HttpAnswer answer = client.send(call)) {
            return answer.status()
                    + new String(
                            answer.body().readAll(ByteCount.kib(64)), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void itsCertificatesAreTrustedOnAPortThatAlsoSpeaksPlainHttp() throws IOException {
        PlatformCa made = PlatformCa.create("mvi test", Clock.system(), Chance.system());
        PlatformCa ca = PlatformCa.of(made.identity(), Clock.system(), Chance.system());
        Events events = Events.to(new StringBuilder(), Clock.system());
        ServerTls tls = new ServerTls(ca.issue(List.of("localhost"), List.of("127.0.0.1")), events);
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (HttpServer server =
                        new HttpServer(
                                "tls",
                                r -> HttpReply.text(200, "" + r.secure()),
                                HttpLimits.DEFAULT,
                                Optional.of(tls),
                                events);
                HttpClient trusting =
                        new HttpClient(
                                HttpLimits.DEFAULT,
                                Optional.of(new ClientTls(ca.trustPem(), false)));
                HttpClient stranger = new HttpClient(HttpLimits.DEFAULT, Optional.empty())) {
            server.start();
            int port = server.listen(any).getPort();
            HttpEndpoint secure = new HttpEndpoint.Tls("127.0.0.1", port);
            assertThat(get(trusting, secure)).isEqualTo("200true");
            assertThat(get(trusting, new HttpEndpoint.Plain("127.0.0.1", port)))
                    .isEqualTo("200false");
            assertThatThrownBy(() -> get(stranger, secure))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no trust in");
            int tlsOnly = server.listen(any, PlainPolicy.REFUSED).getPort();
            assertThat(get(trusting, new HttpEndpoint.Plain("127.0.0.1", tlsOnly)))
                    .startsWith("400");

            tls.replace(ca.issue(List.of("other"), List.of()), Map.of());
            try (HttpClient fresh =
                    new HttpClient(
                            HttpLimits.DEFAULT, Optional.of(new ClientTls(ca.trustPem(), false)))) {
                assertThatThrownBy(() -> get(fresh, secure)).hasMessageContaining("no trust in");
            }
        }
    }
}
