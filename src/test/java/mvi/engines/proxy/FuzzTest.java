package mvi.engines.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.wire.PlatformCa;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Nearly right bytes at each door. Whatever they are, the connection ends, a target gets whole
 * requests of the proxy's own making or their beginning, the next client is served, and nothing is
 * held in the end. A case is made of its number alone; {@code -Dmvi.long=true} goes on for ten
 * minutes a door from a number by the clock.
 */
class FuzzTest {
    private static final int CASES = 1500;
    private static final int WORKERS = 4;
    private static final int BETWEEN_LOOKS = 250;
    private static final int RIGHT_TIMES = 6;
    private static final Duration LONG = Duration.ofMinutes(10);

    private static final List<String> WORDS_OF_HTTP1 =
            List.of(
                    "\r\n",
                    "\n",
                    "\r",
                    "\r\n\r\n",
                    "\0",
                    " ",
                    "\t",
                    ":",
                    "0\r\n\r\n",
                    "ffffffffffffffff",
                    "-1",
                    "99999999999999999999",
                    "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n",
                    "GET /smuggled HTTP/1.1\r\nHost: app.test\r\n\r\n",
                    "Transfer-Encoding: chunked\r\n",
                    "Transfer-Encoding: identity, chunked\r\n",
                    "Content-Length: 5\r\n",
                    "Content-Length: 0\r\n",
                    "Connection: close, X-Forwarded-For\r\n",
                    "Connection: upgrade\r\nUpgrade: websocket\r\n",
                    "Expect: 100-continue\r\n",
                    "Host: app.test\r\n",
                    "Trailer: Host\r\n",
                    "HTTP/1.0",
                    "HTTP/2.0",
                    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                    "http://app.test/",
                    "\u00ff",
                    ";ext=\"a\"");

    private static final String LONG_CHUNKS =
            "POST / HTTP/1.1\r\nHost: app.test\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + ("1388\r\n" + "x".repeat(5000) + "\r\n").repeat(2)
                    + "0\r\n\r\n";

    /** Bytes that are lengths and types of frames and records. */
    private static final List<String> WORDS_OF_FRAMES =
            List.of(
                    "\0",
                    "\0\0\0",
                    "\u00ff\u00ff",
                    "\u007f\u00ff\u00ff\u00ff",
                    "\0\0\0\4\0\0\0\0\0",
                    "\0\0\4\3\0\0\0\0\1\0\0\0\10",
                    "\0\0\4\10\0\0\0\0\0\u007f\u00ff\u00ff\u00ff",
                    "\u0082\u0086\u0084",
                    "\26\3\1",
                    "\26\3\3\0\1\1",
                    "\0\0\0\15\0\13\0\0\10");

    private static final List<String> RIGHT_FRAMES =
            List.of(
                    "HEADERS 1 eh @get; HEADERS 3 eh @get; HEADERS 5 eh @get",
                    "HEADERS 1 h @post; DATA 1 - 616263; DATA 1 e 646566",
                    "HEADERS 1 h @post; DATA 1 - 616263; HEADERS 1 eh x=y",
                    "HEADERS 1 - @get; CONTINUATION 1 h x=y; PING 0 - 0000000000000000");

    private static final String TOLD = "PROXY TCP4 127.0.0.1 127.0.0.1 1234 80\r\n";
    private static final String GET = "GET /next HTTP/1.1\r\nHost: app.test\r\n\r\n";

    private static final List<String> WORDS_OF_HEADERS =
            List.of(
                    "PROXY ",
                    "\r\n",
                    " ",
                    "TCP6",
                    "UNKNOWN",
                    "255.255.255.255",
                    "2001:db8::1",
                    "::ffff:127.0.0.1",
                    "65536",
                    ToldPeerTest.SIGNATURE,
                    "\u0021\u0011\0\14",
                    "\u0021\u0021\0\u0024",
                    "\0",
                    "\u00ff\u00ff",
                    "\u0020\0\7\1\0\0\0\0\0",
                    "\4\0\1",
                    GET);

    private static final List<String> RIGHT_HEADERS =
            List.of(
                    TOLD,
                    "PROXY TCP6 2001:db8::1 ::1 1234 80\r\n",
                    "PROXY UNKNOWN\r\n",
                    ToldPeerTest.SIGNATURE + "\u0020\0\0\0",
                    ToldPeerTest.SIGNATURE
                            + "\u0021\u0011\0\14\u00c0\0\2\1\177\0\0\1\4\u00d2\0\120",
                    ToldPeerTest.SIGNATURE
                            + "\u0021\u0011\0\23\u00c0\0\2\1\177\0\0\1\4\u00d2\0\120"
                            + "\4\0\4\0\0\0\0");

    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicLong reached = new AtomicLong();
    private Predicate<String> isClient = "127.0.0.1"::equals;
    private final PlatformCa authority = PlatformCa.create("fuzz", Clock.system(), Chance.system());
    private final ProxyWorld world = new ProxyWorld(ProxyLimits.DEFAULT);
    private final RawTarget target = RawTarget.scripted((connection, self) -> serve(connection));

    FuzzTest() throws IOException {}

    @BeforeEach
    void route() {
        world.route("app.test", target);
    }

    @AfterEach
    void close() throws IOException {
        world.close();
        target.close();
    }

    @Test
    void http1() throws Exception {
        List<byte[]> seeds = new ArrayList<>();
        for (String[] each : CaseFile.read("tolerated-requests.txt", 3)) {
            for (int times = 1; times <= RIGHT_TIMES; times++) {
                seeds.add(bytes(CaseFile.meant(each[2]).repeat(times)));
            }
        }
        for (String[] each : CaseFile.read("hostile-requests.txt", 3)) {
            seeds.add(bytes(CaseFile.meant(each[2])));
        }
        seeds.add(bytes(LONG_CHUNKS));
        fuzz(world, world.port, "", new Mutator(seeds, WORDS_OF_HTTP1));
        assertThat(reached.get()).as("some were right").isPositive();
    }

    @Test
    void http2() throws Exception {
        List<byte[]> seeds = new ArrayList<>();
        for (String[] each : CaseFile.read("hostile-streams.txt", 3)) {
            seeds.add(frames(each[2]));
            for (String right : RIGHT_FRAMES) {
                seeds.add(frames(right));
            }
        }
        fuzz(world, world.port, "", new Mutator(seeds, WORDS_OF_FRAMES));
        assertThat(reached.get()).as("some were right").isPositive();
    }

    @Test
    void greetingsOfTls() throws Exception {
        int port =
                world.proxy
                        .listen(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                new ProxyTls(
                                        authority.issue(List.of("*.test"), List.of()),
                                        Chance.system()))
                        .orElseThrow()
                        .port();
        List<byte[]> seeds = new ArrayList<>();
        for (String name : List.of("app.test", "a." + "b".repeat(60) + ".test", "")) {
            for (String version : List.of("TLSv1.2", "TLSv1.3")) {
                seeds.add(greeting(name, version));
            }
        }
        fuzz(world, port, "", new Mutator(seeds, WORDS_OF_FRAMES));
        var trusting = new TlsClient(authority.identity().certificates().getFirst(), null);
        try (RawSocket next = trusting.dial(port, "app.test")) {
            next.send("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
            assertThat(next.response().status()).isEqualTo(200);
        }
    }

    @Test
    void headersOfTheProxyProtocol() throws Exception {
        List<byte[]> seeds = new ArrayList<>();
        for (String[] each : CaseFile.read("hostile-proxy-headers.txt", 3)) {
            seeds.add(bytes(CaseFile.meant(each[2]) + GET));
            for (String right : RIGHT_HEADERS) {
                seeds.add(bytes(right + GET));
            }
        }
        isClient = told -> AddressRange.address(told) != null;
        var trusted = new TrustedProxies(TrustedProxies.parse("127.0.0.1"), true);
        try (ProxyWorld behind = new ProxyWorld(ProxyLimits.DEFAULT, trusted, 2)) {
            behind.route("app.test", target);
            fuzz(behind, behind.port, TOLD, new Mutator(seeds, WORDS_OF_HEADERS));
        }
        assertThat(reached.get()).as("some were right").isPositive();
    }

    /**
     * @param greeting what the proxy wants to hear before a request at the world's port
     */
    private void fuzz(ProxyWorld behind, int port, String greeting, Mutator mutator)
            throws Exception {
        boolean isLong = Boolean.getBoolean("mvi.long");
        long first = isLong ? System.currentTimeMillis() << 20 : 0;
        long end = System.nanoTime() + LONG.toNanos();
        AtomicLong number = new AtomicLong(first);
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            workers.add(
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        while (wrong.isEmpty()
                                                && (isLong
                                                        ? System.nanoTime() < end
                                                        : number.get() < first + CASES)) {
                                            long mine = number.getAndIncrement();
                                            ask(port, mutator, mine);
                                            if (mine % BETWEEN_LOOKS == 0) {
                                                look(behind, greeting, mine);
                                            }
                                        }
                                    }));
        }
        for (Thread each : workers) {
            each.join();
        }
        assertThat(wrong).isEmpty();
        look(behind, greeting, number.get());
        assertThat(wrong).isEmpty();
        ProxyWorld.await(() -> behind.proxy.openConnections() == 0);
        ProxyWorld.await(() -> behind.targets().getFirst().inFlight() == 0);
        System.out.printf(
                "fuzzed with %d cases, %d requests%n", number.get() - first, reached.get());
    }

    private void ask(int port, Mutator mutator, long number) {
        SplittableRandom dice = new SplittableRandom(number);
        byte[] input = mutator.next(dice);
        try (RawSocket client = RawSocket.dial(port)) {
            try {
                int cut = dice.nextBoolean() ? input.length : dice.nextInt(input.length + 1);
                client.send(Arrays.copyOf(input, cut));
                client.send(Arrays.copyOfRange(input, cut, input.length));
                client.shutdownOutput();
                client.rest();
            } catch (SocketTimeoutException hangs) {
                wrong.add("case %d hangs: %s".formatted(number, shown(input)));
            } catch (IOException refusedWhileSending) {
                // Its end, all the same.
            }
        } catch (IOException | RuntimeException broken) {
            wrong.add("case %d: %s: %s".formatted(number, broken, shown(input)));
        }
    }

    private void look(ProxyWorld behind, String greeting, long number) {
        try (RawSocket next = behind.client()) {
            if (!next.send(greeting + GET).response().body().equals("right")) {
                wrong.add("after case %d the next client is answered wrongly".formatted(number));
            }
        } catch (IOException | RuntimeException broken) {
            wrong.add("after case %d the next client: %s".formatted(number, broken));
        }
    }

    /** Checks that each request is the proxy's own word. */
    private void serve(RawSocket connection) throws IOException {
        while (true) {
            Optional<RawSocket.Message> request = request(connection);
            if (request.isEmpty()) {
                return;
            }
            RawSocket.Message seen = request.get();
            reached.incrementAndGet();
            if (!HostileRequestTest.HEAD.matcher(seen.head()).matches()
                    || seen.count("Host") != 1
                    || !seen.header("Host").matches("(?i)app\\.test\\.?(:[0-9]*)?")
                    || seen.count("X-Request-Id") != 1
                    || seen.count("X-Forwarded-For") != 1
                    || !isClient.test(seen.header("X-Forwarded-For"))
                    || seen.count("Content-Length") + seen.count("Transfer-Encoding") > 1) {
                wrong.add("a target got: " + shown(bytes(seen.head())));
            }
            connection.send(
                    seen.head().startsWith("HEAD ")
                            ? "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
                            : RawTarget.ok("right"));
        }
    }

    /** Empty where the connection ends, between two or within one that its client gave up. */
    private Optional<RawSocket.Message> request(RawSocket connection) throws IOException {
        try {
            return connection.message(false);
        } catch (EOFException | SocketException givenUp) {
            return Optional.empty();
        } catch (IOException | RuntimeException malformed) {
            wrong.add("a target can't read its request: " + malformed);
            return Optional.empty();
        }
    }

    private static byte[] frames(String script) {
        byte[] frames = FrameScript.of(script).bytes();
        byte[] preface = bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0");
        return ByteBuffer.allocate(preface.length + frames.length).put(preface).put(frames).array();
    }

    private static byte[] greeting(String name, String version) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, null, null);
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(new String[] {version});
        parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
        if (!name.isEmpty()) {
            parameters.setServerNames(List.of(new SNIHostName(name)));
        }
        engine.setSSLParameters(parameters);
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), out);
        byte[] greeting = new byte[out.position()];
        out.flip().get(greeting);
        return greeting;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String shown(byte[] input) {
        return HexFormat.of().formatHex(input);
    }
}
