package mvi.engines.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mvi.engines.base.ByteCount;
import mvi.engines.base.ByteSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HttpClientTest {
    private static HttpCall call(HttpEndpoint endpoint, String method, ByteSource body) {
        return new HttpCall(endpoint, method, "/p?q", Headers.NONE, body, Duration.ofSeconds(20));
    }

    private static HttpEndpoint endpoint(TestServer server) {
        return new HttpEndpoint.Plain("127.0.0.1", server.address.getPort());
    }

    private static String text(HttpAnswer answer) throws IOException {
        try (answer) {
            return new String(answer.body().readAll(ByteCount.mib(1)), StandardCharsets.US_ASCII);
        }
    }

    private static HttpClient client() {
        return new HttpClient(HttpLimits.DEFAULT, Optional.empty());
    }

    @Test
    void aConnectionIsUsedAgain() throws IOException {
        Set<String> peers = ConcurrentHashMap.newKeySet();
        try (TestServer server =
                        new TestServer(
                                r -> {
                                    peers.add(r.peer().toString());
                                    return HttpReply.text(200, r.path() + r.query());
                                });
                HttpClient client = client()) {
            for (int i = 0; i < 5; i++) {
                assertThat(text(client.send(call(endpoint(server), "GET", ByteSource.empty()))))
                        .isEqualTo("/pq");
            }
            assertThat(peers).hasSizeLessThanOrEqualTo(2);
        }
    }

    /** Makes 64 MiB without holding them. */
    private static ByteSource zeros(OptionalLong length) {
        return ByteSource.of(
                new InputStream() {
                    private long left = 64L << 20;

                    @Override
                    public int read() {
                        return left-- > 0 ? 0 : -1;
                    }

                    @Override
                    public int read(byte[] into, int offset, int count) {
                        int some = (int) Math.min(left, count);
                        left -= some;
                        return some == 0 ? -1 : some;
                    }
                },
                length);
    }

    @Test
    void sixtyFourMebibytesGoBothWaysAtOnceWithoutBeingHeld() throws IOException {
        HttpHandler echo = r -> new HttpReply(200, Headers.NONE, new ReplyBody.Source(r.body()));
        try (TestServer server = new TestServer(echo);
                HttpClient client = client()) {
            for (OptionalLong length :
                    new OptionalLong[] {OptionalLong.empty(), OptionalLong.of(64L << 20)}) {
                try (HttpAnswer answer =
                        client.send(call(endpoint(server), "POST", zeros(length)))) {
                    byte[] part = new byte[32 * 1024];
                    long total = 0;
                    for (int count = answer.body().read(part, 0, part.length);
                            count >= 0;
                            count = answer.body().read(part, 0, part.length)) {
                        total += count;
                    }
                    assertThat(total).isEqualTo(64L << 20);
                }
            }
        }
    }

    @Test
    void itSpeaksOverAUnixSocket(@TempDir Path folder) throws IOException {
        try (TestServer server = new TestServer(r -> HttpReply.text(200, "unix"));
                HttpClient client = client()) {
            server.server.listen(folder.resolve("s"));
            HttpEndpoint endpoint = new HttpEndpoint.Unix(folder.resolve("s"));
            assertThat(text(client.send(call(endpoint, "GET", ByteSource.empty()))))
                    .isEqualTo("unix");
        }
    }

    /** An invocation of a function takes minutes in which nobody says a word. */
    @Test
    void whoWaitsForAnAnswerMayBeSilentForLongerThanIdleConnectionsMay() throws Exception {
        HttpLimits hasty =
                new HttpLimits(
                        new ByteCount(256),
                        new ByteCount(1024),
                        64,
                        Duration.ofMillis(100),
                        Duration.ofMillis(100));
        CountDownLatch isAsked = new CountDownLatch(1);
        CountDownLatch mayAnswer = new CountDownLatch(1);
        HttpHandler slow =
                r -> {
                    isAsked.countDown();
                    boolean isDone = mayAnswer.await(20, TimeUnit.SECONDS);
                    return HttpReply.text(isDone ? 200 : 500, "at last");
                };
        try (TestServer server = new TestServer(slow, hasty, Optional.empty());
                HttpClient client = new HttpClient(hasty, Optional.empty())) {
            CompletableFuture<String> answer =
                    CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    byte[] body = {1, 2, 3};
                                    return text(
                                            client.send(
                                                    call(
                                                            endpoint(server),
                                                            "POST",
                                                            ByteSource.of(body))));
                                } catch (IOException failed) {
                                    throw new UncheckedIOException(failed);
                                }
                            });
            assertThat(isAsked.await(20, TimeUnit.SECONDS)).isTrue();
            // Ten connections, one after the other, are closed for being idle meanwhile.
            for (int i = 0; i < 10; i++) {
                try (RawSocket idle = server.dial()) {
                    assertThat(idle.rest()).isEmpty();
                }
            }
            mayAnswer.countDown();
            assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("at last");
        }
    }

    @Test
    void anAnswerThatNeverComesIsATimeout() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                HttpClient client = client()) {
            HttpCall call =
                    new HttpCall(
                            new HttpEndpoint.Plain("127.0.0.1", silent.getLocalPort()),
                            "GET",
                            "/",
                            Headers.NONE,
                            ByteSource.empty(),
                            Duration.ofMillis(100));
            assertThatThrownBy(() -> client.send(call))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no answer from");
        }
    }

    @Test
    void nobodyListeningIsAnIoException() throws IOException {
        int port;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }
        try (HttpClient client = client()) {
            HttpEndpoint endpoint = new HttpEndpoint.Plain("127.0.0.1", port);
            assertThatThrownBy(() -> client.send(call(endpoint, "GET", ByteSource.empty())))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no connection to");
        }
    }

    @Test
    void aCutAnswerThrowsFromRead() throws IOException {
        HttpHandler cuts =
                r ->
                        new HttpReply(
                                200,
                                Headers.NONE,
                                new ReplyBody.Live(
                                        out -> {
                                            out.write(new byte[10]);
                                            out.flush();
                                            throw new IOException("cut");
                                        }));
        try (TestServer server = new TestServer(cuts);
                HttpClient client = client();
                HttpAnswer answer =
                        client.send(call(endpoint(server), "GET", ByteSource.empty()))) {
            assertThatThrownBy(() -> answer.body().readAll(ByteCount.kib(1)))
                    .isInstanceOf(CutBodyException.class);
        }
    }
}
