package mvi.engines.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mvi.engines.base.ByteCount;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HttpServerTest {
    private static HttpReply echo(HttpRequest request) throws IOException {
        return HttpReply.bytes(200, Headers.NONE, request.body().readAll(ByteCount.mib(8)));
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
    }

    @Test
    void aRequestIsSeenAsItCame() throws IOException {
        try (TestServer server =
                        new TestServer(
                                r ->
                                        HttpReply.text(
                                                200,
                                                r.method()
                                                        + " "
                                                        + r.path()
                                                        + " "
                                                        + r.query()
                                                        + " "
                                                        + r.headers().all("a")
                                                        + r.secure()
                                                        + r.local().isLoopbackAddress()));
                RawSocket socket = server.dial()) {
            socket.send("PATCH /a%20b?c=%2F&d HTTP/1.1\r\nHost: x\r\nA: 1\r\na: 2\r\n\r\n");
            assertThat(socket.until("true")).endsWith("PATCH /a%20b c=%2F&d [1, 2]falsetrue");
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        try (TestServer server = new TestServer(r -> HttpReply.text(200, r.path() + "~"));
                RawSocket socket = server.dial()) {
            StringBuilder many = new StringBuilder();
            for (int i = 0; i < 500; i++) {
                many.append(get("/" + i));
            }
            socket.send(many.toString());
            for (int i = 0; i < 500; i++) {
                assertThat(socket.until("~")).endsWith("\r\n\r\n/" + i + "~");
            }
        }
    }

    @Test
    void bodiesOfPipelinedRequestsStayApart() throws IOException {
        try (TestServer server = new TestServer(HttpServerTest::echo);
                RawSocket socket = server.dial()) {
            socket.send(
                    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\none~"
                            + "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + "3\r\ntwo\r\n1\r\n~\r\n0\r\n\r\n"
                            + "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nthree~");
            assertThat(socket.until("~")).endsWith("\r\n\r\none~");
            assertThat(socket.until("~")).endsWith("\r\n\r\ntwo~");
            assertThat(socket.until("~")).endsWith("\r\n\r\nthree~");
        }
    }

    @Test
    void headHasTheLengthAndNoBody() throws IOException {
        try (TestServer server =
                        new TestServer(
                                r ->
                                        r.path().equals("/own")
                                                ? HttpReply.empty(
                                                        200, Headers.of("Content-Length", "77"))
                                                : HttpReply.text(200, "four"));
                RawSocket socket = server.dial()) {
            socket.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\nHEAD /own HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(socket.until("\r\n\r\n")).contains("content-length: 4");
            assertThat(socket.until("\r\n\r\n")).startsWith("HTTP/1.1 200").contains(": 77");
            socket.send(get("/"));
            assertThat(socket.until("four")).contains("content-length: 4");
        }
    }

    @Test
    void aSourceOfUnknownLengthIsChunked() throws IOException {
        try (TestServer server =
                        new TestServer(
                                r ->
                                        new HttpReply(
                                                200,
                                                Headers.NONE,
                                                new ReplyBody.Source(
                                                        ByteSource.of(
                                                                ByteSource.of(
                                                                                "hello"
                                                                                        .getBytes(
                                                                                                StandardCharsets
                                                                                                        .UTF_8))
                                                                        .asStream(),
                                                                OptionalLong.empty()))));
                RawSocket socket = server.dial()) {
            socket.send(get("/"));
            assertThat(socket.until("0\r\n\r\n"))
                    .contains("transfer-encoding: chunked")
                    .endsWith("\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
            socket.send("GET / HTTP/1.0\r\n\r\n");
            assertThat(socket.rest()).doesNotContain("chunked").endsWith("\r\n\r\nhello");
        }
    }

    @Test
    void aReplyThatBreaksOffNeverEndsCleanly() throws IOException {
        ByteSource broken =
                ByteSource.of(
                        new java.io.InputStream() {
                            private int left = 10;

                            @Override
                            public int read() throws IOException {
                                if (left-- == 0) {
                                    throw new IOException("disk");
                                }
                                return 'x';
                            }

                            @Override
                            public int read(byte[] into, int offset, int count) throws IOException {
                                into[offset] = (byte) read();
                                return 1;
                            }
                        },
                        OptionalLong.empty());
        try (TestServer server =
                        new TestServer(
                                r ->
                                        new HttpReply(
                                                200, Headers.NONE, new ReplyBody.Source(broken)));
                RawSocket socket = server.dial()) {
            assertThat(socket.send(get("/")).rest()).doesNotContain("0\r\n\r\n");
        }
    }

    @Test
    void aFilePartIsSentAndItsChannelClosed(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("f");
        Files.writeString(file, "0123456789".repeat(200_000) + "end~");
        FileChannel channel = FileChannel.open(file);
        try (TestServer server =
                        new TestServer(
                                r ->
                                        new HttpReply(
                                                200,
                                                Headers.NONE,
                                                new ReplyBody.FilePart(
                                                        channel, 5, 2_000_004 - 5)));
                RawSocket socket = server.dial()) {
            String answer = socket.send(get("/")).until("end~");
            assertThat(answer).contains("content-length: 1999999\r\n");
            assertThat(answer.substring(answer.indexOf("\r\n\r\n") + 4))
                    .hasSize(1_999_999)
                    .startsWith("567890");
            server.server.close();
            assertThat(channel.isOpen()).isFalse();
        }
    }

    @Test
    void aLiveReplyIsWrittenWhileTheRequestIsRead() throws IOException {
        try (TestServer server = new TestServer(HttpServerTest::upperCase);
                RawSocket socket = server.dial()) {
            socket.send(chunkedPost()).until("\r\n\r\n");
            assertThat(socket.send("1\r\na\r\n").until("A")).endsWith("A");
            assertThat(socket.send("1\r\nb\r\n").until("B")).endsWith("B");
            assertThat(socket.send("0\r\n\r\n").until("0\r\n\r\n")).endsWith("0\r\n\r\n");
        }
    }

    /** An idle connection of a database, a shell at which nobody types. */
    @Test
    void withALiveReplyTheClientMayBeSilentForLongerThanTheIdleTime() throws Exception {
        HttpLimits hasty =
                new HttpLimits(
                        TestServer.SMALL.requestLine(),
                        TestServer.SMALL.headerBlock(),
                        64,
                        Duration.ofSeconds(10),
                        Duration.ofMillis(20));
        try (TestServer server =
                        new TestServer(HttpServerTest::upperCase, hasty, Optional.empty());
                RawSocket socket = server.dial()) {
            socket.send(chunkedPost()).until("\r\n\r\n");
            Thread.sleep(200);
            assertThat(socket.send("1\r\na\r\n").until("A")).endsWith("A");
            assertThat(socket.send("0\r\n\r\n").until("0\r\n\r\n")).endsWith("0\r\n\r\n");
        }
    }

    private static String chunkedPost() {
        return "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    }

    private static HttpReply upperCase(HttpRequest request) {
        return new HttpReply(
                200,
                Headers.NONE,
                new ReplyBody.Live(
                        out -> {
                            byte[] one = new byte[1];
                            while (request.body().read(one, 0, 1) > 0) {
                                out.write(Character.toUpperCase(one[0]));
                                out.flush();
                            }
                        }));
    }

    @Test
    void aGoneClientInterruptsALiveReply() throws Exception {
        CompletableFuture<String> ending = new CompletableFuture<>();
        HttpHandler waits =
                r ->
                        new HttpReply(
                                200,
                                Headers.NONE,
                                new ReplyBody.Live(
                                        out -> {
                                            out.write('x');
                                            out.flush();
                                            try {
                                                new CountDownLatch(1).await();
                                            } catch (InterruptedException interrupted) {
                                                ending.complete("interrupted");
                                                throw interrupted;
                                            }
                                        }));
        try (TestServer server = new TestServer(waits)) {
            try (RawSocket socket = server.dial()) {
                // Its first byte: by then the reply has begun, and is not just about to.
                socket.send(get("/")).until("\r\nx\r\n");
            }
            assertThat(ending.get(20, TimeUnit.SECONDS)).isEqualTo("interrupted");
            assertThat(server.warnings).isEmpty();
        }
    }

    /** In whatever order the client's leaving and the reply's beginning come. */
    @Test
    void aClientThatLeavesBeforeALiveReplyBeginsEndsItToo() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch left = new CountDownLatch(1);
        CompletableFuture<String> began = new CompletableFuture<>();
        HttpHandler late =
                r -> {
                    asked.countDown();
                    left.await();
                    return new HttpReply(
                            200,
                            Headers.NONE,
                            new ReplyBody.Live(
                                    out -> {
                                        began.complete("began");
                                        new CountDownLatch(1).await();
                                    }));
                };
        try (TestServer server = new TestServer(late)) {
            RawSocket socket = server.dial();
            socket.send(get("/"));
            asked.await();
            socket.close();
            // Once each event loop has answered others twice it has seen this one leave.
            for (int i = 0; i < 4 * Runtime.getRuntime().availableProcessors(); i++) {
                try (RawSocket other = server.dial()) {
                    other.send("BAD\r\n\r\n").until("\r\n\r\n");
                }
            }
            left.countDown();
            server.close();
            assertThat(began.isDone()).isFalse();
        }
    }

    @Test
    void aThrowingHandlerAnswersABare500AndWarns() throws IOException {
        try (TestServer server =
                        new TestServer(
                                r -> {
                                    throw new IllegalStateException("private");
                                });
                RawSocket socket = server.dial()) {
            assertThat(socket.send(get("/p")).until("Error\n"))
                    .startsWith("HTTP/1.1 500")
                    .doesNotContain("private");
            assertThat(server.warnings).singleElement().asString().contains("private", "/p");
            assertThat(socket.send(get("/")).until("Error\n")).startsWith("HTTP/1.1 500");
        }
    }

    @Test
    void aUnixSocketServesItsOwnerAlone(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("s.sock");
        Files.writeString(file, "stale");
        try (TestServer server = new TestServer(r -> HttpReply.text(200, "unix~"))) {
            server.server.listen(file);
            assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
            try (var channel =
                    java.nio.channels.SocketChannel.open(
                            java.net.UnixDomainSocketAddress.of(file))) {
                channel.write(StandardCharsets.US_ASCII.encode(get("/")));
                var into = java.nio.ByteBuffer.allocate(4096);
                while (!new String(into.array(), 0, into.position(), StandardCharsets.US_ASCII)
                        .contains("unix~")) {
                    assertThat(channel.read(into)).isPositive();
                }
            }
            server.server.close();
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void listenersComeAndGoWhileItRuns() throws IOException {
        try (TestServer server = new TestServer(r -> HttpReply.text(200, "more~"))) {
            InetSocketAddress second = server.server.listen(new InetSocketAddress("127.0.0.1", 0));
            try (RawSocket socket = new RawSocket(second)) {
                assertThat(socket.send(get("/")).until("more~")).endsWith("more~");
                assertThatThrownBy(() -> server.server.listen(second))
                        .isInstanceOf(Problem.class)
                        .hasMessageContaining("test can not listen on");
                server.server.stopListening(second);
                assertThat(socket.send(get("/")).until("more~")).endsWith("more~");
            }
            assertThatThrownBy(() -> new RawSocket(second)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void closingLetsARequestEnd() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (TestServer server =
                        new TestServer(
                                request -> {
                                    if (request.path().equals("/slow")) {
                                        started.countDown();
                                        go.await();
                                    }
                                    return HttpReply.text(200, "done~");
                                });
                RawSocket socket = server.dial();
                RawSocket idle = server.dial()) {
            // One that is not accepted yet is reset, by the kernel.
            assertThat(idle.send(get("/")).until("done~")).endsWith("done~");
            socket.send(get("/slow"));
            started.await();
            Thread closer = Thread.ofVirtual().start(server.server::close);
            assertThat(idle.rest()).isEmpty();
            go.countDown();
            assertThat(socket.rest()).contains("connection: close").endsWith("done~");
            closer.join();
            server.server.close();
        }
    }
}
