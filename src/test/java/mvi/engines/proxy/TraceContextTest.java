package mvi.engines.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** W3C Trace Context and X-Request-Id, by HTTP/1 and HTTP/2. */
class TraceContextTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String VALID = "00-" + TRACE + "-00f067aa0ba902b7-00";
    private static final String NEW = "00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-01";
    private static final List<String> INVALID =
            List.of(
                    "",
                    "00",
                    VALID.toUpperCase(java.util.Locale.ROOT),
                    VALID + "-00",
                    VALID + "0",
                    "ff" + VALID.substring(2),
                    "0g" + VALID.substring(2),
                    "cc" + VALID.substring(2) + ".what",
                    "00-" + "0".repeat(32) + "-00f067aa0ba902b7-01",
                    "00-" + TRACE + "-0000000000000000-01",
                    "00_" + TRACE + "-00f067aa0ba902b7-01",
                    "00-" + TRACE + "_00f067aa0ba902b7-01",
                    "00-" + TRACE + "-00f067aa0ba902b7_01",
                    "00-" + TRACE + "-00f067aa0ba902b7-0x");

    @Test
    void validIsWhatTheRecommendationSays() {
        assertThat(INVALID).noneMatch(TraceContext::isValid);
        assertThat(
                        List.of(
                                VALID,
                                "00-" + TRACE + "-00f067aa0ba902b7-ff",
                                "cc" + VALID.substring(2),
                                "cc" + VALID.substring(2) + "-what"))
                .allMatch(TraceContext::isValid);
        assertThat(TraceContext.traceId(VALID)).isEqualTo(TRACE);
    }

    @Test
    void aTraceGoesOnAndABrokenOneIsReplacedWithHttp1() throws Exception {
        try (var target = RawTarget.greeting("x");
                var world = ProxyWorld.to(target)) {
            var kept = seen(world, target, "Traceparent: " + VALID, "tracestate: a=1");
            assertThat(kept.header("traceparent")).isEqualTo(VALID);
            assertThat(kept.header("tracestate")).isEqualTo("a=1");
            assertThat(seen(world, target).header("traceparent")).matches(NEW);
            for (String invalid : INVALID) {
                var made = seen(world, target, "traceparent: " + invalid, "tracestate: a=1");
                assertThat(made.header("traceparent")).as(invalid).matches(NEW);
                assertThat(made.count("traceparent")).isOne();
                assertThat(made.count("tracestate")).isZero();
            }
            var twice = seen(world, target, "traceparent: " + VALID, "traceparent: " + VALID);
            assertThat(twice.header("traceparent")).matches(NEW);
            assertThat(twice.count("traceparent")).isOne();
        }
    }

    @Test
    void aTraceGoesOnAndABrokenOneIsReplacedWithHttp2() throws Exception {
        try (var target = RawTarget.greeting("x");
                var world = ProxyWorld.to(target);
                var client = RawStreams.dial(world.port)) {
            client.head(1, "GET", "/", true, "traceparent", VALID, "x-request-id", "mine");
            assertThat(client.response(1).status()).isEqualTo(200);
            assertThat(target.last().header("traceparent")).isEqualTo(VALID);
            assertThat(target.last().header("X-Request-Id")).isEqualTo("mine");
            client.head(3, "GET", "/", true, "traceparent", "00-1-2-01", "tracestate", "a=1");
            assertThat(client.response(3).status()).isEqualTo(200);
            assertThat(target.last().header("traceparent")).matches(NEW);
            assertThat(target.last().count("tracestate")).isZero();
        }
    }

    @Test
    void anIdThatIsNoSingleWordIsMadeAnew() throws Exception {
        try (var target = RawTarget.greeting("x");
                var world = ProxyWorld.to(target)) {
            for (String id : List.of("", "two words", "a\"\u00e4", "x".repeat(201))) {
                assertThat(seen(world, target, "X-Request-Id: " + id).header("X-Request-Id"))
                        .as(id)
                        .matches("[0-9a-f]{32}");
            }
            var twice = seen(world, target, "X-Request-Id: a", "X-Request-Id: b");
            assertThat(twice.count("X-Request-Id")).isOne();
            assertThat(twice.header("X-Request-Id")).matches("[0-9a-f]{32}");
        }
    }

    private static RawSocket.Message seen(ProxyWorld world, RawTarget target, String... lines)
            throws Exception {
        try (var client = world.client()) {
            String more = lines.length == 0 ? "" : String.join("\r\n", lines) + "\r\n";
            client.send("GET / HTTP/1.1\r\nHost: app.test\r\n" + more + "\r\n");
            assertThat(client.response().status()).isEqualTo(200);
            return target.last();
        }
    }
}
