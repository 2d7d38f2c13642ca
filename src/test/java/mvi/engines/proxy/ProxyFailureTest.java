package mvi.engines.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import mvi.engines.base.ByteCount;
import org.junit.jupiter.api.Test;

/** Targets that break, are slow, or are too few. */
class ProxyFailureTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n";
    private static final String POST =
            "POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 1\r\n\r\nx";

    /** Answers one request per connection, and hangs up on the second without an answer. */
    private static RawTarget hangingUpOnTheSecond() throws IOException {
        return RawTarget.scripted(
                (connection, self) -> {
                    if (self.request(connection).isPresent()) {
                        connection.send(RawTarget.ok("once"));
                        self.request(connection);
                    }
                });
    }

    static ProxyLimits limits(Duration time, int inFlight) {
        return limits(time, inFlight, 100);
    }

    private static ProxyLimits limits(Duration time, int inFlight, int connections) {
        return limits(time, inFlight, connections, 100);
    }

    static ProxyLimits limits(Duration time, int inFlight, int connections, int perSource) {
        return new ProxyLimits(
                ByteCount.kib(8),
                ByteCount.kib(32),
                128,
                128,
                ByteCount.kib(128),
                ByteCount.kib(1024),
                connections,
                100,
                perSource,
                inFlight,
                64,
                3,
                16,
                Duration.ofMillis(300),
                Duration.ZERO,
                time,
                time,
                Duration.ofSeconds(4),
                Duration.ofSeconds(2),
                time,
                time,
                Duration.ofSeconds(2),
                Duration.ofMillis(50),
                16);
    }

    @Test
    void aRepeatableRequestSurvivesAConnectionThatBrokeAtRest() throws Exception {
        try (var target = hangingUpOnTheSecond();
                var world = ProxyWorld.to(target);
                var client = world.client()) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.send(GET).response().body()).isEqualTo("once");
            }
        }
    }

    @Test
    void aRequestThatMayHaveActedIsNotRepeated() throws Exception {
        try (var target = hangingUpOnTheSecond();
                var world = ProxyWorld.to(target);
                var client = world.client()) {
            assertThat(client.send(GET).response().status()).isEqualTo(200);
            assertThat(client.send(POST).response().status()).isEqualTo(502);
            assertThat(target.requests()).hasSize(2);
        }
    }

    @Test
    void aFreshConnectionThatBreaksIsNotTriedAgain() throws Exception {
        try (var target = RawTarget.scripted((connection, self) -> self.request(connection));
                var world = ProxyWorld.to(target);
                var client = world.client()) {
            assertThat(client.send(GET).response().status()).isEqualTo(502);
            assertThat(target.requests()).hasSize(1);
        }
    }

    @Test
    void aRefusedConnectionIsTriedAtAnotherTarget() throws Exception {
        try (var gone = RawTarget.greeting("gone");
                var well = RawTarget.greeting("well");
                var world = ProxyWorld.to(gone, well);
                var client = world.client()) {
            gone.close();
            // The kernel still takes connections until the thread that accepts them has woken.
            ProxyWorld.await(() -> isRefused(gone.port()));
            for (int i = 0; i < 20; i++) {
                assertThat(client.send(POST).response().body()).isEqualTo("well");
            }
        }
    }

    private static boolean isRefused(int port) {
        try (RawSocket socket = RawSocket.dial(port)) {
            return false;
        } catch (IOException refused) {
            return true;
        }
    }

    @Test
    void noHealthyTargetIs503() throws Exception {
        int closed;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        try (var world = new ProxyWorld(ProxyLimits.DEFAULT)) {
            world.apply(
                    new RouteSpec(
                            "app/web",
                            List.of("app.test"),
                            List.of(
                                    new RouteSpec.TargetSpec(
                                            "t", "127.0.0.1", closed, ProxyWorld.TCP, false))));
            var response = world.get("/");
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.header("Retry-After")).isEqualTo("1");
            assertThat(world.targets().getFirst().health()).isEqualTo(Health.ADDING);
            ProxyWorld.await(() -> world.targets().getFirst().lastFailure().isPresent());
        }
    }

    @Test
    void aTargetAtItsLimitIs503() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        try (var target =
                        RawTarget.scripted(
                                (connection, self) -> {
                                    if (self.request(connection).isPresent()) {
                                        answer.await();
                                        connection.send(RawTarget.ok("late"));
                                    }
                                });
                var world = new ProxyWorld(limits(Duration.ofMinutes(1), 1))) {
            world.route("app.test", target);
            try (var first = world.client();
                    var second = world.client()) {
                first.send(GET);
                ProxyWorld.await(() -> target.requests().size() == 1);
                assertThat(second.send(GET).response().status()).isEqualTo(503);
                answer.countDown();
                assertThat(first.response().body()).isEqualTo("late");
            }
        }
    }

    @Test
    void aTargetThatNeverAnswersIs504() throws Exception {
        try (var target = RawTarget.scripted((connection, self) -> connection.rest());
                var world = new ProxyWorld(limits(Duration.ofMillis(200), 8))) {
            world.route("app.test", target);
            assertThat(world.get("/").status()).isEqualTo(504);
            ProxyWorld.await(() -> world.targets().getFirst().inFlight() == 0);
        }
    }

    @Test
    void aHeadThatNeverEndsIs408() throws Exception {
        try (var target = RawTarget.greeting("x");
                var world = new ProxyWorld(limits(Duration.ofMillis(200), 8))) {
            world.route("app.test", target);
            try (var client = world.client()) {
                client.send("GET / HTTP/1.1\r\nHost: app");
                assertThat(client.response().status()).isEqualTo(408);
                assertThat(client.isAtEnd()).isTrue();
            }
        }
    }

    @Test
    void aBodyThatStopsComingIs408AndNeverEndsCleanly() throws Exception {
        AtomicInteger wholeBodies = new AtomicInteger();
        try (var target =
                        RawTarget.scripted(
                                (connection, self) -> {
                                    if (self.request(connection).isPresent()) {
                                        wholeBodies.incrementAndGet();
                                    }
                                });
                var world = new ProxyWorld(limits(Duration.ofMillis(200), 8))) {
            world.route("app.test", target);
            try (var client = world.client()) {
                client.send("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 9\r\n\r\nabc");
                assertThat(client.response().status()).isEqualTo(408);
            }
            ProxyWorld.await(() -> world.targets().getFirst().inFlight() == 0);
            assertThat(wholeBodies).hasValue(0);
        }
    }

    @Test
    void aRestingConnectionIsClosedInTime() throws Exception {
        try (var target = RawTarget.greeting("x");
                var world = new ProxyWorld(limits(Duration.ofMillis(200), 8))) {
            world.route("app.test", target);
            try (var client = world.client()) {
                assertThat(client.send(GET).response().status()).isEqualTo(200);
                assertThat(client.isAtEnd()).isTrue();
            }
            ProxyWorld.await(() -> world.proxy.openConnections() == 0);
        }
    }

    @Test
    void aClientThatGoesAwayFreesItsTarget() throws Exception {
        try (var target = RawTarget.scripted((connection, self) -> connection.rest());
                var world = ProxyWorld.to(target)) {
            try (var client = world.client()) {
                client.send(GET);
                ProxyWorld.await(() -> world.targets().getFirst().inFlight() == 1);
                client.reset();
            }
            ProxyWorld.await(() -> world.targets().getFirst().inFlight() == 0);
            ProxyWorld.await(
                    () -> world.proxy.access().drain(9).stream().anyMatch(r -> r.status() == 499));
        }
    }

    @Test
    void halfAnUploadIsNeverAWholeOne() throws Exception {
        AtomicInteger wholeBodies = new AtomicInteger();
        try (var target =
                        RawTarget.scripted(
                                (connection, self) -> {
                                    if (self.request(connection).isPresent()) {
                                        wholeBodies.incrementAndGet();
                                    }
                                });
                var world = ProxyWorld.to(target)) {
            for (String half :
                    List.of(
                            "Content-Length: 10\r\n\r\nabc",
                            "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")) {
                try (var client = world.client()) {
                    client.send("PUT / HTTP/1.1\r\nHost: app.test\r\n" + half);
                    ProxyWorld.await(() -> world.targets().getFirst().inFlight() == 1);
                }
                ProxyWorld.await(() -> world.targets().getFirst().inFlight() == 0);
            }
            assertThat(wholeBodies).hasValue(0);
        }
    }

    @Test
    void moreConnectionsThanTheLimitWaitTheirTurn() throws Exception {
        try (var target = RawTarget.greeting("x");
                var world = new ProxyWorld(limits(Duration.ofSeconds(10), 8, 1))) {
            world.route("app.test", target);
            try (var first = world.client()) {
                assertThat(first.send(GET).response().status()).isEqualTo(200);
            }
            assertThat(world.get("/").status()).isEqualTo(200);
            assertThat(world.get("/").status()).isEqualTo(200);
            assertThat(world.proxy.connections().read().accepted()).isEqualTo(3);
            assertThat(world.proxy.connections().read().limitReached()).isBetween(1L, 3L);
        }
    }

    @Test
    void requestsAreCountedByRouteAndFullRingsDrop() throws Exception {
        try (var target = RawTarget.greeting("hello");
                var world = new ProxyWorld(limits(Duration.ofMinutes(1), 8))) {
            world.route("app.test", target);
            try (var client = world.client()) {
                for (int i = 0; i < 20; i++) {
                    client.send(POST).response();
                }
            }
            Route route = world.proxy.table().routes().iterator().next();
            ProxyWorld.await(() -> route.stats().read().statusClasses()[1] == 20);
            RouteStats.Reading reading = route.stats().read();
            assertThat(reading.bytesIn()).isEqualTo(20);
            assertThat(reading.bytesOut()).isEqualTo(100);
            assertThat(reading.latencyBuckets()[2]).isEqualTo(20);
            assertThat(world.proxy.access().drain(100)).hasSize(16);
            assertThat(world.proxy.access().takeLost()).containsExactly(Map.entry("app/web", 4L));
            assertThat(world.proxy.access().takeLost()).isEmpty();
        }
    }
}
