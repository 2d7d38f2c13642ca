package mvi.engines.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.wire.PlatformCa;
import org.junit.jupiter.api.Test;

/** What a client sees of a target's response, whole or broken. */
class ResponsePassingTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n";
    private static final String OLD_GET = "GET / HTTP/1.0\r\nHost: app.test\r\n\r\n";

    /** What a test does with a client of a proxy whose target answers so. */
    @FunctionalInterface
    private interface Use {
        void with(RawSocket client) throws Exception;
    }

    /** The target answers each request with these bytes and then keeps or hangs up. */
    private static void answering(String answer, boolean hangsUp, Use use) throws Exception {
        try (var target =
                        RawTarget.scripted(
                                (connection, self) -> {
                                    while (self.request(connection).isPresent()) {
                                        connection.send(answer);
                                        if (hangsUp) {
                                            return;
                                        }
                                    }
                                });
                var world = ProxyWorld.to(target);
                var client = world.client()) {
            use.with(client);
        }
    }

    @Test
    void aResponseToHeadHasALengthAndNoBody() throws Exception {
        answering(
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
                false,
                client -> {
                    for (int i = 0; i < 3; i++) {
                        client.send("HEAD / HTTP/1.1\r\nHost: app.test\r\n\r\n");
                        var response = client.message(true).orElseThrow();
                        assertThat(response.header("Content-Length")).isEqualTo("5");
                    }
                });
    }

    @Test
    void aBodyAfterAResponseToHeadIsNobodysAnswer() throws Exception {
        try (var target =
                        RawTarget.answering(
                                request ->
                                        request.firstLine().startsWith("HEAD")
                                                ? "HTTP/1.1 200 OK\r\nContent-Length: 46\r\n\r\n"
                                                        + RawTarget.ok("smuggled")
                                                : RawTarget.ok("right"));
                var world = ProxyWorld.to(target);
                var client = world.client()) {
            client.send("HEAD / HTTP/1.1\r\nHost: app.test\r\n\r\n" + GET);
            assertThat(client.message(true).orElseThrow().status()).isEqualTo(200);
            assertThat(client.response().body()).isEqualTo("right");
        }
    }

    @Test
    void noContentHasNoBodyAndKeepsTheConnection() throws Exception {
        answering(
                "HTTP/1.1 204 No Content\r\n\r\n",
                false,
                client -> {
                    for (int i = 0; i < 3; i++) {
                        assertThat(client.send(GET).response().status()).isEqualTo(204);
                    }
                });
    }

    @Test
    void notModifiedMayNameALengthItDoesNotSend() throws Exception {
        answering(
                "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\nETag: \"a\"\r\n\r\n",
                false,
                client -> {
                    for (int i = 0; i < 3; i++) {
                        assertThat(client.send(GET).response().header("ETag")).isEqualTo("\"a\"");
                    }
                });
    }

    @Test
    void chunksAndTrailersPass() throws Exception {
        answering(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "3\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 7\r\n\r\n",
                false,
                client -> {
                    for (int i = 0; i < 3; i++) {
                        var response = client.send(GET).response();
                        assertThat(response.body()).isEqualTo("abcde");
                        assertThat(response.trailers()).isEqualTo("X-Sum: 7\n");
                    }
                });
    }

    @Test
    void longChunksPassWithTheirEnd() throws Exception {
        for (int length : List.of(4000, 4095, 4096, 5000, 20_000)) {
            String body = "x".repeat(length);
            answering(
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + (Integer.toHexString(length) + "\r\n" + body + "\r\n").repeat(2)
                            + "0\r\n\r\n",
                    false,
                    client -> {
                        for (int i = 0; i < 3; i++) {
                            assertThat(client.send(GET).response().body()).isEqualTo(body + body);
                        }
                    });
        }
    }

    @Test
    void chunksReachAnOldClientAsBareBytes() throws Exception {
        answering(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
                false,
                client -> {
                    var response = client.send(OLD_GET).response();
                    assertThat(response.body()).isEqualTo("abc");
                    assertThat(response.header("Transfer-Encoding")).isEmpty();
                    assertThat(response.header("Connection")).isEqualTo("close");
                });
    }

    @Test
    void aBodyThatEndsWithItsConnectionBecomesChunks() throws Exception {
        answering(
                "HTTP/1.0 200 OK\r\n\r\nabc",
                true,
                client -> {
                    var response = client.send(GET).response();
                    assertThat(response.header("Transfer-Encoding")).isEqualTo("chunked");
                    assertThat(response.body()).isEqualTo("abc");
                    assertThat(client.send(GET).response().body()).isEqualTo("abc");
                });
    }

    @Test
    void hopByHopHeadersOfATargetEndHere() throws Exception {
        answering(
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive, X-Hop\r\n"
                        + "X-Hop: 1\r\nKeep-Alive: timeout=1\r\nSet-Cookie: a\r\n"
                        + "Set-Cookie: b\r\n\r\n",
                false,
                client -> {
                    var response = client.send(GET).response();
                    assertThat(response.head()).doesNotContain("X-Hop", "Keep-Alive", "Connection");
                    assertThat(response.count("Set-Cookie")).isEqualTo(2);
                });
    }

    @Test
    void earlyHintsPassBeforeTheResponse() throws Exception {
        answering(
                "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + RawTarget.ok("x"),
                false,
                client -> {
                    for (int i = 0; i < 3; i++) {
                        assertThat(client.send(GET).head().orElseThrow()).contains("103", "a.css");
                        assertThat(client.response().body()).isEqualTo("x");
                    }
                });
    }

    @Test
    void earlyHintsAreKeptFromAnOldClient() throws Exception {
        answering(
                "HTTP/1.1 103 Early Hints\r\n\r\n" + RawTarget.ok("x"),
                false,
                client -> assertThat(client.send(OLD_GET).response().status()).isEqualTo(200));
    }

    @Test
    void earlyHintsWithoutEndAreABadAnswer() throws Exception {
        answering(
                "HTTP/1.1 102 Processing\r\n\r\n".repeat(40),
                false,
                client -> {
                    client.send(GET);
                    assertThatThrownBy(
                                    () -> {
                                        while (client.response().status() != 502) {}
                                        throw new EOFException("502");
                                    })
                            .hasMessageContaining("502");
                });
    }

    @Test
    void aSwitchThatNobodyAskedForIsABadAnswer() throws Exception {
        answering(
                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n",
                false,
                client -> assertThat(client.send(GET).response().status()).isEqualTo(502));
    }

    @Test
    void aTargetThatDoesNotSpeakHttpIsABadAnswer() throws Exception {
        answering(
                "SSH-2.0-OpenSSH_9.2\r\n",
                false,
                client -> assertThat(client.send(GET).response().status()).isEqualTo(502));
    }

    @Test
    void aTargetsLengthBesideItsCodingIsABadAnswer() throws Exception {
        answering(
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "3\r\nabc\r\n0\r\n\r\n",
                false,
                client -> assertThat(client.send(GET).response().status()).isEqualTo(502));
    }

    @Test
    void aTargetsHeaderOverTheLimitIsABadAnswer() throws Exception {
        answering(
                "HTTP/1.1 200 OK\r\nX: " + "a".repeat(40_000) + "\r\n\r\n",
                false,
                client -> assertThat(client.send(GET).response().status()).isEqualTo(502));
    }

    @Test
    void aTargetThatHangsUpBeforeAnAnswerIs502() throws Exception {
        answering(
                "",
                true,
                client -> {
                    var response = client.send(GET).response();
                    assertThat(response.status()).isEqualTo(502);
                    assertThat(response.header("Connection")).isEmpty();
                    assertThat(client.send(GET).response().status()).isEqualTo(502);
                });
    }

    @Test
    void aCutBodyOfKnownLengthIsCut() throws Exception {
        answering(
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
                true,
                client ->
                        assertThatThrownBy(() -> client.send(GET).response())
                                .isInstanceOf(IOException.class));
    }

    @Test
    void cutChunksAreCut() throws Exception {
        answering(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
                true,
                client ->
                        assertThatThrownBy(() -> client.send(GET).response())
                                .isInstanceOf(IOException.class));
    }

    @Test
    void badChunksOfATargetAreCut() throws Exception {
        answering(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n",
                false,
                client ->
                        assertThatThrownBy(() -> client.send(GET).response())
                                .isInstanceOf(IOException.class));
    }

    @Test
    void cutChunksNeverEndCleanlyForAnOldClient() throws Exception {
        answering(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
                true,
                client ->
                        assertThatThrownBy(() -> client.send(OLD_GET).response())
                                .isInstanceOf(SocketException.class));
    }

    @Test
    void cutChunksNeverEndCleanlyForAnOldClientOfTls() throws Exception {
        PlatformCa authority = PlatformCa.create("cut", Clock.system(), Chance.system());
        ProxyTls tls =
                new ProxyTls(
                        authority.issue(List.of("app.test"), List.of("127.0.0.1")),
                        Chance.system());
        TlsClient clients = new TlsClient(authority.identity().certificates().getFirst(), null);
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (var target =
                        RawTarget.scripted(
                                (connection, self) -> {
                                    self.request(connection);
                                    connection.send(
                                            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
                                                    + "\r\n3\r\nabc\r\n");
                                });
                var world = ProxyWorld.to(target)) {
            int port = world.proxy.listen(any, tls).orElseThrow().port();
            try (var client = clients.dial(port, "app.test")) {
                client.send(OLD_GET);
                assertThatThrownBy(client::rest).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void aResetIsNoEndOfABody() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        try (var target =
                        RawTarget.scripted(
                                (connection, self) -> {
                                    if (self.request(connection).isPresent()) {
                                        connection.send("HTTP/1.0 200 OK\r\n\r\nabc");
                                        seen.await();
                                        connection.reset();
                                    }
                                });
                var world = ProxyWorld.to(target);
                var client = world.client()) {
            client.send(GET);
            assertThat(client.head().orElseThrow()).contains("200");
            assertThat(client.exactly(8)).asString().contains("abc");
            seen.countDown();
            assertThat(endOf(client)).doesNotEndWith("0\r\n\r\n");
        }
    }

    /** What came before the connection ended or broke; fails when it stays open. */
    private static String endOf(RawSocket client) throws IOException {
        try {
            return client.rest();
        } catch (SocketTimeoutException open) {
            throw open;
        } catch (IOException broken) {
            return "";
        }
    }

    @Test
    void continueComesFromTheTarget() throws Exception {
        try (var target =
                        RawTarget.scripted(
                                (connection, self) -> {
                                    String head = connection.head().orElse("");
                                    if (head.contains("Expect: 100-continue")) {
                                        connection.send("HTTP/1.1 100 Continue\r\n\r\n");
                                        String body = new String(connection.exactly(5), "UTF-8");
                                        connection.send(RawTarget.ok(body));
                                    }
                                });
                var world = ProxyWorld.to(target);
                var client = world.client()) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 5\r\n"
                            + "Expect: 100-continue\r\n\r\n");
            assertThat(client.head().orElseThrow()).startsWith("HTTP/1.1 100 ");
            client.send("hello");
            assertThat(client.response().body()).isEqualTo("hello");
        }
    }

    @Test
    void aFinalAnswerInsteadOfContinueClosesTheConnection() throws Exception {
        try (var target =
                        RawTarget.scripted(
                                (connection, self) -> {
                                    if (connection.head().isPresent()) {
                                        connection.send(
                                                "HTTP/1.1 417 Expectation Failed\r\n"
                                                        + "Content-Length: 0\r\n\r\n");
                                        connection.head();
                                    }
                                });
                var world = ProxyWorld.to(target);
                var client = world.client()) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 5\r\n"
                            + "Expect: 100-continue\r\n\r\n");
            var response = client.response();
            assertThat(response.status()).isEqualTo(417);
            assertThat(response.header("Connection")).isEqualTo("close");
            assertThat(client.isAtEnd()).isTrue();
        }
    }

    @Test
    void anAnswerBeforeTheBodysEndReachesTheClient() throws Exception {
        try (var target =
                        RawTarget.scripted(
                                (connection, self) -> {
                                    if (connection.head().isPresent()) {
                                        connection.send(
                                                "HTTP/1.1 413 Too Large\r\n"
                                                        + "Content-Length: 2\r\n\r\nno");
                                        connection.rest();
                                    }
                                });
                var world = ProxyWorld.to(target);
                var client = world.client()) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 1000000\r\n\r\n"
                            + "a".repeat(1000));
            assertThat(client.response().body()).isEqualTo("no");
            assertThat(client.isAtEnd()).isTrue();
        }
    }
}
