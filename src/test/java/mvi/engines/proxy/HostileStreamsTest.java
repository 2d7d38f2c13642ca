package mvi.engines.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.Http2Error;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is refused of HTTP/2, by which error, and that nothing of it reaches a target (RFC 9113).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileStreamsTest {
    private static final long WORD = 0x6d7669;
    private static final String NEVER = "never refused";

    /** Ten times what is let through. */
    private static final int FLOOD_FRAMES = 10_000;

    private static final int FRAMES_AT_ONCE = 1000;

    private RawTarget target;
    private ProxyWorld world;
    private int before;

    @BeforeAll
    void open() throws IOException {
        target = RawTarget.greeting("secret");
        // On one event loop, requests share the connection to the target, and its leftovers.
        world = new ProxyWorld(ProxyLimits.DEFAULT, 1);
        world.route("app.test", target);
    }

    @AfterAll
    void close() throws IOException {
        world.close();
        target.close();
    }

    @BeforeEach
    void count() {
        before = target.requests().size();
    }

    @AfterEach
    void nothingReachedTheTargetAndNothingIsHeld() throws Exception {
        assertThat(target.requests()).hasSize(before);
        try (var next = RawStreams.dial(world.port)) {
            assertThat(next.head(1, "GET", "/next", true).response(1).body()).isEqualTo("secret");
        }
        assertThat(target.requests()).hasSize(before + 1);
        assertThat(target.last().firstLine()).isEqualTo("GET /next HTTP/1.1");
        ProxyWorld.await(() -> world.proxy.openConnections() == 0);
        ProxyWorld.await(() -> world.targets().getFirst().inFlight() == 0);
    }

    static Stream<Arguments> hostile() throws IOException {
        return CaseFile.read("hostile-streams.txt", 3).stream()
                .map(each -> Arguments.of(each[0], each[1], each[2]));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void isRefused(String name, String ends, String frames) throws Exception {
        List<String> expected = List.of(ends.split(" or ", -1));
        FrameScript script = FrameScript.of(frames);
        try (var client = RawStreams.dial(world.port)) {
            send(client, script.bytes(), FrameScript.of("PING 0 - 00000000006d7669").bytes());
            String end = end(client, script.lastStream(), expected);
            assertThat(end).isIn(expected);
            if (end.startsWith("goaway")) {
                assertThat(isClosed(client)).isTrue();
            } else {
                assertThat(isAlive(client)).as("other streams go on").isTrue();
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "PRI * HTTP/2.0~~SM~X~",
                "PRI * HTTP/2.0~~XX~~",
                "PRI * HTTP/2.0~~~~SM",
                "PRI * HTTP/2.0~~PRI * HTTP/2.0~~",
            })
    void aWrongPrefaceEndsTheConnection(String preface) throws Exception {
        try (var client = RawStreams.silent(world.port)) {
            client.socket().send(CaseFile.meant(preface));
            assertThat(end(client, 1, List.of())).isEqualTo("goaway PROTOCOL_ERROR");
            assertThat(isClosed(client)).isTrue();
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "HEADERS 1 eh @get",
                "PING 0 - 0000000000000000",
                "WINDOW 0 - 00000001",
                "GOAWAY 0 - 0000000000000000",
                "SETTINGS 0 e",
                "PRIORITY 1 - 00000000ff",
                "0xfa 0 - 00",
            })
    void aFrameBeforeSettingsEndsTheConnection(String frame) throws Exception {
        try (var client = RawStreams.silent(world.port)) {
            client.socket().send(RawStreams.PREFACE);
            client.socket().send(FrameScript.of(frame).bytes());
            assertThat(end(client, 1, List.of())).isEqualTo("goaway PROTOCOL_ERROR");
            assertThat(isClosed(client)).isTrue();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "SETTINGS|SETTINGS 0 - 000300000064",
                "empty SETTINGS|SETTINGS 0 -",
                "PING|PING 0 - 0000000000000000",
                "answers to no PING|PING 0 e 0000000000000000",
                "PRIORITY|PRIORITY 1 - 00000000ff",
                "PRIORITY of streams to come|PRIORITY 2147483647 - 00000000ff",
                "WINDOW_UPDATE by one|WINDOW 0 - 00000001",
                "unknown frames|0xfa 0 - 00",
                "GOAWAY|GOAWAY 0 - 7fffffff00000000",
            })
    void aFloodOfFramesThatAskForNothingEndsTheConnection(String name, String frame)
            throws Exception {
        byte[] some = FrameScript.of(FRAMES_AT_ONCE + "* " + frame).bytes();
        try (var client = RawStreams.dial(world.port)) {
            assertThat(flooded(client, some, FLOOD_FRAMES / FRAMES_AT_ONCE))
                    .isIn("goaway ENHANCE_YOUR_CALM", "closed");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "reset for what their trailers hold|HEADERS %d h @none; HEADERS %d eh x-a=b\\s",
                "given up by the client|HEADERS %d eh @none; RESET %d - 00000008",
                "given up before their body|HEADERS %d h @none; RESET %d - 00000008",
                "reset for a wrong window|HEADERS %d h @none; WINDOW %d - 00000000",
                "reset for a name in capitals|HEADERS %d eh @none X-A=b",
                "reset for a missing path|HEADERS %d eh :method=GET :scheme=https",
                "reset for a length|HEADERS %d eh @none content-length=4",
                "reset for a line end|HEADERS %d eh @none x-a=b~c",
                "reset for what comes after the end|HEADERS %d eh @none; DATA %d e 00",
            })
    void aFloodOfStreamsThatAreResetEndsTheConnection(String name, String frames) throws Exception {
        StringBuilder all = new StringBuilder();
        for (int id = 1; id < 2000; id += 2) {
            all.append(all.isEmpty() ? "" : "; ").append(frames.replace("%d", String.valueOf(id)));
        }
        try (var client = RawStreams.dial(world.port)) {
            assertThat(flooded(client, FrameScript.of(all.toString()).bytes(), 1))
                    .isIn("goaway ENHANCE_YOUR_CALM", "goaway STREAM_CLOSED", "closed");
        }
    }

    @Test
    void aWindowThatStaysShutHoldsNoConnection() throws Exception {
        Duration idleTime = Duration.ofMillis(600);
        try (var target = RawTarget.greeting("small");
                var other = new ProxyWorld(ProxyFailureTest.limits(idleTime, 10));
                var client = RawStreams.silent(other.port)) {
            other.route("app.test", target);
            FrameScript script = FrameScript.of("SETTINGS 0 - 000400000000; HEADERS 1 eh @get");
            client.socket().send(RawStreams.PREFACE).send(script.bytes());
            ProxyWorld.await(() -> target.requests().size() == 1);
            ProxyWorld.await(() -> other.proxy.openConnections() == 0);
        }
    }

    @Test
    void streamsBeyondTheLimitAreRefused() throws Exception {
        int limit = ProxyLimits.DEFAULT.streamsPerConnection();
        try (var client = RawStreams.dial(world.port)) {
            for (int i = 0; i <= limit; i++) {
                client.head(2 * i + 1, "POST", "/", false);
            }
            assertThat(end(client, 2 * limit + 1, List.of()))
                    .isIn("reset REFUSED_STREAM", "reset PROTOCOL_ERROR");
            assertThat(isAlive(client)).isTrue();
        }
    }

    @Test
    void dataBeyondTheWindowEndsItsStream() throws Exception {
        try (var deaf = RawTarget.scripted((connection, self) -> hold(connection));
                var small = ProxyWorld.to(deaf);
                var client = RawStreams.dial(small.port)) {
            client.head(1, "CONNECT", "/", false, ":protocol", "websocket");
            send(client, FrameScript.of("9* DATA 1 - {00*16384}").bytes(), new byte[0]);
            assertThat(end(client, 1, List.of()))
                    .isIn("reset FLOW_CONTROL_ERROR", "goaway FLOW_CONTROL_ERROR");
        }
    }

    @Test
    void aHostThatAgreesWithTheAuthorityIsLetThrough() throws Exception {
        try (var client = RawStreams.dial(world.port)) {
            client.head(1, "GET", "/", true, "host", "app.test");
            assertThat(client.response(1).status()).isEqualTo(200);
            assertThat(target.last().count("Host")).isOne();
        }
        before++;
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"content-length=4 content-length=4", "content-length=4,4"})
    void lengthsThatAgreeBecomeOne(String lengths) throws Exception {
        String frames = "HEADERS 1 h @post " + lengths + "; DATA 1 e 61626364";
        try (var client = RawStreams.dial(world.port)) {
            send(client, FrameScript.of(frames).bytes(), new byte[0]);
            assertThat(client.response(1).status()).isEqualTo(200);
            assertThat(target.last().count("content-length")).isOne();
            assertThat(target.last().header("content-length")).isEqualTo("4");
            assertThat(target.last().body()).isEqualTo("abcd");
        }
        before++;
    }

    @Test
    void aTargetThatMakesNoTunnelGivesNone() throws Exception {
        try (var client = RawStreams.dial(world.port)) {
            client.head(1, "CONNECT", "/chat", false, ":protocol", "websocket");
            assertThat(client.response(1).status()).isEqualTo(502);
        }
        before++;
    }

    @Test
    void anHttp1RequestInsideOfThePrefaceEndsTheConnection() throws Exception {
        try (var client = RawStreams.silent(world.port)) {
            client.socket().send(CaseFile.meant("PRI * HTTP/2.0~~GET / HTTP/1.1~Host: app.test~~"));
            // The code has no reader: it does not speak HTTP/2 (RFC 9113 section 3.4).
            assertThat(end(client, 1, List.of())).startsWith("goaway");
            assertThat(isClosed(client)).isTrue();
        }
    }

    @Test
    void streamsAfterTheirOwnGoAwayAreStillAnswered() throws Exception {
        try (var client = RawStreams.dial(world.port)) {
            send(client, FrameScript.of("GOAWAY 0 - 0000000000000000").bytes(), new byte[0]);
            send(client, FrameScript.of("HEADERS 1 eh @none").bytes(), new byte[0]);
            assertThat(end(client, 1, List.of("status 404"))).isEqualTo("status 404");
        }
    }

    private static void hold(RawSocket connection) throws Exception {
        connection.head();
        new CountDownLatch(1).await();
    }

    private static void send(RawStreams client, byte[] some, byte[] more) throws IOException {
        byte[] all = new byte[some.length + more.length];
        System.arraycopy(some, 0, all, 0, some.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        try {
            client.socket().send(all);
        } catch (SocketException closed) {
            // What the proxy said before it closed is still to be read.
        }
    }

    /** The connection's end or this stream's, or one that is expected, before a PING's answer. */
    private static String end(RawStreams client, int stream, List<String> expected)
            throws IOException {
        while (true) {
            RawStreams.Frame frame = client.frame();
            if (frame.type() == RawStreams.GO_AWAY) {
                return "goaway " + Http2Error.valueOf(frame.code());
            }
            if (frame.type() == RawStreams.RESET && frame.stream() == stream) {
                return "reset " + Http2Error.valueOf(frame.code());
            }
            if (frame.type() == RawStreams.PING) {
                return NEVER;
            }
            if (frame.type() == RawStreams.HEADERS && frame.stream() == stream) {
                String status = "status " + frame.fields().get(":status");
                if (expected.contains(status) || status.equals("status 200")) {
                    return status;
                }
            }
        }
    }

    private static boolean isAlive(RawStreams client) throws IOException {
        client.ping(WORD, false);
        while (true) {
            RawStreams.Frame frame = client.frame();
            if (frame.type() == RawStreams.GO_AWAY) {
                return false;
            }
            if (frame.type() == RawStreams.PING) {
                return true;
            }
        }
    }

    private static boolean isClosed(RawStreams client) {
        try {
            client.socket().rest();
            return true;
        } catch (java.net.SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    /** Sends until the proxy hangs up, reading nothing before. */
    private static String flooded(RawStreams client, byte[] some, int times) throws IOException {
        try {
            for (int i = 0; i < times; i++) {
                client.socket().send(some);
            }
            client.socket().send(FrameScript.of("PING 0 - 00000000006d7669").bytes());
        } catch (SocketException closed) {
            // As it should be.
        }
        try {
            while (true) {
                RawStreams.Frame frame = client.frame();
                if (frame.type() == RawStreams.GO_AWAY) {
                    return "goaway " + Http2Error.valueOf(frame.code());
                }
                if (frame.type() == RawStreams.PING && frame.payload()[7] == (byte) WORD) {
                    return NEVER;
                }
            }
        } catch (SocketException | EOFException closed) {
            return "closed";
        }
    }
}
