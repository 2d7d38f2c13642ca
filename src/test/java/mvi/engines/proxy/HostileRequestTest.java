package mvi.engines.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is refused, and that nothing of it reaches a target (RFC 9112 sections 2, 3, 5, 6, 7). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileRequestTest {
    /** A line and fields, all of words and visible text. */
    static final Pattern HEAD =
            Pattern.compile(
                    "[!-~]+ [!-~]+ HTTP/1\\.1\r\n([-!#$%&'*+.^_`|~0-9A-Za-z]+: ?[\t -~\\x80-\\xff]*\r\n)+\r\n");

    private RawTarget target;
    private ProxyWorld world;

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

    static Stream<Arguments> hostile() throws IOException {
        return CaseFile.read("hostile-requests.txt", 3).stream()
                .map(each -> Arguments.of(each[0], Integer.parseInt(each[1]), each[2]));
    }

    static Stream<Arguments> tolerated() throws IOException {
        return CaseFile.read("tolerated-requests.txt", 3).stream()
                .map(each -> Arguments.of(each[0], each[1], each[2]));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void isRefusedAndClosed(String name, int status, String request) throws Exception {
        int before = target.requests().size();
        try (var client = world.client()) {
            client.send(CaseFile.meant(request));
            var response = client.response();
            assertThat(response.status()).as(response.head()).isEqualTo(status);
            assertThat(response.header("Connection")).isEqualTo("close");
            assertThat(response.body()).doesNotContain("secret");
            assertThat(client.rest()).as("what follows the refusal").isEmpty();
        }
        assertThat(target.requests()).hasSize(before);
        assertThat(world.get("/next").body()).as("the next client").isEqualTo("secret");
        assertThat(target.requests()).hasSize(before + 1);
        assertThat(target.last().firstLine()).isEqualTo("GET /next HTTP/1.1");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tolerated")
    void isPassedOnAsOneRequest(String name, String line, String request) throws Exception {
        int before = target.requests().size();
        try (var client = world.client()) {
            var response = client.send(CaseFile.meant(request)).response();
            assertThat(response.status()).as(response.head()).isEqualTo(200);
        }
        assertThat(target.requests()).hasSize(before + 1);
        var seen = target.last();
        assertThat(seen.firstLine()).isEqualTo(CaseFile.meant(line));
        assertThat(seen.count("Host")).isOne();
        assertThat(seen.header("Host")).matches("(?i)app\\.test(:[0-9]*)?");
        assertThat(seen.count("Content-Length") + seen.count("Transfer-Encoding")).isLessThan(2);
        assertThat(seen.header("Transfer-Encoding")).isIn("", "chunked");
        assertThat(seen.header("Upgrade")).doesNotContainIgnoringCase("h2c").doesNotContain("HTTP");
        assertThat(seen.header("X-Forwarded-For")).isEqualTo("127.0.0.1");
        assertThat(seen.header("X-Request-Id")).isNotEmpty();
        assertThat(seen.head()).as("line ends, and nothing else that ends").matches(HEAD);
        assertThat(seen.trailers())
                .doesNotContain("\n ", "\n\t")
                .doesNotContain("6.6.6.6", "other.test", "Content-Length");
        assertThat(world.get("/next").body()).isEqualTo("secret");
        assertThat(target.requests()).hasSize(before + 2);
        assertThat(target.last().firstLine()).isEqualTo("GET /next HTTP/1.1");
    }

    @Test
    void aFoldThatComesByteByByteIsRefused() throws Exception {
        try (var client = world.client()) {
            for (char each :
                    CaseFile.meant("GET / HTTP/1.1~Host: app.test~X-Fold: b~ c~~").toCharArray()) {
                client.send(String.valueOf(each));
            }
            assertThat(client.response().status()).isEqualTo(400);
        } catch (IOException closedWhileSending) {
            assertThat(closedWhileSending).isInstanceOf(java.net.SocketException.class);
        }
        assertThat(target.requests()).noneMatch(request -> request.head().contains("X-Fold"));
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
}
