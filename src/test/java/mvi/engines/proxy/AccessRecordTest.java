package mvi.engines.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is known of a request once it is over. */
class AccessRecordTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @Test
    void aRequestIsToldWithWhatItWasAndHowLongItTook() throws Exception {
        try (var target = RawTarget.greeting("hello");
                var world = ProxyWorld.to(target);
                var client = world.client()) {
            client.send(
                            "POST /a?secret=1 HTTP/1.1\r\nHost: app.test:80\r\nContent-Length: 3\r\n"
                                    + "X-Request-Id: mine\r\ntraceparent: 00-"
                                    + TRACE
                                    + "-00f067aa0ba902b7-01\r\n\r\nabc")
                    .response();
            AccessRecord record = next(world);
            assertThat(record.route()).isEqualTo("app/web");
            assertThat(record.target()).isEqualTo("t" + target.port());
            assertThat(record.client()).isEqualTo("127.0.0.1");
            assertThat(record.method()).isEqualTo("POST");
            assertThat(record.host()).isEqualTo("app.test:80");
            assertThat(record.path()).isEqualTo("/a");
            assertThat(record.protocol()).isEqualTo("HTTP/1.1");
            assertThat(record.status()).isEqualTo(200);
            assertThat(record.requestId()).isEqualTo("mine");
            assertThat(record.traceId()).isEqualTo(TRACE);
            assertThat(record.attempts()).isOne();
            assertThat(record.bytesIn()).isEqualTo(3);
            assertThat(record.bytesOut()).isEqualTo(5);
            assertThat(record.connectMicros()).isBetween(0L, record.firstByteMicros());
            assertThat(record.totalMicros()).isGreaterThanOrEqualTo(record.firstByteMicros());
        }
    }

    @Test
    void aStreamOfHttp2IsToldAsWell() throws Exception {
        try (var target = RawTarget.greeting("x");
                var world = ProxyWorld.to(target);
                var client = RawStreams.dial(world.port)) {
            client.head(1, "GET", "/", true);
            assertThat(client.response(1).status()).isEqualTo(200);
            AccessRecord record = next(world);
            assertThat(record.protocol()).isEqualTo("HTTP/2");
            assertThat(record.host()).isEqualTo("app.test");
            assertThat(record.requestId()).hasSize(32);
            assertThat(record.traceId()).hasSize(32);
        }
    }

    @Test
    void eachConnectionThatWasTriedCounts() throws Exception {
        try (var target =
                        RawTarget.scripted(
                                (connection, self) -> {
                                    if (self.request(connection).isPresent()) {
                                        connection.send(RawTarget.ok("x"));
                                        // Hangs up on what comes next, once its head is here.
                                        self.request(connection);
                                    }
                                });
                var world = ProxyWorld.to(target);
                var client = world.client()) {
            String get = "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n";
            assertThat(client.send(get).response().status()).isEqualTo(200);
            assertThat(next(world).attempts()).isOne();
            assertThat(client.send(get).response().status()).isEqualTo(200);
            assertThat(next(world).attempts()).isEqualTo(2);
            Route route = world.proxy.table().routes().iterator().next();
            assertThat(route.stats().read().retries()).isOne();
        }
    }

    @Test
    void whatReachedNoTargetHasNoTimesOfOne() throws Exception {
        try (var world = new ProxyWorld(ProxyLimits.DEFAULT)) {
            world.apply(new RouteSpec("app/web", List.of("app.test"), List.of()));
            assertThat(world.get("/").status()).isEqualTo(503);
            AccessRecord record = next(world);
            assertThat(record.status()).isEqualTo(503);
            assertThat(record.target()).isEmpty();
            assertThat(record.attempts()).isZero();
            assertThat(record.connectMicros()).isEqualTo(-1);
            assertThat(record.firstByteMicros()).isEqualTo(-1);
        }
    }

    private static AccessRecord next(ProxyWorld world) throws InterruptedException {
        List<AccessRecord> taken = world.proxy.access().drain(9, Duration.ofSeconds(20));
        assertThat(taken).hasSize(1);
        return taken.getFirst();
    }
}
