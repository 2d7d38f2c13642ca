package mvi.engines.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused, and that nothing of it reaches a target (RFC 9112 sections 2, 3, 5, 6, 7). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileRequestTest {
    private RawTarget target;
    private ProxyWorld world;

    @BeforeAll
    void open() throws IOException {
        target = RawTarget.greeting("secret");
        world = ProxyWorld.to(target);
    }

    @AfterAll
    void close() throws IOException {
        world.close();
        target.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "length beside coding|400|POST / HTTP/1.1~Host: app.test~Content-Length: 4~Transfer-Encoding: chunked~~0~~",
                "coding beside length|400|POST / HTTP/1.1~Host: app.test~Transfer-Encoding: chunked~Content-Length: 4~~0~~",
                "two lengths that differ|400|POST / HTTP/1.1~Host: app.test~Content-Length: 4~Content-Length: 5~~abcde",
                "two lengths that agree|400|POST / HTTP/1.1~Host: app.test~Content-Length: 4~Content-Length: 4~~abcd",
                "a list of lengths|400|POST / HTTP/1.1~Host: app.test~Content-Length: 4, 5~~abcde",
                "negative length|400|POST / HTTP/1.1~Host: app.test~Content-Length: -1~~",
                "length with a sign|400|POST / HTTP/1.1~Host: app.test~Content-Length: +4~~abcd",
                "length in hexadecimal|400|POST / HTTP/1.1~Host: app.test~Content-Length: 0x4~~abcd",
                "length that overflows|400|POST / HTTP/1.1~Host: app.test~Content-Length: 99999999999999999999~~a",
                "unknown final coding|400|POST / HTTP/1.1~Host: app.test~Transfer-Encoding: gzip~~abc",
                "chunked not last|400|POST / HTTP/1.1~Host: app.test~Transfer-Encoding: chunked, gzip~~0~~",
                "chunked twice|400|POST / HTTP/1.1~Host: app.test~Transfer-Encoding: chunked, chunked~~0~~",
                "a coding that looks like chunked|400|POST / HTTP/1.1~Host: app.test~Transfer-Encoding: xchunked~~0~~",
                "coding from an old client|400|POST / HTTP/1.0~Host: app.test~Transfer-Encoding: chunked~~0~~",
                "folded header line|400|GET / HTTP/1.1~Host: app.test~X-A: b~ folded~~",
                "folded with a tab|400|GET / HTTP/1.1~Host: app.test~X-A: b~\tfolded~~",
                "folded transfer coding|400|POST / HTTP/1.1~Host: app.test~Transfer-Encoding:~ chunked~~0~~",
                "space before the colon|400|GET / HTTP/1.1~Host: app.test~X-A : b~~",
                "space before a length's colon|400|POST / HTTP/1.1~Host: app.test~Content-Length : 4~~abcd",
                "header without a colon|400|GET / HTTP/1.1~Host: app.test~nonsense~~",
                "header without a name|400|GET / HTTP/1.1~Host: app.test~: b~~",
                "no Host|400|GET / HTTP/1.1~~",
                "two Hosts|400|GET / HTTP/1.1~Host: app.test~Host: other.test~~",
                "Host with a path|400|GET / HTTP/1.1~Host: app.test/x~~",
                "Host with a user|400|GET / HTTP/1.1~Host: me@app.test~~",
                "tunnel asked for|405|CONNECT app.test:443 HTTP/1.1~Host: app.test~~",
                "no version|400|GET /~Host: app.test~~",
                "a version to come|505|GET / HTTP/2.0~Host: app.test~~",
                "another protocol|400|GET / FTP/1.1 x~Host: app.test~~",
                "method with a comma|400|GE,T / HTTP/1.1~Host: app.test~~",
                "target that is no path|400|GET app HTTP/1.1~Host: app.test~~",
                "target of another scheme|400|GET ftp://app.test/ HTTP/1.1~Host: app.test~~",
                "target with a fragment|400|GET /#a HTTP/1.1~Host: app.test~~",
                "length named by Connection|400|POST / HTTP/1.1~Host: app.test~Content-Length: 4~Connection: content-length~~abcd",
                "Host named by Connection|400|GET / HTTP/1.1~Host: app.test~Connection: close, Host~~",
                "hidden WebSocket body|400|GET / HTTP/1.1~Host: app.test~Connection: Upgrade~Upgrade: WebSocket~Sec-WebSocket-Key1: 1~~12345678",
                "chunk size that is none|400|POST / HTTP/1.1~Host: app.test~Transfer-Encoding: chunked~~zz~a~0~~",
                "chunk size with a sign|400|POST / HTTP/1.1~Host: app.test~Transfer-Encoding: chunked~~-1~a~0~~",
                "chunk size that overflows|400|POST / HTTP/1.1~Host: app.test~Transfer-Encoding: chunked~~fffffffff~a~0~~",
                "chunk longer than said|400|POST / HTTP/1.1~Host: app.test~Transfer-Encoding: chunked~~1~ab~0~~",
            })
    void isRefusedAndClosed(String name, int status, String request) throws Exception {
        int before = target.requests().size();
        try (var client = world.client()) {
            client.send(bytes(request));
            var response = client.response();
            assertThat(response.status()).as(response.head()).isEqualTo(status);
            assertThat(response.header("Connection")).isEqualTo("close");
            assertThat(response.body()).doesNotContain("secret");
            assertThat(client.isAtEnd()).isTrue();
        }
        assertThat(target.requests()).hasSize(before);
    }

    @Test
    void tooManyFieldsAreRefused() throws Exception {
        try (var client = world.client()) {
            client.send("GET / HTTP/1.1\r\nHost: app.test\r\n" + "A: b\r\n".repeat(128) + "\r\n");
            assertThat(client.response().status()).isEqualTo(431);
            assertThat(client.isAtEnd()).isTrue();
        }
    }

    @Test
    void bareLineFeedsAreRefused() throws Exception {
        try (var client = world.client()) {
            client.send("GET / HTTP/1.1\nHost: app.test\n\n");
            assertThat(client.response().status()).isEqualTo(400);
            assertThat(client.isAtEnd()).isTrue();
        }
    }

    @Test
    void aBareLineFeedAmongGoodLinesIsRefused() throws Exception {
        try (var client = world.client()) {
            client.send("GET / HTTP/1.1\r\nHost: app.test\r\nA: b\nC: d\r\n\r\n");
            assertThat(client.response().status()).isEqualTo(400);
        }
    }

    @Test
    void aZeroByteInAValueIsRefused() throws Exception {
        try (var client = world.client()) {
            client.send("GET / HTTP/1.1\r\nHost: app.test\r\nA: b\0c\r\n\r\n");
            assertThat(client.response().status()).isEqualTo(400);
        }
    }

    @Test
    void aLineFeedAfterAChunkSizeIsRefused() throws Exception {
        try (var client = world.client()) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: app.test\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + "1\na\r\n0\r\n\r\n");
            assertThat(client.response().status()).isEqualTo(400);
        }
    }

    @Test
    void aFoldThatComesByteByByteIsRefused() throws Exception {
        try (var client = world.client()) {
            for (char each : bytes("GET / HTTP/1.1~Host: app.test~A: b~ c~~").toCharArray()) {
                client.send(String.valueOf(each));
            }
            assertThat(client.response().status()).isEqualTo(400);
        } catch (IOException closedWhileSending) {
            assertThat(closedWhileSending).isInstanceOf(java.net.SocketException.class);
        }
        assertThat(target.requests()).noneMatch(request -> request.head().contains("A: b"));
    }

    @Test
    void aSmuggledRequestIsNeverSeen() throws Exception {
        int before = target.requests().size();
        try (var client = world.client()) {
            client.send(
                    bytes(
                            "POST / HTTP/1.1~Host: app.test~Content-Length: 6~"
                                    + "Transfer-Encoding: chunked~~0~~"
                                    + "GET /admin HTTP/1.1~Host: app.test~~"));
            assertThat(client.response().status()).isEqualTo(400);
            assertThat(client.rest()).isEmpty();
        }
        assertThat(target.requests()).hasSize(before);
    }

    @Test
    void aLongLineIs414() throws Exception {
        try (var client = world.client()) {
            client.send("GET /" + "a".repeat(9000) + " HTTP/1.1\r\nHost: app.test\r\n\r\n");
            assertThat(client.response().status()).isEqualTo(414);
        }
    }

    @Test
    void aLongHeaderIs431() throws Exception {
        try (var client = world.client()) {
            client.send("GET / HTTP/1.1\r\nHost: app.test\r\n");
            client.send("X-A: " + "a".repeat(20_000) + "\r\nX-B: " + "b".repeat(20_000) + "\r\n");
            assertThat(client.response().status()).isEqualTo(431);
        }
    }

    @Test
    void anUnknownHostLearnsNothing() throws Exception {
        try (var client = world.client()) {
            client.send("GET / HTTP/1.1\r\nHost: other.test\r\n\r\n");
            var response = client.response();
            assertThat(response.status()).isEqualTo(404);
            assertThat(response.head() + response.body()).doesNotContain("app.test", "other.test");
            client.send("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
            assertThat(client.response().status()).isEqualTo(200);
        }
    }

    @Test
    void anUpgradeToHttp2IsNotPassedOn() throws Exception {
        try (var client = world.client()) {
            client.send(
                    bytes(
                            "GET / HTTP/1.1~Host: app.test~Connection: Upgrade, HTTP2-Settings~"
                                    + "Upgrade: h2c~HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA~~"));
            assertThat(client.response().status()).isEqualTo(200);
            assertThat(target.last().header("Upgrade")).isEmpty();
            assertThat(target.last().header("HTTP2-Settings")).isEmpty();
        }
    }

    private static String bytes(String request) {
        return request.replace("~", "\r\n");
    }
}
