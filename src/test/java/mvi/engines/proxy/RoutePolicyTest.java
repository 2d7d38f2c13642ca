package mvi.engines.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import mvi.engines.base.Problem;
import mvi.engines.proxy.RoutePolicy.Balancing;
import org.junit.jupiter.api.Test;

/** What a route may say of its requests. */
class RoutePolicyTest {
    private static final RoutePolicy ONE_AT_A_TIME =
            new RoutePolicy(Balancing.LEAST_REQUESTS, Duration.ZERO, 1, 0, "", "");

    private static RouteSpec route(
            String id, RoutePolicy policy, List<String> hosts, RawTarget... targets) {
        return new RouteSpec(
                id,
                hosts,
                Stream.of(targets).map(each -> ProxyWorld.spec(each, false)).toList(),
                List.of(),
                policy,
                TlsRules.NONE);
    }

    private static void apply(ProxyWorld world, RouteSpec... routes) {
        world.apply(routes);
        ProxyWorld.await(
                () -> world.targets().stream().allMatch(t -> t.health() == Health.HEALTHY));
    }

    private static RawSocket.Message get(ProxyWorld world, String host, String path, String fields)
            throws IOException {
        try (RawSocket client = world.client()) {
            return client.send(
                            "GET %s HTTP/1.1\r\nHost: %s\r\n%s\r\n".formatted(path, host, fields))
                    .response();
        }
    }

    @Test
    void aPathGoesToItsOwnRoute() throws Exception {
        try (var web = RawTarget.greeting("web");
                var api = RawTarget.greeting("api");
                var old = RawTarget.greeting("old");
                var world = new ProxyWorld(ProxyLimits.DEFAULT)) {
            apply(
                    world,
                    route("a/web", RoutePolicy.DEFAULT, List.of("app.test", "*.app.test"), web),
                    route("a/api", RoutePolicy.DEFAULT, List.of("app.test/api"), api),
                    route("a/old", RoutePolicy.DEFAULT, List.of("app.test/api/v1"), old));
            Map<String, String> answers = new TreeMap<>();
            for (String path :
                    List.of(
                            "/",
                            "/api",
                            "/api/",
                            "/api?x=1",
                            "/api/v1",
                            "/api/v1/x",
                            "/api/v10",
                            "/apis",
                            "/x/api",
                            "/API")) {
                answers.put(path, get(world, "app.test", path, "").body());
            }
            assertThat(answers)
                    .containsExactlyInAnyOrderEntriesOf(
                            Map.of(
                                    "/",
                                    "web",
                                    "/api",
                                    "api",
                                    "/api/",
                                    "api",
                                    "/api?x=1",
                                    "api",
                                    "/api/v1",
                                    "old",
                                    "/api/v1/x",
                                    "old",
                                    "/api/v10",
                                    "api",
                                    "/apis",
                                    "web",
                                    "/x/api",
                                    "web",
                                    "/API",
                                    "web"));
            assertThat(get(world, "x.app.test", "/api", "").body()).isEqualTo("web");
            assertThat(api.last().firstLine()).startsWith("GET /api");
        }
    }

    @Test
    void aHostOfPathsAloneAnswersNothingElse() throws Exception {
        try (var api = RawTarget.greeting("api");
                var world = new ProxyWorld(ProxyLimits.DEFAULT)) {
            apply(world, route("a/api", RoutePolicy.DEFAULT, List.of("app.test/api"), api));
            assertThat(get(world, "app.test", "/api", "").status()).isEqualTo(200);
            assertThat(get(world, "app.test", "/", "").status()).isEqualTo(404);
            RouteSpec other = route("b/api", RoutePolicy.DEFAULT, List.of("app.test/api"), api);
            assertThatThrownBy(
                            () ->
                                    world.apply(
                                            route(
                                                    "a/api",
                                                    RoutePolicy.DEFAULT,
                                                    List.of("app.test/api"),
                                                    api),
                                            other))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("two routes claim host app.test/api");
        }
    }

    @Test
    void otherNamesAreSentToTheCanonicalOne() throws Exception {
        RoutePolicy policy =
                new RoutePolicy(Balancing.LEAST_REQUESTS, Duration.ZERO, 0, 0, "www.app.test", "");
        try (var web = RawTarget.greeting("web");
                var world = new ProxyWorld(ProxyLimits.DEFAULT)) {
            List<String> hosts = List.of("app.test", "www.app.test", "app.localhost");
            apply(world, route("a/web", policy, hosts, web));
            RawSocket.Message moved = get(world, "app.test:8080", "/a?b=c", "");
            assertThat(moved.status()).isEqualTo(308);
            assertThat(moved.header("Location")).isEqualTo("http://www.app.test:8080/a?b=c");
            assertThat(get(world, "WWW.app.test", "/", "").status()).isEqualTo(200);
            assertThat(get(world, "app.localhost", "/", "").status()).isEqualTo(200);
            assertThat(web.requests()).hasSize(2);
        }
    }

    @Test
    void maintenanceIsToldInTheTargetsStead() throws Exception {
        RoutePolicy policy =
                new RoutePolicy(
                        Balancing.LEAST_REQUESTS, Duration.ZERO, 0, 0, "", "Back at <14:00>.");
        try (var web = RawTarget.greeting("web");
                var world = new ProxyWorld(ProxyLimits.DEFAULT)) {
            apply(world, route("a/web", policy, List.of("app.test"), web));
            RawSocket.Message told = get(world, "app.test", "/", "");
            assertThat(told.status()).isEqualTo(503);
            assertThat(told.header("Retry-After")).isEqualTo("1");
            assertThat(told.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
            assertThat(told.body()).contains("<p>Back at &lt;14:00&gt;.</p>");
            assertThat(web.requests()).isEmpty();
            apply(world, route("a/web", RoutePolicy.DEFAULT, List.of("app.test"), web));
            assertThat(get(world, "app.test", "/", "").status()).isEqualTo(200);
        }
    }

    @Test
    void aBodyThatIsTooLongIsRefused() throws Exception {
        RoutePolicy policy =
                new RoutePolicy(Balancing.LEAST_REQUESTS, Duration.ZERO, 0, 10, "", "");
        try (var web = RawTarget.greeting("web");
                var world = new ProxyWorld(ProxyLimits.DEFAULT)) {
            apply(world, route("a/web", policy, List.of("app.test"), web));
            String post = "POST / HTTP/1.1\r\nHost: app.test\r\n";
            try (RawSocket client = world.client()) {
                client.send(post + "Content-Length: 10\r\n\r\n0123456789");
                assertThat(client.response().status()).isEqualTo(200);
                client.send(post + "Content-Length: 11\r\n\r\n");
                assertThat(client.response().status()).isEqualTo(413);
            }
            assertThat(web.requests()).hasSize(1);
            try (RawSocket client = world.client()) {
                client.send(post + "Transfer-Encoding: chunked\r\n\r\nb\r\n0123456789a\r\n");
                assertThat(client.response().status()).isEqualTo(413);
            }
            assertThat(web.requests()).hasSize(1);
        }
    }

    @Test
    void roundRobinAsksEachInItsTurn() throws Exception {
        RoutePolicy policy = new RoutePolicy(Balancing.ROUND_ROBIN, Duration.ZERO, 0, 0, "", "");
        try (var a = RawTarget.greeting("a");
                var b = RawTarget.greeting("b");
                var c = RawTarget.greeting("c");
                var world = new ProxyWorld(ProxyLimits.DEFAULT)) {
            apply(world, route("a/web", policy, List.of("app.test"), a, b, c));
            StringBuilder order = new StringBuilder();
            for (int i = 0; i < 9; i++) {
                order.append(world.get("/").body());
            }
            assertThat(order.toString()).isEqualTo(order.substring(0, 3).repeat(3));
            assertThat(order.substring(0, 3).chars().distinct().count()).isEqualTo(3);
        }
    }

    @Test
    void aClientGoesToTheTargetThatItHadBefore() throws Exception {
        RoutePolicy policy = new RoutePolicy(Balancing.STICKY, Duration.ZERO, 0, 0, "", "");
        try (var a = RawTarget.greeting("a");
                var b = RawTarget.greeting("b");
                var world = new ProxyWorld(ProxyLimits.DEFAULT)) {
            apply(world, route("a/web", policy, List.of("app.test"), a, b));
            RawSocket.Message first = world.get("/");
            String cookie = first.header("Set-Cookie");
            assertThat(cookie)
                    .startsWith("mvi-sticky=")
                    .contains("Path=/", "HTTPOnly", "SameSite=Lax");
            String own = "Cookie: x=y; " + cookie.substring(0, cookie.indexOf(';')) + "\r\n";
            for (int i = 0; i < 20; i++) {
                RawSocket.Message next = get(world, "app.test", "/", own);
                assertThat(next.body()).isEqualTo(first.body());
                assertThat(next.header("Set-Cookie")).isEmpty();
            }
            RawTarget other = first.body().equals("a") ? b : a;
            apply(world, route("a/web", policy, List.of("app.test"), other));
            RawSocket.Message moved = get(world, "app.test", "/", own);
            assertThat(moved.body()).isNotEqualTo(first.body());
            assertThat(moved.header("Set-Cookie")).startsWith("mvi-sticky=");
            assertThat(get(world, "app.test", "/", "Cookie: mvi-sticky=x\r\n").status())
                    .isEqualTo(200);
        }
    }

    /** Answers once it may. */
    private static RawTarget held(CountDownLatch may) throws IOException {
        return RawTarget.answering(
                request -> {
                    try {
                        may.await();
                    } catch (InterruptedException over) {
                        Thread.currentThread().interrupt();
                    }
                    return RawTarget.ok("done");
                });
    }

    @Test
    void whatATargetHasNoRoomForWaits() throws Exception {
        CountDownLatch may = new CountDownLatch(1);
        try (var target = held(may);
                var world = new ProxyWorld(ProxyLimits.DEFAULT);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            apply(world, route("a/web", ONE_AT_A_TIME, List.of("app.test"), target));
            List<Future<Integer>> statuses = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                statuses.add(clients.submit(() -> world.get("/").status()));
            }
            WaitingRoom room = world.proxy.table().routes().iterator().next().state().room();
            ProxyWorld.await(() -> room.size() == 19 && !target.requests().isEmpty());
            assertThat(target.requests()).hasSize(1);
            may.countDown();
            for (Future<Integer> each : statuses) {
                assertThat(each.get()).isEqualTo(200);
            }
            assertThat(room.size()).isZero();
            ProxyWorld.await(() -> world.targets().getFirst().inFlight() == 0);
        }
    }

    @Test
    void whoWaitsTooLongOrFindsNoRoomGets503() throws Exception {
        CountDownLatch may = new CountDownLatch(1);
        ProxyLimits limits = ProxyFailureTest.limits(Duration.ofSeconds(20), 100);
        try (var target = held(may);
                var world = new ProxyWorld(limits);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            apply(world, route("a/web", ONE_AT_A_TIME, List.of("app.test"), target));
            Future<Integer> served = clients.submit(() -> world.get("/").status());
            ProxyWorld.await(() -> target.requests().size() == 1);
            List<Future<Integer>> statuses = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                statuses.add(clients.submit(() -> world.get("/").status()));
            }
            for (Future<Integer> each : statuses) {
                assertThat(each.get()).isEqualTo(503);
            }
            may.countDown();
            assertThat(served.get()).isEqualTo(200);
            WaitingRoom room = world.proxy.table().routes().iterator().next().state().room();
            assertThat(room.size()).isZero();
        }
    }

    @Test
    void aClientThatGoesWaitsNoMore() throws Exception {
        CountDownLatch may = new CountDownLatch(1);
        try (var target = held(may);
                var world = new ProxyWorld(ProxyLimits.DEFAULT);
                var first = world.client()) {
            apply(world, route("a/web", ONE_AT_A_TIME, List.of("app.test"), target));
            first.send("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
            ProxyWorld.await(() -> target.requests().size() == 1);
            WaitingRoom room = world.proxy.table().routes().iterator().next().state().room();
            try (RawSocket second = world.client()) {
                second.send("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
                ProxyWorld.await(() -> room.size() == 1);
                second.reset();
            }
            ProxyWorld.await(() -> room.size() == 0);
            may.countDown();
            assertThat(first.response().status()).isEqualTo(200);
            assertThat(target.requests()).hasSize(1);
        }
    }

    @Test
    void requestsWaitForATargetThatIsReplaced() throws Exception {
        try (var world = new ProxyWorld(ProxyLimits.DEFAULT);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            try (var old = RawTarget.greeting("old")) {
                apply(world, route("a/web", RoutePolicy.DEFAULT, List.of("app.test"), old));
                assertThat(world.get("/").body()).isEqualTo("old");
            }
            world.apply(route("a/web", RoutePolicy.DEFAULT, List.of("app.test")));
            Future<String> waiting = clients.submit(() -> world.get("/").body());
            WaitingRoom room = world.proxy.table().routes().iterator().next().state().room();
            ProxyWorld.await(() -> room.size() == 1);
            try (var next = RawTarget.greeting("next")) {
                world.apply(route("a/web", RoutePolicy.DEFAULT, List.of("app.test"), next));
                assertThat(waiting.get()).isEqualTo("next");
            }
        }
    }

    @Test
    void aTargetThatBreaksItsRequestsIsLeftAlone() throws Exception {
        try (var bad = RawTarget.scripted((connection, self) -> self.request(connection));
                var good = RawTarget.greeting("good");
                var world = new ProxyWorld(ProxyLimits.DEFAULT)) {
            apply(world, route("a/web", RoutePolicy.DEFAULT, List.of("app.test"), bad, good));
            int failed = 0;
            for (int i = 0; i < 200; i++) {
                failed += world.get("/").status() == 200 ? 0 : 1;
            }
            assertThat(failed).isEqualTo(Ejection.FAILURES);
            assertThat(world.proxy.table().routes().iterator().next().stats().read().ejections())
                    .isEqualTo(1);
        }
    }

    @Test
    void theLastTargetIsNeverEjected() throws Exception {
        try (var bad = RawTarget.scripted((connection, self) -> self.request(connection));
                var world = new ProxyWorld(ProxyLimits.DEFAULT)) {
            apply(world, route("a/web", RoutePolicy.DEFAULT, List.of("app.test"), bad));
            for (int i = 0; i < 20; i++) {
                assertThat(world.get("/").status()).isEqualTo(502);
            }
            assertThat(bad.requests()).hasSize(20);
        }
    }

    @Test
    void aNewTargetGetsItsShareBitByBit() throws Exception {
        RoutePolicy policy =
                new RoutePolicy(Balancing.ROUND_ROBIN, Duration.ofHours(1), 0, 0, "", "");
        try (var old = RawTarget.greeting("old");
                var fresh = RawTarget.greeting("fresh");
                var world = new ProxyWorld(ProxyLimits.DEFAULT)) {
            RoutePolicy atOnce =
                    new RoutePolicy(Balancing.ROUND_ROBIN, Duration.ZERO, 0, 0, "", "");
            apply(world, route("a/web", atOnce, List.of("app.test"), old, fresh));
            for (int i = 0; i < 20; i++) {
                world.get("/");
            }
            assertThat(fresh.requests()).hasSize(10);
            // Both are cold now: neither is kept waiting for the other.
            apply(world, route("a/web", policy, List.of("app.test"), old, fresh));
            for (int i = 0; i < 20; i++) {
                assertThat(world.get("/").status()).isEqualTo(200);
            }
        }
    }
}
