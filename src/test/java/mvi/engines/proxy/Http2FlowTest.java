package mvi.engines.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.http2.Http2Error;
import java.io.EOFException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Requests by HTTP/2 to targets that speak HTTP/1.1, and to targets that speak HTTP/2. */
class Http2FlowTest {
    @Test
    void aRequestOfHttp2BecomesOneOfHttp1() throws Exception {
        try (var target = RawTarget.greeting("hello");
                var world = ProxyWorld.to(target);
                var client = RawStreams.dial(world.port)) {
            client.head(
                    1,
                    "GET",
                    "/a?b=c",
                    true,
                    "cookie",
                    "a=1",
                    "cookie",
                    "b=2",
                    "te",
                    "trailers",
                    "x-forwarded-for",
                    "6.6.6.6");
            var response = client.response(1);
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("hello");
            assertThat(response.head()).containsEntry("content-length", "5");
            var seen = target.requests().getFirst();
            assertThat(seen.firstLine()).isEqualTo("GET /a?b=c HTTP/1.1");
            assertThat(seen.header("Host")).isEqualTo("app.test");
            assertThat(seen.header("Cookie")).isEqualTo("a=1; b=2");
            assertThat(seen.header("X-Forwarded-For")).isEqualTo("127.0.0.1");
            assertThat(seen.header("X-Request-Id")).isNotEmpty();
            assertThat(seen.count("te")).isZero();
            assertThat(seen.count("transfer-encoding")).isZero();
        }
    }

    @Test
    void bodiesOfUnknownLengthAreStreamedWithTheirTrailers() throws Exception {
        try (var target =
                        RawTarget.answering(
                                request ->
                                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                                + "3\r\n"
                                                + request.body().substring(0, 3)
                                                + "\r\n0\r\nX-Sum: "
                                                + request.trailers().strip()
                                                + "\r\nContent-Length: 9\r\n\r\n");
                var world = ProxyWorld.to(target);
                var client = RawStreams.dial(world.port)) {
            client.head(1, "POST", "/", false)
                    .data(1, "ab", false)
                    .data(1, "c", false)
                    .headers(1, true, "x-check", "42", "host", "other");
            var response = client.response(1);
            assertThat(response.body()).isEqualTo("abc");
            assertThat(response.head()).doesNotContainKey("transfer-encoding");
            assertThat(response.trailers()).containsOnlyKeys("x-sum");
            assertThat(response.trailers().get("x-sum")).isEqualTo("x-check: 42");
        }
    }

    @Test
    void streamsAreAnsweredBesideEachOther() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (var target =
                        RawTarget.answering(
                                request -> {
                                    if (request.firstLine().contains("/slow")) {
                                        await(release);
                                    }
                                    return RawTarget.ok(request.firstLine());
                                });
                var world = ProxyWorld.to(target);
                var client = RawStreams.dial(world.port)) {
            client.head(1, "GET", "/slow", true);
            for (int id = 3; id < 3 + 2 * 50; id += 2) {
                client.head(id, "GET", "/" + id, true);
            }
            for (int id = 3; id < 3 + 2 * 50; id += 2) {
                assertThat(client.response(id).body()).isEqualTo("GET /" + id + " HTTP/1.1");
            }
            release.countDown();
            assertThat(client.response(1).body()).isEqualTo("GET /slow HTTP/1.1");
        }
    }

    @Test
    void answersWithoutABodyEndTheStreamWithTheirHead() throws Exception {
        try (var target =
                        RawTarget.scripted(
                                (connection, self) -> {
                                    while (true) {
                                        Optional<RawSocket.Message> request =
                                                self.request(connection);
                                        if (request.isEmpty()) {
                                            return;
                                        }
                                        connection.send(
                                                request.get().firstLine().startsWith("HEAD")
                                                        ? "HTTP/1.1 200 OK\r\n"
                                                                + "Content-Length: 7\r\n\r\n"
                                                        : "HTTP/1.1 204 No Content\r\n\r\n");
                                    }
                                });
                var world = ProxyWorld.to(target);
                var client = RawStreams.dial(world.port)) {
            var head = client.head(1, "HEAD", "/", true).next(1);
            assertThat(head.fields()).containsEntry("content-length", "7");
            assertThat(head.endsStream()).isTrue();
            var none = client.head(3, "GET", "/", true).next(3);
            assertThat(none.fields()).containsEntry(":status", "204");
            assertThat(none.endsStream()).isTrue();
        }
    }

    @Test
    void whatTheProxyAnswersItselfNeedsNoTarget() throws Exception {
        try (var target = RawTarget.greeting("hello");
                var world = ProxyWorld.to(target);
                var client = RawStreams.dial(world.port)) {
            client.headers(
                    1,
                    true,
                    ":method",
                    "GET",
                    ":scheme",
                    "https",
                    ":authority",
                    "other.test",
                    ":path",
                    "/");
            assertThat(client.response(1).status()).isEqualTo(404);
            client.headers(3, false, ":method", "CONNECT", ":authority", "app.test:443");
            assertThat(client.response(3).status()).isEqualTo(405);
            assertThat(client.next(3).code()).isEqualTo((int) Http2Error.NO_ERROR.code());
            client.head(5, "POST", "/", false).headers(5, false, "a", "b");
            assertThat(client.next(5).type()).isEqualTo(RawStreams.RESET);
            client.head(7, "GET", "/", true);
            assertThat(client.response(7).body()).isEqualTo("hello");
            assertThat(target.requests()).hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void interimAnswersComeBeforeTheFinalOne() throws Exception {
        try (var target =
                        RawTarget.scripted(
                                (connection, self) -> {
                                    if (connection.head().isEmpty()) {
                                        return;
                                    }
                                    connection.send(
                                            "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
                                    connection.send("HTTP/1.1 100 Continue\r\n\r\n");
                                    connection.exactly("2\r\nhi\r\n0\r\n\r\n".length());
                                    connection.send(RawTarget.ok("done"));
                                });
                var world = ProxyWorld.to(target);
                var client = RawStreams.dial(world.port)) {
            client.head(1, "POST", "/", false, "expect", "100-continue");
            assertThat(client.next(1).fields())
                    .containsEntry(":status", "103")
                    .containsEntry("link", "</a>");
            assertThat(client.next(1).fields()).containsEntry(":status", "100");
            client.data(1, "hi", true);
            assertThat(client.response(1).body()).isEqualTo("done");
        }
    }

    @Test
    void aCutAnswerIsResetNotEnded() throws Exception {
        try (var target =
                        RawTarget.scripted(
                                (connection, self) -> {
                                    self.request(connection);
                                    connection.send(
                                            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
                                });
                var world = ProxyWorld.to(target);
                var client = RawStreams.dial(world.port)) {
            client.head(1, "GET", "/", true);
            assertThatThrownBy(() -> client.response(1))
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("of code " + Http2Error.INTERNAL_ERROR.code());
        }
    }

    @Test
    void aResetRequestIsTakenBackFromItsTarget() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        try (var target =
                        RawTarget.scripted(
                                (connection, self) -> {
                                    self.request(connection);
                                    if (connection.isAtEnd()) {
                                        gone.countDown();
                                    }
                                });
                var world = ProxyWorld.to(target);
                var client = RawStreams.dial(world.port)) {
            client.head(1, "GET", "/", true);
            ProxyWorld.await(() -> target.requests().size() == 1);
            client.reset(1, (int) Http2Error.CANCEL.code());
            await(gone);
            ProxyWorld.await(() -> world.targets().getFirst().inFlight() == 0);
        }
    }

    @Test
    void anEarlyAnswerStopsTheRestOfItsRequest() throws Exception {
        try (var target =
                        RawTarget.scripted(
                                (connection, self) -> {
                                    connection.head();
                                    connection.send(
                                            "HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
                                    connection.isAtEnd();
                                });
                var world = ProxyWorld.to(target);
                var client = RawStreams.dial(world.port)) {
            client.head(1, "POST", "/", false).data(1, "begin", false);
            assertThat(client.response(1).status()).isEqualTo(413);
            assertThat(client.next(1).code()).isEqualTo((int) Http2Error.NO_ERROR.code());
        }
    }

    @Test
    void neitherSideIsMadeToHoldWhatTheOtherDoesNotTake() throws Exception {
        AtomicLong sent = new AtomicLong();
        String piece = "x".repeat(64 << 10);
        try (var target =
                        RawTarget.scripted(
                                (connection, self) -> {
                                    self.request(connection);
                                    connection.send(
                                            "HTTP/1.1 200 OK\r\nContent-Length: "
                                                    + (64L << 20)
                                                    + "\r\n\r\n");
                                    for (int i = 0; i < 1024; i++) {
                                        connection.send(piece);
                                        sent.addAndGet(piece.length());
                                    }
                                });
                var world = ProxyWorld.to(target);
                var client = RawStreams.dial(world.port)) {
            client.head(1, "GET", "/", true);
            assertThat(client.next(1).fields()).containsEntry(":status", "200");
            int read = 0;
            while (read < 65535) {
                read += client.next(1).payload().length;
            }
            assertThat(sent.get()).as("what the sockets between hold").isLessThan(32L << 20);
            client.window(0, 1 << 30).window(1, 1 << 30);
            long total = read;
            for (var next = client.next(1); ; next = client.next(1)) {
                total += next.payload().length;
                if (next.endsStream()) {
                    break;
                }
            }
            assertThat(total).isEqualTo(64L << 20);
        }
    }

    @Test
    void aBodyIsTakenNoFasterThanItsTargetReads() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        try (var target =
                        RawTarget.scripted(
                                (connection, self) -> {
                                    connection.head();
                                    await(read);
                                    connection.exactly(8 << 20);
                                    connection.send(RawTarget.ok("all"));
                                });
                var world = ProxyWorld.to(target);
                var client = RawStreams.dial(world.port)) {
            client.head(1, "PUT", "/", false, "content-length", Integer.toString(8 << 20));
            long window = client.setting(4);
            assertThat(window).isEqualTo(ProxyLimits.DEFAULT.streamWindow().bytes());
            String piece = "x".repeat(16 << 10);
            long left = 8L << 20;
            read.countDown();
            while (left > 0) {
                if (window < piece.length()) {
                    var frame = client.frame();
                    if (frame.type() == RawStreams.WINDOW && frame.stream() == 1) {
                        window += java.nio.ByteBuffer.wrap(frame.payload()).getInt();
                    }
                    continue;
                }
                window -= piece.length();
                left -= piece.length();
                client.data(1, piece, left == 0);
            }
            assertThat(client.response(1).body()).isEqualTo("all");
        }
    }

    @Test
    void webSocketsRunInsideAStream() throws Exception {
        try (var target =
                        RawTarget.scripted(
                                (connection, self) -> {
                                    self.request(connection);
                                    connection.send(
                                            "HTTP/1.1 101 Switching Protocols\r\n"
                                                    + "Connection: Upgrade\r\n"
                                                    + "Upgrade: websocket\r\n"
                                                    + "Sec-WebSocket-Accept: x\r\n\r\nfirst");
                                    connection.send(
                                            connection.exactly(5)[0] == 'h' ? "heard" : "what");
                                    if (connection.isAtEnd()) {
                                        connection.send("bye");
                                    }
                                });
                var world = ProxyWorld.to(target);
                var client = RawStreams.dial(world.port)) {
            assertThat(client.setting(8)).as("RFC 8441 is offered").isOne();
            client.head(1, "CONNECT", "/chat", false, ":protocol", "websocket")
                    .data(1, "hello", false);
            var head = client.next(1);
            assertThat(head.fields())
                    .containsEntry(":status", "200")
                    .doesNotContainKeys("upgrade", "connection", "sec-websocket-accept");
            StringBuilder heard = new StringBuilder();
            while (heard.length() < "firstheard".length()) {
                heard.append(client.next(1).text());
            }
            assertThat(heard).hasToString("firstheard");
            var seen = target.requests().getFirst();
            assertThat(seen.firstLine()).isEqualTo("GET /chat HTTP/1.1");
            assertThat(seen.header("Upgrade")).isEqualTo("websocket");
            assertThat(seen.header("Connection")).isEqualToIgnoringCase("upgrade");
            assertThat(seen.header("Sec-WebSocket-Key")).hasSize(24);
            client.data(1, "", true);
            StringBuilder rest = new StringBuilder();
            for (var next = client.next(1); ; next = client.next(1)) {
                rest.append(next.text());
                if (next.endsStream()) {
                    break;
                }
            }
            assertThat(rest).hasToString("bye");
            ProxyWorld.await(() -> world.targets().getFirst().inFlight() == 0);
        }
    }

    @Test
    void aRefusedWebSocketIsAnAnswer() throws Exception {
        try (var target =
                        RawTarget.answering(
                                request -> "HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno");
                var world = ProxyWorld.to(target);
                var client = RawStreams.dial(world.port)) {
            client.head(1, "CONNECT", "/chat", false, ":protocol", "websocket")
                    .data(1, "early", false);
            var response = client.response(1);
            assertThat(response.status()).isEqualTo(403);
            assertThat(response.body()).isEqualTo("no");
        }
    }

    @Test
    void aStoppingProxyFinishesWhatItHasAndSaysWhatItTook() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (var target =
                        RawTarget.answering(
                                request -> {
                                    await(release);
                                    return RawTarget.ok("late");
                                });
                var world = ProxyWorld.to(target);
                var client = RawStreams.dial(world.port)) {
            client.head(1, "GET", "/", true);
            ProxyWorld.await(() -> target.requests().size() == 1);
            Thread drain =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            world.proxy.drain(Duration.ofSeconds(20));
                                        } catch (InterruptedException stopped) {
                                            Thread.currentThread().interrupt();
                                        }
                                    });
            var first = client.next(1);
            assertThat(first.type()).isEqualTo(RawStreams.GO_AWAY);
            assertThat(first.code()).isZero();
            client.head(3, "GET", "/", true);
            ProxyWorld.await(() -> target.requests().size() == 2);
            var second = client.next(1);
            assertThat(second.type()).isEqualTo(RawStreams.GO_AWAY);
            release.countDown();
            assertThat(client.response(1).body()).isEqualTo("late");
            assertThat(client.response(3).body()).isEqualTo("late");
            drain.join();
            assertThat(client.socket().isAtEnd()).isTrue();
        }
    }

    @Test
    void targetsOfHttp2GetStreamsWithTrailersBothWays() throws Exception {
        try (var target =
                        RawTarget.answering(
                                request ->
                                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                                + "4\r\npong\r\n0\r\nGrpc-Status: "
                                                + request.trailers().strip().length()
                                                + "\r\n\r\n");
                var behind = ProxyWorld.to(target);
                var world = new ProxyWorld(ProxyLimits.DEFAULT);
                var client = RawStreams.dial(world.port)) {
            world.routeToHttp2("app.test", behind.port);
            for (int id = 1; id < 100; id += 2) {
                client.head(id, "POST", "/ping", false, "te", "trailers")
                        .data(id, "ping", false)
                        .headers(id, true, "x-check", "1");
                var response = client.response(id);
                assertThat(response.body()).isEqualTo("pong");
                assertThat(response.trailers()).containsEntry("grpc-status", "10");
            }
            assertThat(world.get("/plain").body()).as("a client of HTTP/1.1").isEqualTo("pong");
            assertThat(behind.proxy.openConnections())
                    .as("one for each event loop at most, beside health checks")
                    .isLessThanOrEqualTo(3);
        }
    }

    @Test
    void aTargetOfHttp2ThatIsGoneIsNoAnswer() throws Exception {
        try (var silent = RawTarget.scripted((connection, self) -> connection.exactly(1));
                var world = new ProxyWorld(ProxyLimits.DEFAULT);
                var client = RawStreams.dial(world.port)) {
            world.routeToHttp2("app.test", silent.port());
            client.head(1, "GET", "/", true);
            assertThat(client.response(1).status()).isEqualTo(502);
            assertThat(world.get("/").status()).isIn(502, 503);
        }
    }

    @Test
    void aHealthCheckOfHttp2AsksByHttp2() throws Exception {
        try (var target = RawTarget.greeting("well");
                var behind = ProxyWorld.to(target);
                var world = new ProxyWorld(ProxyLimits.DEFAULT)) {
            world.apply(
                    new RouteSpec(
                            "app/web",
                            List.of("app.test"),
                            List.of(
                                    new RouteSpec.TargetSpec(
                                            "t",
                                            "127.0.0.1",
                                            behind.port,
                                            ProxyWorld.HTTP,
                                            false,
                                            true))));
            ProxyWorld.await(
                    () -> world.targets().stream().allMatch(t -> t.health() == Health.HEALTHY));
            assertThat(target.requests().getFirst().firstLine()).isEqualTo("GET /up HTTP/1.1");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
