package mvi.engines.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a target sees of a request. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestPassingTest {
    private RawTarget target;
    private ProxyWorld world;

    @BeforeAll
    void open() throws IOException {
        target = RawTarget.answering(request -> RawTarget.ok(request.body()));
        world = ProxyWorld.to(target);
    }

    @AfterAll
    void close() throws IOException {
        world.close();
        target.close();
    }

    private RawSocket.Message seen(String... lines) throws IOException {
        try (var client = world.client()) {
            client.send(String.join("\r\n", lines) + "\r\n\r\n");
            assertThat(client.response().status()).isEqualTo(200);
            return target.last();
        }
    }

    @Test
    void forgedForwardingHeadersAreReplaced() throws Exception {
        var request =
                seen(
                        "GET / HTTP/1.1",
                        "Host: app.test",
                        "X-Forwarded-For: 6.6.6.6",
                        "X-Forwarded-For: 7.7.7.7",
                        "x-forwarded-proto: https",
                        "X-Forwarded-Host: evil.test",
                        "X_Forwarded_For: 8.8.8.8",
                        "X-Real-IP: 9.9.9.9",
                        "Forwarded: for=6.6.6.6");
        assertThat(request.header("X-Forwarded-For")).isEqualTo("127.0.0.1");
        assertThat(request.count("X-Forwarded-For")).isOne();
        assertThat(request.header("X-Forwarded-Proto")).isEqualTo("http");
        assertThat(request.header("X-Forwarded-Host")).isEqualTo("app.test");
        assertThat(request.head())
                .doesNotContain("6.6.6.6", "7.7.7.7", "8.8.8.8", "9.9.9.9", "evil");
    }

    @Test
    void hopByHopHeadersEndHere() throws Exception {
        var request =
                seen(
                        "GET / HTTP/1.1",
                        "Host: app.test",
                        "Connection: keep-alive, X-Hop",
                        "X-Hop: 1",
                        "Keep-Alive: timeout=5",
                        "Proxy-Connection: keep-alive",
                        "Proxy-Authorization: Basic eA==",
                        "TE: trailers",
                        "Authorization: Bearer kept");
        assertThat(request.head())
                .doesNotContainIgnoringCase("\r\nConnection:")
                .doesNotContain("X-Hop", "Keep-Alive", "Proxy-", "TE:")
                .contains("Authorization: Bearer kept");
    }

    @Test
    void aRequestIdIsAddedWhereThereIsNone() throws Exception {
        assertThat(seen("GET / HTTP/1.1", "Host: app.test").header("X-Request-Id")).hasSize(32);
        assertThat(seen("GET / HTTP/1.1", "Host: app.test", "X-Request-Id: mine"))
                .satisfies(r -> assertThat(r.header("X-Request-Id")).isEqualTo("mine"));
    }

    @Test
    void hostPathAndQueryStayAsTheyCame() throws Exception {
        var request = seen("GET /a%2Fb/../c?q=%20&x HTTP/1.1", "Host: APP.test:8080");
        assertThat(request.firstLine()).isEqualTo("GET /a%2Fb/../c?q=%20&x HTTP/1.1");
        assertThat(request.header("Host")).isEqualTo("APP.test:8080");
    }

    @Test
    void anAbsoluteTargetReplacesHost() throws Exception {
        var request = seen("GET http://app.test/x?y HTTP/1.1", "Host: other.test");
        assertThat(request.firstLine()).isEqualTo("GET /x?y HTTP/1.1");
        assertThat(request.header("Host")).isEqualTo("app.test");
    }

    @Test
    void anAbsoluteTargetWithoutAPathIsTheRoot() throws Exception {
        assertThat(seen("GET http://app.test?y HTTP/1.1", "Host: app.test").firstLine())
                .isEqualTo("GET /?y HTTP/1.1");
    }

    @Test
    void theServerAsAWholeMayBeAsked() throws Exception {
        assertThat(seen("OPTIONS * HTTP/1.1", "Host: app.test").firstLine())
                .isEqualTo("OPTIONS * HTTP/1.1");
    }

    @Test
    void anUncommonMethodPasses() throws Exception {
        assertThat(seen("PROPFIND / HTTP/1.1", "Host: app.test").firstLine())
                .startsWith("PROPFIND");
    }

    @Test
    void bytesBeyondAsciiInValuesPassUnchanged() throws Exception {
        assertThat(seen("GET / HTTP/1.1", "Host: app.test", "X-A: caf\u00e9").header("X-A"))
                .isEqualTo("caf\u00e9");
    }

    @Test
    void aNameWithItsRootsDotIsTheSame() throws Exception {
        assertThat(seen("GET / HTTP/1.1", "Host: app.test.")).isNotNull();
    }

    @Test
    void anEmptyLineBeforeARequestIsForgiven() throws Exception {
        assertThat(seen("", "GET /e HTTP/1.1", "Host: app.test").firstLine())
                .isEqualTo("GET /e HTTP/1.1");
    }

    @Test
    void anOldClientsConnectionCloses() throws Exception {
        try (var client = world.client()) {
            client.send("GET / HTTP/1.0\r\nHost: app.test\r\n\r\n");
            assertThat(client.response().header("Connection")).isEqualTo("close");
            assertThat(client.isAtEnd()).isTrue();
        }
    }

    @Test
    void anOldClientMayKeepItsConnection() throws Exception {
        try (var client = world.client()) {
            for (int i = 0; i < 3; i++) {
                client.send("GET / HTTP/1.0\r\nHost: app.test\r\nConnection: keep-alive\r\n\r\n");
                assertThat(client.response().header("Connection")).isEqualTo("keep-alive");
            }
        }
        assertThat(target.last().firstLine()).isEqualTo("GET / HTTP/1.1");
    }

    @Test
    void connectionCloseIsHonoured() throws Exception {
        try (var client = world.client()) {
            client.send("GET / HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n\r\n");
            assertThat(client.response().header("Connection")).isEqualTo("close");
            assertThat(client.isAtEnd()).isTrue();
        }
    }

    @Test
    void aBodyOfKnownLengthPasses() throws Exception {
        try (var client = world.client()) {
            String body = "0123456789".repeat(30_000);
            client.send(
                    "POST /p HTTP/1.1\r\nHost: app.test\r\nContent-Length: 300000\r\n\r\n" + body);
            assertThat(client.response().body()).isEqualTo(body);
            assertThat(target.last().header("Content-Length")).isEqualTo("300000");
        }
    }

    @Test
    void aChunkedBodyPassesWithItsTrailers() throws Exception {
        try (var client = world.client()) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: app.test\r\nTransfer-Encoding: chunked\r\n"
                            + "Trailer: X-Sum\r\n\r\n5;ext=1\r\nhello\r\n6\r\n world\r\n"
                            + "0\r\nX-Sum: 42\r\n\r\n");
            assertThat(client.response().body()).isEqualTo("hello world");
            assertThat(target.last().trailers()).isEqualTo("X-Sum: 42\n");
            assertThat(target.last().header("Content-Length")).isEmpty();
        }
    }

    @Test
    void longChunksPassWithTheirEnd() throws Exception {
        try (var client = world.client()) {
            for (int length : List.of(4000, 4095, 4096, 5000, 20_000)) {
                String body = "x".repeat(length);
                client.send(
                        "POST / HTTP/1.1\r\nHost: app.test\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + (Integer.toHexString(length) + "\r\n" + body + "\r\n").repeat(2)
                                + "0\r\n\r\n");
                assertThat(client.response().body()).isEqualTo(body + body);
            }
        }
    }

    @Test
    void anEmptyPostKeepsItsLength() throws Exception {
        assertThat(seen("POST / HTTP/1.1", "Host: app.test", "Content-Length: 0"))
                .satisfies(r -> assertThat(r.header("Content-Length")).isEqualTo("0"));
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        try (var client = world.client()) {
            StringBuilder all = new StringBuilder();
            for (int i = 100; i < 200; i++) {
                all.append("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 3\r\n\r\n")
                        .append(i);
            }
            client.send(all.toString());
            for (int i = 100; i < 200; i++) {
                assertThat(client.response().body()).isEqualTo(String.valueOf(i));
            }
        }
    }

    @Test
    void pipelinedRefusalsKeepTheirPlace() throws Exception {
        try (var client = world.client()) {
            String refused = "GET / HTTP/1.1\r\nHost: nobody.test\r\n\r\n";
            String served = "POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 1\r\n\r\nx";
            client.send((refused + served).repeat(20));
            for (int i = 0; i < 20; i++) {
                assertThat(client.response().status()).isEqualTo(404);
                assertThat(client.response().body()).isEqualTo("x");
            }
        }
    }

    @Test
    void aClientThatClosesItsHalfGetsItsAnswer() throws Exception {
        try (var client = world.client()) {
            client.send("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
            client.shutdownOutput();
            assertThat(client.response().status()).isEqualTo(200);
            assertThat(client.isAtEnd()).isTrue();
        }
    }

    @Test
    void aRequestThatComesByteByBytePasses() throws Exception {
        try (var client = world.client()) {
            String request = "POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 3\r\n\r\n b ";
            for (char each : request.toCharArray()) {
                client.send(String.valueOf(each));
            }
            assertThat(client.response().body()).isEqualTo(" b ");
        }
    }
}
