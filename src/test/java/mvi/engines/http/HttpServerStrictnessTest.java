package mvi.engines.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mvi.engines.base.ByteCount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server must refuse, bound, or cut. */
final class HttpServerStrictnessTest {
    private static HttpReply echo(HttpRequest request) throws IOException {
        return HttpReply.bytes(200, Headers.NONE, request.body().readAll(ByteCount.mib(8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 4\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 4",
                "Content-Length: 4\r\nContent-Length: 5",
                "Content-Length: 4\r\nContent-Length: 4",
                "Content-Length: +4",
                "Content-Length: 4, 4",
                "Content-Length: -4",
                "Content-Length: 0x4",
                "Content-Length: ",
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: chunked, identity",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
                "Transfer-Encoding : chunked",
                "Content-Length : 4",
                "Transfer-Encoding:\u000bchunked",
                "Host: y",
                "A b: c",
                "A\u0000: c",
                "A: c\u0000d",
            })
    void aRequestWhoseFramingIsUnsureIsRefusedAndNothingAfterItIsServed(String fields)
            throws IOException {
        try (TestServer server = new TestServer(r -> HttpReply.text(200, "served"));
                RawSocket socket = server.dial()) {
            socket.send(
                    "POST / HTTP/1.1\r\nHost: x\r\n"
                            + fields
                            + "\r\n\r\n0\r\n\r\nGET /s HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(socket.rest())
                    .matches("(?s)HTTP/1.1 (400|501) .*")
                    .contains("connection: close")
                    .doesNotContain("served");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/3.0\r\nHost: x\r\n\r\n",
                "GET x HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /\u00e4 HTTP/1.1\r\nHost: x\r\n\r\n",
                "CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET * HTTP/1.1\r\nHost: x\r\n\r\n",
                "\u0001\u0002\u0003\r\n\r\n",
            })
    void whatIsNoRequestIsRefused(String text) throws IOException {
        try (TestServer server = new TestServer(r -> HttpReply.text(200, "served"));
                RawSocket socket = server.dial()) {
            assertThat(socket.send(text).rest())
                    .matches("(?s)HTTP/1.1 (400|501|505) .*")
                    .doesNotContain("served");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"g\r\nabcd\r\n", "-1\r\n\r\n", "4\r\nabcdX\r\n0\r\n\r\n", "1 0\r\n", "\r\n"})
    void aBrokenChunkIs400AndCloses(String chunks) throws IOException {
        try (TestServer server = new TestServer(HttpServerStrictnessTest::echo);
                RawSocket socket = server.dial()) {
            socket.send(
                    "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks);
            assertThat(socket.rest()).startsWith("HTTP/1.1 400").contains("connection: close");
            assertThat(server.warnings).isEmpty();
        }
    }

    @Test
    void anAbsoluteTargetNamesTheHost() throws IOException {
        try (TestServer server =
                        new TestServer(
                                r ->
                                        HttpReply.text(
                                                200, r.headers().all("host") + r.path() + "~"));
                RawSocket socket = server.dial()) {
            socket.send("GET http://other:80/p HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(socket.until("~")).endsWith("[other:80]/p~");
        }
    }

    @Test
    void limitsOfLineAndHeadersHaveTheirStatus() throws IOException {
        try (TestServer server =
                new TestServer(
                        r -> HttpReply.text(200, "ok"), TestServer.SMALL, Optional.empty())) {
            try (RawSocket socket = server.dial()) {
                socket.send("GET /" + "a".repeat(300) + " HTTP/1.1\r\nHost: x\r\n\r\n");
                assertThat(socket.rest()).startsWith("HTTP/1.1 414");
            }
            try (RawSocket socket = server.dial()) {
                socket.send("GET / HTTP/1.1\r\nHost: x\r\nA: " + "a".repeat(1100) + "\r\n\r\n");
                assertThat(socket.rest()).startsWith("HTTP/1.1 431");
            }
        }
    }

    @Test
    void aHeadThatDoesNotEndIs408() throws IOException {
        try (TestServer server =
                        new TestServer(
                                r -> HttpReply.text(200, "ok"),
                                TestServer.SMALL,
                                Optional.empty());
                RawSocket socket = server.dial()) {
            assertThat(socket.send("GET / HTTP/1.1\r\nHo").rest()).startsWith("HTTP/1.1 408");
        }
    }

    @Test
    void aConnectionOverTheBoundWaitsInTheBacklog() throws IOException {
        HttpLimits two =
                new HttpLimits(
                        ByteCount.kib(8),
                        ByteCount.kib(8),
                        2,
                        HttpLimits.DEFAULT.headTime(),
                        HttpLimits.DEFAULT.idleTime());
        try (TestServer server =
                        new TestServer(r -> HttpReply.text(200, "ok~"), two, Optional.empty());
                RawSocket first = server.dial();
                RawSocket second = server.dial()) {
            String get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
            first.send(get).until("ok~");
            second.send(get).until("ok~");
            try (RawSocket third = server.dial()) {
                third.send(get);
                first.send(get).until("ok~");
                first.close();
                assertThat(third.until("ok~")).endsWith("ok~");
            }
        }
    }

    @Test
    void continueIsSentWhenTheHandlerReads() throws IOException {
        try (TestServer server =
                new TestServer(
                        r -> r.path().equals("/deny") ? HttpReply.text(403, "no~") : echo(r))) {
            String expect =
                    " HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n";
            try (RawSocket socket = server.dial()) {
                assertThat(socket.send("PUT /" + expect).until("\r\n\r\n"))
                        .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
                assertThat(socket.send("ab~").until("~")).startsWith("HTTP/1.1 200");
            }
            try (RawSocket socket = server.dial()) {
                assertThat(socket.send("PUT /deny" + expect).rest())
                        .startsWith("HTTP/1.1 403")
                        .contains("connection: close");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "200", "something"})
    void anExpectationThatIsNotKnownIsPassedOver(String value) throws IOException {
        try (TestServer server = new TestServer(HttpServerStrictnessTest::echo);
                RawSocket socket = server.dial()) {
            String head = "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: ";
            assertThat(socket.send(head + value + "\r\n\r\nab~").until("ab~"))
                    .startsWith("HTTP/1.1 200");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 10\r\n\r\nabc",
                "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"
            })
    void aBodyThatBreaksOffThrowsFromRead(String start) throws Exception {
        CompletableFuture<Throwable> seen = new CompletableFuture<>();
        try (TestServer server =
                new TestServer(
                        r -> {
                            try {
                                return echo(r);
                            } catch (IOException cut) {
                                seen.complete(cut);
                                throw cut;
                            }
                        })) {
            try (RawSocket socket = server.dial()) {
                socket.send("POST / HTTP/1.1\r\nHost: x\r\n" + start);
                socket.shutOutput();
                assertThat(seen.get(20, TimeUnit.SECONDS)).isInstanceOf(CutBodyException.class);
                assertThat(socket.rest()).doesNotContain("200");
            }
            assertThat(server.warnings).isEmpty();
        }
    }

    @Test
    void aSilentBodyThrowsAfterTheIdleTime() throws Exception {
        HttpLimits brief =
                new HttpLimits(
                        ByteCount.kib(8),
                        ByteCount.kib(8),
                        64,
                        java.time.Duration.ofSeconds(10),
                        java.time.Duration.ofMillis(200));
        try (TestServer server =
                        new TestServer(HttpServerStrictnessTest::echo, brief, Optional.empty());
                RawSocket socket = server.dial()) {
            socket.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
            assertThat(socket.rest()).doesNotContain("200");
        }
    }

    @Test
    void aSmallUnreadBodyIsDrainedAndALargeOneCloses() throws IOException {
        try (TestServer server = new TestServer(r -> HttpReply.text(200, r.path() + "~"));
                RawSocket socket = server.dial()) {
            String small = "x".repeat(200_000);
            socket.send("PUT /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n" + small);
            socket.send("GET /2 HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(socket.until("/1~")).endsWith("/1~");
            assertThat(socket.until("/2~")).endsWith("/2~");
            socket.send("PUT /3 HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n\r\n" + small);
            assertThat(socket.rest()).contains("connection: close").endsWith("/3~");
        }
    }
}
