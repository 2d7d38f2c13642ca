package mvi.engines.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import mvi.engines.base.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses that are one route's alone: HTTP by request, everything else by connection. */
final class ProxyListenersTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: api:8080\r\n\r\n";

    @Test
    void requestsOnOneConnectionGoToAllTargetsWhateverTheirHost() throws Exception {
        try (var one = RawTarget.greeting("one");
                var two = RawTarget.greeting("two");
                var world = new ProxyWorld(ProxyLimits.DEFAULT)) {
            int port = listen(world, 0, one, two);
            Set<String> answers = new HashSet<>();
            try (var client = RawSocket.dial(port)) {
                for (int i = 0; i < 60; i++) {
                    answers.add(client.send(GET).response().body());
                }
            }
            assertThat(answers).containsExactlyInAnyOrder("one", "two");
        }
    }

    @Test
    void whoConnectsLongBeforeItAsksIsAnsweredRequestByRequestWhereHealthIsAskedByHttp()
            throws Exception {
        try (var one = RawTarget.greeting("one");
                var two = RawTarget.greeting("two");
                var world = new ProxyWorld(ProxyLimits.DEFAULT)) {
            int port =
                    listen(
                            world,
                            0,
                            ProxyWorld.spec(one, ProxyWorld.HTTP, false),
                            ProxyWorld.spec(two, ProxyWorld.HTTP, false));
            Set<String> answers = new HashSet<>();
            try (var client = RawSocket.dial(port)) {
                Thread.sleep(Duration.ofMillis(500));
                for (int i = 0; i < 60; i++) {
                    answers.add(client.send(GET).response().body());
                }
            }
            assertThat(answers).containsExactlyInAnyOrder("one", "two");
        }
    }

    @Test
    void whatAnotherProcessSaysOfTheOriginStays() throws Exception {
        try (var target = RawTarget.greeting("x");
                var world = new ProxyWorld(ProxyLimits.DEFAULT)) {
            int port = listen(world, 0, target);
            try (var client = RawSocket.dial(port)) {
                client.send("GET / HTTP/1.1\r\nHost: api\r\nX-Forwarded-For: 203.0.113.7\r\n\r\n")
                        .response();
            }
            assertThat(target.requests().getLast().head()).contains("X-Forwarded-For: 203.0.113.7");
        }
    }

    @Test
    void bytesOfAnyOtherKindAreRelayedBothWaysAndEndBothWays() throws Exception {
        try (var target = new Echo();
                var world = new ProxyWorld(ProxyLimits.DEFAULT)) {
            int port = listen(world, 0, target.port());
            byte[] sent =
                    "\u0001\u0002 not HTTP at all\n"
                            .repeat(50_000)
                            .getBytes(StandardCharsets.UTF_8);
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                Thread writer = sending(client, sent);
                assertThat(client.getInputStream().readAllBytes()).isEqualTo(sent);
                writer.join();
            }
            ProxyWorld.await(() -> world.targets().getFirst().inFlight() == 0);
            assertThat(world.proxy.table().routes().iterator().next().stats().read().bytesIn())
                    .isEqualTo(sent.length);
        }
    }

    /** All of it, and then the end. */
    private static Thread sending(Socket client, byte[] bytes) {
        return Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                client.getOutputStream().write(bytes);
                                client.shutdownOutput();
                            } catch (IOException failed) {
                                throw new AssertionError(failed);
                            }
                        });
    }

    /** The end is there before a target is. */
    @Test
    void aFewBytesAndAnEndAtOnceGetTheirAnswer() throws Exception {
        try (var target = new Echo();
                var main = RawTarget.greeting("x");
                var world = new ProxyWorld(ProxyLimits.DEFAULT)) {
            comesBack(listen(world, 0, target.port()));
            comesBack(listen(world, target.port(), main));
        }
    }

    private static void comesBack(int port) throws IOException {
        for (int i = 0; i < 100; i++) {
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                client.getOutputStream().write("ten bytes\n".getBytes(StandardCharsets.UTF_8));
                client.shutdownOutput();
                assertThat(client.getInputStream().readAllBytes()).hasSize(10);
            }
        }
    }

    /** Longer than a connection that is cut may linger. */
    @Test
    void aSlowReaderGetsAllThatBothSidesSaidBeforeTheyEnded() throws Exception {
        int size = 5_000_000;
        try (var target = new Echo();
                var world = new ProxyWorld(ProxyFailureTest.limits(Duration.ofSeconds(30), 8))) {
            int port = listen(world, 0, target.port());
            try (Socket client = new Socket()) {
                client.setReceiveBufferSize(4096);
                client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                Thread writer = sending(client, new byte[size]);
                InputStream in = client.getInputStream();
                int read = in.readNBytes(size - 3_000_000).length;
                Thread.sleep(Duration.ofMillis(2500));
                read += in.readAllBytes().length;
                writer.join();
                assertThat(read).isEqualTo(size);
            }
        }
    }

    @Test
    void aTargetMaySpeakFirst() throws Exception {
        try (var target = new Greeter();
                var world = new ProxyWorld(ProxyLimits.DEFAULT)) {
            greets(listen(world, 0, target.port()));
        }
    }

    @Test
    void anotherPortOfTheTargetsIsRelayedToThatPort() throws Exception {
        try (var main = RawTarget.greeting("main");
                var other = new Greeter();
                var world = new ProxyWorld(ProxyLimits.DEFAULT)) {
            greets(listen(world, other.port(), main));
        }
    }

    private static void greets(int port) throws IOException {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            byte[] said = client.getInputStream().readNBytes(6);
            assertThat(new String(said, StandardCharsets.US_ASCII)).isEqualTo("hello\n");
        }
    }

    @Test
    void withoutAHealthyTargetAConnectionIsReset() throws Exception {
        try (var target = new Echo();
                var world = new ProxyWorld(ProxyLimits.DEFAULT)) {
            int port = listen(world, 0, target.port());
            target.close();
            ProxyWorld.await(() -> world.targets().getFirst().health() == Health.UNHEALTHY);
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                client.getOutputStream().write(1);
                InputStream in = client.getInputStream();
                assertThatThrownBy(in::read).isInstanceOf(IOException.class);
            }
        }
    }

    /** The target's queue is full, so that it is dialled until there is room in it again. */
    @Test
    void aClientThatIsResetMeanwhileHoldsNoTarget() throws Exception {
        List<Socket> queue = new ArrayList<>();
        try (var target = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var world = new ProxyWorld(ProxyLimits.DEFAULT)) {
            int port = ProxyWorld.freePort();
            HealthProbe once =
                    new HealthProbe("", Duration.ofMinutes(5), Duration.ofSeconds(2), 1, 2);
            world.apply(
                    route(
                            port,
                            0,
                            new RouteSpec.TargetSpec(
                                    "t", "127.0.0.1", target.getLocalPort(), once, false)));
            Target dialled = world.targets().getFirst();
            ProxyWorld.await(() -> dialled.health() == Health.HEALTHY);
            target.accept().close();
            while (isTaken(target.getLocalSocketAddress(), queue)) {
                assertThat(queue).hasSizeLessThan(10);
            }
            RawSocket client = RawSocket.dial(port);
            ProxyWorld.await(() -> dialled.inFlight() == 1);
            client.reset();
            ProxyWorld.await(() -> world.proxy.openConnections() == 0);
            for (int i = 0; i < queue.size(); i++) {
                target.accept().close();
            }
            ProxyWorld.await(() -> dialled.inFlight() == 0);
        } finally {
            for (Socket each : queue) {
                each.close();
            }
        }
    }

    private static boolean isTaken(SocketAddress address, List<Socket> queue) throws IOException {
        Socket next = new Socket();
        queue.add(next);
        try {
            next.connect(address, 200);
            return true;
        } catch (SocketTimeoutException full) {
            queue.removeLast();
            next.close();
            return false;
        }
    }

    @Test
    void anAddressGoesWithItsRouteAndIsHadAgainOnceItIsFree() throws Exception {
        try (var target = RawTarget.greeting("x");
                var world = new ProxyWorld(ProxyLimits.DEFAULT);
                var holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = holder.getLocalPort();
            world.apply(route(port, 0, ProxyWorld.spec(target, false)));
            ProxyWorld.await(() -> world.targets().getFirst().health() == Health.HEALTHY);
            assertThat(world.proxy.missingListeners()).hasSize(1);
            holder.close();
            assertThat(world.proxy.missingListeners()).isEmpty();
            try (var client = RawSocket.dial(port)) {
                assertThat(client.send(GET).response().status()).isEqualTo(200);
                world.apply();
                assertThat(client.send(GET).response().status()).isEqualTo(404);
            }
            assertThatThrownBy(() -> RawSocket.dial(port)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void twoRoutesCannotHaveOneAddress() throws Exception {
        try (var target = RawTarget.greeting("x");
                var world = new ProxyWorld(ProxyLimits.DEFAULT)) {
            RouteSpec.ListenSpec same = new RouteSpec.ListenSpec("127.0.0.1", 1234, 0);
            var spec = List.of(ProxyWorld.spec(target, false));
            assertThatThrownBy(
                            () ->
                                    world.apply(
                                            new RouteSpec("a/b", List.of(), spec, List.of(same)),
                                            new RouteSpec("a/c", List.of(), spec, List.of(same))))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("two routes claim address");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'GET / HTTP/1.1|', HTTP",
        "'OPTIONS * HTTP/1.0|', HTTP",
        "'GET /', UNKNOWN",
        "'G', UNKNOWN",
        "'', UNKNOWN",
        "'get key|', OTHER",
        "'OPTIONS * RTSP/1.0|', OTHER",
        "'PRI * HTTP/2.0|', HTTP_2",
        "' GET / HTTP/1.1|', OTHER",
        "'PING|', OTHER",
        "'*1', OTHER"
    })
    void theFirstLineTells(String bytes, FirstBytes.Protocol protocol) {
        var seen = Unpooled.copiedBuffer(bytes.replace("|", "\r\n"), StandardCharsets.US_ASCII);
        assertThat(FirstBytes.protocol(seen, 100)).isEqualTo(protocol);
    }

    private static int listen(ProxyWorld world, int targetPort, RawTarget... targets)
            throws IOException {
        RouteSpec.TargetSpec[] specs = new RouteSpec.TargetSpec[targets.length];
        for (int i = 0; i < targets.length; i++) {
            specs[i] = ProxyWorld.spec(targets[i], false);
        }
        return listen(world, targetPort, specs);
    }

    private static int listen(ProxyWorld world, int targetPort, int port) throws IOException {
        return listen(
                world,
                targetPort,
                new RouteSpec.TargetSpec("raw", "127.0.0.1", port, ProxyWorld.TCP, false));
    }

    private static int listen(ProxyWorld world, int targetPort, RouteSpec.TargetSpec... targets)
            throws IOException {
        int port = ProxyWorld.freePort();
        world.apply(route(port, targetPort, targets));
        ProxyWorld.await(
                () -> world.targets().stream().allMatch(each -> each.health() == Health.HEALTHY));
        assertThat(world.proxy.missingListeners()).isEmpty();
        return port;
    }

    private static RouteSpec route(int port, int targetPort, RouteSpec.TargetSpec... targets) {
        return new RouteSpec(
                "app/api",
                List.of(),
                List.of(targets),
                List.of(new RouteSpec.ListenSpec("127.0.0.1", port, targetPort)));
    }

    /** Accepts and lets a script have each connection. */
    private abstract static class Server implements AutoCloseable {
        private final ServerSocket server =
                new ServerSocket(0, 64, InetAddress.getLoopbackAddress());

        Server() throws IOException {
            Thread.ofVirtual().start(this::accept);
        }

        abstract void serve(Socket connection) throws IOException;

        int port() {
            return server.getLocalPort();
        }

        private void accept() {
            while (true) {
                try {
                    Socket connection = server.accept();
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try (connection) {
                                            serve(connection);
                                        } catch (IOException gone) {
                                            // A health check hangs up like this.
                                        }
                                    });
                } catch (IOException closed) {
                    return;
                }
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    private static final class Echo extends Server {
        Echo() throws IOException {}

        @Override
        void serve(Socket connection) throws IOException {
            connection.getInputStream().transferTo(connection.getOutputStream());
        }
    }

    private static final class Greeter extends Server {
        Greeter() throws IOException {}

        @Override
        void serve(Socket connection) throws IOException {
            connection.getOutputStream().write("hello\n".getBytes(StandardCharsets.US_ASCII));
            connection.getInputStream().readAllBytes();
        }
    }
}
