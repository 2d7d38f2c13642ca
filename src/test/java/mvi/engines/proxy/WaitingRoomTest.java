package mvi.engines.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Who waits for a target gets one that is there, as soon as it has room, and no other. */
class WaitingRoomTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n";
    private static final int ROUNDS = 20_000;

    private static RouteSpec route(int atOnce, RouteSpec.TargetSpec target) {
        RoutePolicy policy =
                new RoutePolicy(
                        RoutePolicy.Balancing.LEAST_REQUESTS, Duration.ZERO, atOnce, 0, "", "");
        return new RouteSpec(
                "a/web", List.of("app.test"), List.of(target), List.of(), policy, TlsRules.NONE);
    }

    private static void apply(ProxyWorld world, int atOnce, RawTarget target) {
        world.apply(route(atOnce, ProxyWorld.spec(target, false)));
        ProxyWorld.await(() -> world.targets().getFirst().health() == Health.HEALTHY);
    }

    private static WaitingRoom room(ProxyWorld world) {
        return world.proxy.table().routes().iterator().next().state().room();
    }

    /** Answers a request for each permit. */
    private static RawTarget held(Semaphore may) throws IOException {
        return RawTarget.answering(
                request -> {
                    may.acquireUninterruptibly();
                    return RawTarget.ok("done");
                });
    }

    /** The same instant for who leaves and who comes, again and again. */
    @Test
    void nobodyWaitsBesideATargetThatIsFree() throws Exception {
        DefaultEventLoop loop = new DefaultEventLoop();
        try (var greeting = RawTarget.greeting("x");
                var world = new ProxyWorld(ProxyLimits.DEFAULT, 1)) {
            apply(world, 1, greeting);
            Route route = world.proxy.table().routes().iterator().next();
            Target target = world.targets().getFirst();
            Admission.Let let =
                    new Admission.Let(
                            route,
                            new Origin("192.0.2.1", "192.0.2.1", "app.test", false, false, false));
            WaitingRoom room = room(world);
            Lane lane = new Lane(world.proxy, 0, loop, Transport.best(), 1);
            HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
            AtomicInteger turn = new AtomicInteger();
            AtomicInteger left = new AtomicInteger();
            Thread.ofPlatform().daemon().start(() -> leave(room, target, turn, left));
            for (int i = 1; i <= ROUNDS; i++) {
                assertThat(target.enter()).isTrue();
                Placement comer =
                        new Placement(
                                new Exchange(clientOf(lane), let, request), lane, route, request);
                // What it is granted it gives back.
                comer.end();
                turn.set(i);
                for (int spin = i % 64; spin > 0; spin--) {
                    Thread.onSpinWait();
                }
                assertThat(room.enter(comer)).isTrue();
                if (target.enter()) {
                    room.leave(comer);
                    target.leave();
                }
                while (left.get() < i) {
                    Thread.onSpinWait();
                }
                loop.submit(() -> {}).get();
                assertThat(room.size()).as("round %d", i).isZero();
                assertThat(target.inFlight()).isZero();
            }
        } finally {
            loop.shutdownGracefully();
        }
    }

    private static void leave(
            WaitingRoom room, Target target, AtomicInteger turn, AtomicInteger left) {
        for (int i = 1; i <= ROUNDS; i++) {
            while (turn.get() < i) {
                Thread.onSpinWait();
            }
            room.released(target);
            left.set(i);
        }
    }

    /** A client that is never told anything. */
    private static ClientSide clientOf(Lane lane) {
        return (ClientSide)
                java.lang.reflect.Proxy.newProxyInstance(
                        ClientSide.class.getClassLoader(),
                        new Class<?>[] {ClientSide.class},
                        (self, method, arguments) -> method.getName().equals("lane") ? lane : null);
    }

    @Test
    void aTargetThatIsGoneGetsNobodyWhoWaits() throws Exception {
        Semaphore may = new Semaphore(0);
        try (var old = held(may);
                var world = new ProxyWorld(ProxyLimits.DEFAULT);
                var first = world.client();
                var second = world.client()) {
            apply(world, 1, old);
            WaitingRoom room = room(world);
            first.send(GET);
            ProxyWorld.await(() -> old.requests().size() == 1);
            second.send(GET);
            ProxyWorld.await(() -> room.size() == 1);
            int port = ProxyWorld.freePort();
            world.apply(
                    route(
                            1,
                            new RouteSpec.TargetSpec(
                                    "next", "127.0.0.1", port, ProxyWorld.TCP, false)));
            ProxyWorld.await(() -> room.size() == 1);
            may.release(2);
            assertThat(first.response().body()).isEqualTo("done");
            try (var next = RawTarget.on(port, RawTarget.answers(each -> RawTarget.ok("next")))) {
                assertThat(second.response().body()).isEqualTo("next");
                assertThat(next.requests()).hasSize(1);
            }
            assertThat(old.requests()).hasSize(1);
        }
    }

    @Test
    void aLowerBoundHoldsThoughOthersWait() throws Exception {
        Semaphore may = new Semaphore(0);
        List<RawSocket> clients = new ArrayList<>();
        try (var target = held(may);
                var world = new ProxyWorld(ProxyLimits.DEFAULT)) {
            apply(world, 3, target);
            WaitingRoom room = room(world);
            for (int i = 0; i < 8; i++) {
                clients.add(world.client().send(GET));
            }
            ProxyWorld.await(() -> room.size() == 5 && target.requests().size() == 3);
            apply(world, 1, target);
            ProxyWorld.await(() -> room.size() == 5);
            may.release(2);
            ProxyWorld.await(
                    () ->
                            target.requests().size() > 3
                                    || world.targets().getFirst().inFlight() == 1);
            assertThat(target.requests()).hasSize(3);
            may.release(clients.size());
            for (RawSocket each : clients) {
                assertThat(each.response().status()).isEqualTo(200);
            }
            assertThat(room.size()).isZero();
        } finally {
            for (RawSocket each : clients) {
                each.close();
            }
        }
    }

    @Test
    void aBodyThatTricklesInBuysNoTime() throws Exception {
        Semaphore may = new Semaphore(0);
        ProxyLimits limits = ProxyFailureTest.limits(Duration.ofSeconds(20), 100);
        try (var target = held(may);
                var world = new ProxyWorld(limits);
                var first = world.client();
                var client = RawStreams.dial(world.port)) {
            apply(world, 1, target);
            WaitingRoom room = room(world);
            first.send(GET);
            ProxyWorld.await(() -> target.requests().size() == 1);
            client.head(1, "POST", "/", false);
            ProxyWorld.await(() -> room.size() == 1);
            ProxyWorld.await(
                    () -> {
                        trickle(client);
                        return room.size() == 0;
                    });
            assertThat(client.response(1).status()).isEqualTo(503);
            may.release(1);
        }
    }

    /** A window bounds bytes; held one by one they would cost a hundred times as much. */
    @Test
    void aBodyInPiecesIsHeldAsOne() throws Exception {
        AtomicInteger pieces = new AtomicInteger();
        Semaphore may = new Semaphore(0);
        try (var target =
                        RawTarget.scripted(
                                (connection, self) -> {
                                    if (connection.head().orElseThrow().startsWith("GET")) {
                                        may.acquire();
                                        connection.send(RawTarget.ok("done"));
                                    } else {
                                        pieces.set(chunks(connection));
                                        connection.send(RawTarget.ok("all"));
                                    }
                                });
                var world = new ProxyWorld(ProxyLimits.DEFAULT);
                var first = world.client();
                var client = RawStreams.dial(world.port)) {
            apply(world, 1, target);
            first.send("GET / HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n\r\n");
            ProxyWorld.await(() -> world.targets().getFirst().inFlight() == 1);
            client.head(1, "POST", "/", false);
            for (int i = 0; i < 2000; i++) {
                client.data(1, "x", i == 1999);
            }
            client.ping(1, false);
            while (client.frame().type() != RawStreams.PING) {
                // What came before it has been taken in.
            }
            may.release();
            assertThat(first.response().body()).isEqualTo("done");
            assertThat(client.response(1).body()).isEqualTo("all");
            assertThat(pieces.get()).isLessThan(10);
        }
    }

    /** How many there are; fails unless they hold what was sent. */
    private static int chunks(RawSocket connection) throws IOException {
        int count = 0;
        int bytes = 0;
        while (true) {
            StringBuilder line = new StringBuilder();
            for (int c = connection.read(); c != '\n'; c = connection.read()) {
                line.append((char) c);
            }
            int size = Integer.parseInt(line.toString().strip(), 16);
            connection.exactly(size + 2);
            if (size == 0) {
                return bytes == 2000 ? count : -1;
            }
            bytes += size;
            count++;
        }
    }

    private static void trickle(RawStreams client) {
        try {
            client.data(1, "x", false);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
        LockSupport.parkNanos(10_000_000);
    }
}
