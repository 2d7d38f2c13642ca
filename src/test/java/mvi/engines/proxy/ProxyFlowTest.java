package mvi.engines.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Streams, tunnels, changes of routes under load, and drains. */
class ProxyFlowTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n";
    private static final int HUGE = 256 * 1024 * 1024;

    /** More than both sockets' and the proxy's buffers hold, far less than the whole. */
    private static final long BUFFERED = 64L * 1024 * 1024;

    @Test
    void aWildcardIsForOneLabelMoreAndAnExactNameGoesFirst() throws Exception {
        try (var one = RawTarget.greeting("one");
                var all = RawTarget.greeting("all");
                var world = new ProxyWorld(ProxyLimits.DEFAULT)) {
            world.apply(
                    new RouteSpec(
                            "one/web",
                            List.of("one.app.test"),
                            List.of(ProxyWorld.spec(one, false))),
                    new RouteSpec(
                            "all/web",
                            List.of("*.app.test"),
                            List.of(ProxyWorld.spec(all, ProxyWorld.HTTP, false))));
            ProxyWorld.await(
                    () -> world.targets().stream().allMatch(t -> t.health() == Health.HEALTHY));
            assertThat(all.requests().getFirst().header("Host")).isEqualTo("localhost");
            try (var client = world.client()) {
                assertThat(asked(client, "one.app.test").body()).isEqualTo("one");
                assertThat(asked(client, "two.APP.test:80").body()).isEqualTo("all");
                assertThat(asked(client, "app.test").status()).isEqualTo(404);
                assertThat(asked(client, "a.b.app.test").status()).isEqualTo(404);
                assertThat(asked(client, "app").status()).isEqualTo(404);
            }
        }
    }

    private static RawSocket.Message asked(RawSocket client, String host) throws IOException {
        return client.send("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").response();
    }

    @Test
    void aClientThatDoesNotReadStopsItsTarget() throws Exception {
        AtomicLong sent = new AtomicLong();
        try (var target =
                        RawTarget.scripted(
                                (connection, self) -> {
                                    if (self.request(connection).isEmpty()) {
                                        return;
                                    }
                                    connection.send(
                                            "HTTP/1.1 200 OK\r\nContent-Length: "
                                                    + HUGE
                                                    + "\r\n\r\n");
                                    byte[] part = new byte[64 * 1024];
                                    while (sent.get() < HUGE) {
                                        connection.send(part);
                                        sent.addAndGet(part.length);
                                    }
                                });
                var world = ProxyWorld.to(target);
                var client = world.client()) {
            client.send(GET);
            client.head();
            awaitStandstill(sent);
            assertThat(sent.get()).isLessThan(BUFFERED);
            long read = 0;
            byte[] buffer;
            while (read < HUGE) {
                buffer = client.exactly(1024 * 1024);
                read += buffer.length;
            }
            assertThat(read).isEqualTo(HUGE);
        }
    }

    @Test
    void aTargetThatDoesNotReadStopsItsClient() throws Exception {
        AtomicLong sent = new AtomicLong();
        CountDownLatch readOn = new CountDownLatch(1);
        try (var target =
                        RawTarget.scripted(
                                (connection, self) -> {
                                    if (connection.head().isEmpty()) {
                                        return;
                                    }
                                    readOn.await();
                                    for (int read = 0; read < HUGE; read += 1024 * 1024) {
                                        connection.exactly(1024 * 1024);
                                    }
                                    connection.send(RawTarget.ok("all"));
                                });
                var world = ProxyWorld.to(target);
                var client = world.client()) {
            client.send("PUT / HTTP/1.1\r\nHost: app.test\r\nContent-Length: " + HUGE + "\r\n\r\n");
            Thread sender =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        byte[] part = new byte[64 * 1024];
                                        try {
                                            while (sent.get() < HUGE) {
                                                client.send(part);
                                                sent.addAndGet(part.length);
                                            }
                                        } catch (IOException cut) {
                                            sent.set(-1);
                                        }
                                    });
            awaitStandstill(sent);
            assertThat(sent.get()).isBetween(0L, BUFFERED);
            readOn.countDown();
            assertThat(client.response().body()).isEqualTo("all");
            sender.join();
        }
    }

    /** Nothing more was sent for many looks in a row. */
    private static void awaitStandstill(AtomicLong sent) {
        AtomicLong last = new AtomicLong(-1);
        AtomicInteger same = new AtomicInteger();
        ProxyWorld.await(
                () -> {
                    long now = sent.get();
                    if (now == last.getAndSet(now) && now > 0) {
                        return same.incrementAndGet() > 200;
                    }
                    same.set(0);
                    return false;
                });
    }

    @Test
    void aWebSocketIsATunnel() throws Exception {
        try (var target =
                        RawTarget.scripted(
                                (connection, self) -> {
                                    if (self.request(connection).isEmpty()) {
                                        return;
                                    }
                                    connection.send(
                                            "HTTP/1.1 101 Switching Protocols\r\n"
                                                    + "Connection: Upgrade\r\nUpgrade: websocket\r\n"
                                                    + "Sec-WebSocket-Accept: x\r\n\r\nfirst");
                                    for (int b = connection.read(); b >= 0; b = connection.read()) {
                                        connection.send(new byte[] {(byte) b});
                                    }
                                });
                var world = ProxyWorld.to(target);
                var client = world.client()) {
            client.send(
                    "GET /ws HTTP/1.1\r\nHost: app.test\r\nConnection: Upgrade\r\n"
                            + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            String head = client.head().orElseThrow();
            assertThat(head).startsWith("HTTP/1.1 101").containsIgnoringCase("upgrade: websocket");
            assertThat(client.exactly(5)).asString().isEqualTo("first");
            assertThat(target.last().header("Upgrade")).isEqualTo("websocket");
            client.send("\u0081\u0000ping\r\n\r\n");
            assertThat(client.exactly(10)).hasSize(10);
            world.apply();
            client.send("after the route is gone");
            assertThat(client.exactly(23)).asString().isEqualTo("after the route is gone");
        }
    }

    @Test
    void routesChangeUnderLoadWithoutAFailedRequest() throws Exception {
        try (var one = RawTarget.greeting("one");
                var two = RawTarget.greeting("two");
                var world = ProxyWorld.to(one, two)) {
            AtomicBoolean isOver = new AtomicBoolean();
            AtomicInteger answered = new AtomicInteger();
            List<String> failed = new ArrayList<>();
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                clients.add(
                        Thread.ofVirtual()
                                .start(
                                        () -> {
                                            try (var client = world.client()) {
                                                while (!isOver.get()) {
                                                    var response = client.send(GET).response();
                                                    if (response.status() != 200) {
                                                        throw new IOException(response.head());
                                                    }
                                                    answered.incrementAndGet();
                                                }
                                            } catch (IOException cut) {
                                                synchronized (failed) {
                                                    failed.add(cut.toString());
                                                }
                                            }
                                        }));
            }
            for (int i = 0; i < 50; i++) {
                int before = answered.get();
                world.apply(
                        new RouteSpec(
                                "app/web",
                                List.of("app.test"),
                                List.of(
                                        ProxyWorld.spec(one, i % 2 == 0),
                                        ProxyWorld.spec(two, i % 2 == 1))));
                ProxyWorld.await(() -> answered.get() > before + 20 || !failed.isEmpty());
            }
            isOver.set(true);
            for (Thread client : clients) {
                client.join();
            }
            assertThat(failed).isEmpty();
            assertThat(answered.get()).isGreaterThan(1000);
        }
    }

    @Test
    void aDrainingTargetFinishesAndGetsNothingNew() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        try (var old =
                        RawTarget.scripted(
                                (connection, self) -> {
                                    if (self.request(connection).isPresent()) {
                                        answer.await();
                                        connection.send(RawTarget.ok("old"));
                                    }
                                });
                var fresh = RawTarget.greeting("fresh");
                var world = ProxyWorld.to(old);
                var slow = world.client()) {
            slow.send(GET);
            ProxyWorld.await(() -> old.requests().size() == 1);
            world.apply(
                    new RouteSpec(
                            "app/web",
                            List.of("app.test"),
                            List.of(ProxyWorld.spec(old, true), ProxyWorld.spec(fresh, false))));
            ProxyWorld.await(
                    () ->
                            world.targets().stream()
                                    .allMatch(each -> each.health() == Health.HEALTHY));
            for (int i = 0; i < 10; i++) {
                assertThat(world.get("/").body()).isEqualTo("fresh");
            }
            assertThat(world.targets().getFirst().inFlight()).isEqualTo(1);
            answer.countDown();
            assertThat(slow.response().body()).isEqualTo("old");
            ProxyWorld.await(() -> world.targets().getFirst().inFlight() == 0);
        }
    }

    @Test
    void aStopAnswersWhatIsOpenAndClosesWhatRests() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        try (var target =
                        RawTarget.answering(
                                request -> {
                                    if (request.firstLine().contains("slow")) {
                                        try {
                                            answer.await();
                                        } catch (InterruptedException hurried) {
                                            return "";
                                        }
                                    }
                                    return RawTarget.ok("x");
                                });
                var world = ProxyWorld.to(target);
                var resting = world.client();
                var busy = world.client()) {
            resting.send(GET).response();
            busy.send("GET /slow HTTP/1.1\r\nHost: app.test\r\n\r\n");
            ProxyWorld.await(() -> target.requests().size() == 2);
            AtomicBoolean isDrained = new AtomicBoolean();
            Thread stop =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            isDrained.set(
                                                    world.proxy.drain(Duration.ofSeconds(20)));
                                        } catch (InterruptedException hurried) {
                                            Thread.currentThread().interrupt();
                                        }
                                    });
            assertThat(resting.isAtEnd()).isTrue();
            answer.countDown();
            assertThat(busy.response().header("Connection")).isEqualTo("close");
            assertThat(busy.isAtEnd()).isTrue();
            stop.join();
            assertThat(isDrained).isTrue();
        }
    }

    @Test
    void healthFollowsTheTarget() throws Exception {
        AtomicInteger status = new AtomicInteger(500);
        try (var target =
                        RawTarget.answering(
                                request ->
                                        "HTTP/1.1 "
                                                + status.get()
                                                + " S\r\nContent-Length: 0\r\n\r\n");
                var world = new ProxyWorld(ProxyLimits.DEFAULT)) {
            List<Health> seen = new java.util.concurrent.CopyOnWriteArrayList<>();
            world.proxy.watchHealth(each -> seen.add(each.health()));
            world.apply(
                    new RouteSpec(
                            "app/web",
                            List.of("app.test"),
                            List.of(ProxyWorld.spec(target, ProxyWorld.HTTP, false))));
            Target watched = world.targets().getFirst();
            ProxyWorld.await(() -> watched.lastFailure().isPresent());
            assertThat(watched.lastFailure().orElseThrow()).contains("status 500");
            status.set(302);
            ProxyWorld.await(() -> watched.health() == Health.HEALTHY);
            status.set(404);
            ProxyWorld.await(() -> watched.health() == Health.UNHEALTHY);
            status.set(200);
            ProxyWorld.await(() -> watched.health() == Health.HEALTHY);
            ProxyWorld.await(() -> seen.size() == 3);
            assertThat(seen).containsExactly(Health.HEALTHY, Health.UNHEALTHY, Health.HEALTHY);
        }
    }

    @Test
    void eachTargetIsAskedByItsOwnCheck() throws Exception {
        HealthProbe other =
                new HealthProbe("/new", Duration.ofMillis(20), Duration.ofSeconds(2), 1, 2);
        try (var old = RawTarget.greeting("old");
                var fresh = RawTarget.greeting("fresh");
                var world = new ProxyWorld(ProxyLimits.DEFAULT)) {
            world.apply(
                    new RouteSpec(
                            "app/web",
                            List.of("app.test"),
                            List.of(
                                    ProxyWorld.spec(old, ProxyWorld.HTTP, false),
                                    ProxyWorld.spec(fresh, other, false))));
            ProxyWorld.await(() -> old.requests().size() > 3 && fresh.requests().size() > 3);
            assertThat(old.requests()).allSatisfy(each -> assertThat(each.head()).contains("/up "));
            assertThat(fresh.requests())
                    .allSatisfy(each -> assertThat(each.head()).contains("/new "));
        }
    }

    @Test
    void aRouteWithoutHostsKeepsWhatDrains() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        try (var old =
                        RawTarget.scripted(
                                (connection, self) -> {
                                    if (self.request(connection).isPresent()) {
                                        answer.await();
                                        connection.send(RawTarget.ok("old"));
                                    }
                                });
                var world = ProxyWorld.to(old);
                var slow = world.client()) {
            slow.send(GET);
            ProxyWorld.await(() -> old.requests().size() == 1);
            world.apply(new RouteSpec("app/web", List.of(), List.of(ProxyWorld.spec(old, true))));
            assertThat(world.get("/").status()).isEqualTo(404);
            assertThat(world.targets().getFirst().inFlight()).isEqualTo(1);
            answer.countDown();
            assertThat(slow.response().body()).isEqualTo("old");
        }
    }
}
