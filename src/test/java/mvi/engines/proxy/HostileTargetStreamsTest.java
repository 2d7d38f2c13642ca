package mvi.engines.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Targets of HTTP/2 that do what they must not. */
class HostileTargetStreamsTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n";

    /**
     * Answers with a length of 100 and no such body.
     *
     * @param isLast the stream ends with the head, else with an empty frame after it
     */
    private static RawStreamsTarget announcing(boolean isLast) throws IOException {
        return new RawStreamsTarget(
                (connection, type, flags, stream) -> {
                    if (type != RawStreams.HEADERS) {
                        return;
                    }
                    RawStreamsTarget.answer(
                            connection, stream, isLast, ":status", "200", "content-length", "100");
                    if (!isLast) {
                        connection.send(
                                RawStreams.bytes(
                                        RawStreams.DATA,
                                        RawStreams.END_STREAM,
                                        stream,
                                        new byte[0]));
                    }
                });
    }

    @Test
    void aLengthWithoutABodyIsABadAnswer() throws Exception {
        try (var target = announcing(true);
                var world = new ProxyWorld(ProxyLimits.DEFAULT);
                var client = world.client()) {
            world.routeToHttp2("app.test", target.port());
            assertThat(client.send(GET).response().status()).isEqualTo(502);
        }
    }

    @Test
    void aBodyThatDoesNotComeIsCut() throws Exception {
        try (var target = announcing(false);
                var world = new ProxyWorld(ProxyLimits.DEFAULT);
                var client = world.client()) {
            world.routeToHttp2("app.test", target.port());
            client.send(GET);
            assertThat(client.head().orElseThrow()).startsWith("HTTP/1.1 200");
            assertThatThrownBy(() -> client.exactly(100)).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void aLengthOfWhatHeadLeavesOutIsNone() throws Exception {
        try (var target = announcing(true);
                var world = new ProxyWorld(ProxyLimits.DEFAULT);
                var client = world.client()) {
            world.routeToHttp2("app.test", target.port());
            client.send("HEAD / HTTP/1.1\r\nHost: app.test\r\n\r\n");
            var head = client.message(true).orElseThrow();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Content-Length")).isEqualTo("100");
        }
    }

    @Test
    void aTargetThatTakesNoStreamsIsNotDialledForEver() throws Exception {
        int maxConcurrentStreams = 3;
        try (var target =
                        new RawStreamsTarget(
                                (connection, type, flags, stream) -> {}, maxConcurrentStreams, 0);
                var world = new ProxyWorld(ProxyLimits.DEFAULT);
                var client = world.client()) {
            world.routeToHttp2("app.test", target.port());
            assertThat(client.send(GET).response().status()).isEqualTo(502);
        }
    }

    @Test
    void aRequestWhoseRestNobodyTakesIsReset() throws Exception {
        int initialWindowSize = 4;
        AtomicInteger resets = new AtomicInteger();
        try (var target =
                        new RawStreamsTarget(
                                (connection, type, flags, stream) -> {
                                    if (type == RawStreams.HEADERS) {
                                        RawStreamsTarget.answer(
                                                connection, stream, true, ":status", "413");
                                    } else if (type == RawStreams.RESET) {
                                        resets.incrementAndGet();
                                    }
                                },
                                initialWindowSize,
                                0);
                var world = new ProxyWorld(ProxyLimits.DEFAULT);
                var client = world.client()) {
            world.routeToHttp2("app.test", target.port());
            client.send(
                    "POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 1000\r\n\r\n"
                            + "x".repeat(1000));
            assertThat(client.response().status()).isEqualTo(413);
            ProxyWorld.await(() -> resets.get() == 1);
        }
    }
}
