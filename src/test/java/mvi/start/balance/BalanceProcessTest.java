package mvi.start.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import mvi.engines.base.ByteCount;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpAnswer;
import mvi.engines.http.HttpCall;
import mvi.engines.http.HttpEndpoint;
import mvi.engines.proxy.ProxyLimits;
import mvi.services.balancer.BalancerEvent;
import mvi.services.balancer.BalancerRoutes;
import mvi.services.balancer.BalancerService.Health;
import mvi.services.balancer.LiveBalancer;
import mvi.services.balancer.back.SocketBalancer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process as control sees it: by its socket, over restarts. */
class BalanceProcessTest {
    private static final long PATIENCE_NANOS = 20_000_000_000L;

    @TempDir private Path home;
    private HttpServer app;
    private BalanceProcess process;

    @BeforeEach
    void open() throws IOException {
        app = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        app.createContext(
                "/",
                exchange -> {
                    byte[] body = "hello".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        app.start();
        process = started();
    }

    @AfterEach
    void close() {
        process.close();
        app.stop(0);
    }

    private BalanceProcess started() {
        BalanceProcess made =
                new BalanceProcess(
                        new BalanceConfig(home, 0, 0, 0, 0, 1, ProxyLimits.DEFAULT),
                        Clock.system(),
                        Chance.system(),
                        Events.to(new StringBuilder(), Clock.system()));
        made.start();
        return made;
    }

    private LiveBalancer control() {
        return new SocketBalancer(
                BalanceProcessTest::call,
                home.resolve("run").resolve("balance.sock"),
                Clock.system(),
                Events.to(new StringBuilder(), Clock.system()));
    }

    private BalancerRoutes routes(long generation, String host) {
        return new BalancerRoutes(
                generation,
                List.of(
                        new BalancerRoutes.Route(
                                "app/web",
                                List.of(host),
                                List.of(
                                        new BalancerRoutes.Target(
                                                "c1",
                                                "127.0.0.1",
                                                app.getAddress().getPort(),
                                                BalancerRoutes.HealthCheck.DEFAULT,
                                                false)))));
    }

    private String get(String host) throws IOException {
        int port = process.listeners().http();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void appliedRoutesServeAndAreSeenWell() throws Exception {
        LiveBalancer control = control();
        List<BalancerEvent> seen = new CopyOnWriteArrayList<>();
        try (LiveBalancer.Watch watch = control.watch(seen::add)) {
            await(() -> seen.contains(new BalancerEvent.Connected(0)));
            control.apply(routes(7, "app.localhost"));
            await(() -> control.targets().getFirst().health() == Health.HEALTHY);
            assertThat(get("app.localhost")).contains("200").endsWith("hello");
            await(() -> seen.stream().anyMatch(BalancerEvent.HealthChanged.class::isInstance));
        }
        assertThat(control.routes()).isEqualTo(routes(7, "app.localhost"));
        assertThat(control.listeners().http()).isEqualTo(process.listeners().http());
        await(() -> control.readings().routes().getFirst().statusClasses()[1] == 1);
        assertThat(home.resolve("run").resolve("balance.json"))
                .content()
                .contains("\"http\":" + process.listeners().http());
    }

    @Test
    void anOlderGenerationIsRefusedAndAnEqualOneAccepted() {
        LiveBalancer control = control();
        control.apply(routes(7, "app.localhost"));
        control.apply(routes(7, "app.localhost"));
        assertThatThrownBy(() -> control.apply(routes(6, "app.localhost")))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.code()).isEqualTo("stale-routes"));
        assertThatThrownBy(() -> control.apply(routes(7, "other.localhost")))
                .isInstanceOf(Problem.class);
        assertThat(control.routes().generation()).isEqualTo(7);
    }

    @Test
    void refusedRoutesChangeNothing() throws Exception {
        LiveBalancer control = control();
        control.apply(routes(1, "app.localhost"));
        assertThatThrownBy(() -> control.apply(routes(2, "APP localhost")))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.code()).isEqualTo("invalid-routes"));
        assertThat(control.routes().generation()).isEqualTo(1);
    }

    @Test
    void itStartsFromItsSnapshotAlone() throws Exception {
        control().apply(routes(3, "app.localhost"));
        process.close();
        process = started();
        assertThat(get("app.localhost")).contains("200").endsWith("hello");
        assertThat(control().routes()).isEqualTo(routes(3, "app.localhost"));
    }

    @Test
    void aWatchSurvivesARestart() throws Exception {
        List<BalancerEvent> seen = new CopyOnWriteArrayList<>();
        LiveBalancer control = control();
        try (LiveBalancer.Watch watch = control.watch(seen::add)) {
            await(() -> seen.contains(new BalancerEvent.Connected(0)));
            control.apply(routes(3, "app.localhost"));
            process.close();
            process = started();
            await(() -> seen.contains(new BalancerEvent.Connected(3)));
        }
    }

    @Test
    void aDamagedSnapshotIsToldAndRoutesAreTakenAnew() throws Exception {
        control().apply(routes(3, "app.localhost"));
        process.close();
        Path snapshot = home.resolve("balance").resolve("routes.snapshot");
        byte[] bytes = Files.readAllBytes(snapshot);
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain("app.localhost");
        bytes[bytes.length - 1] ^= 1;
        Files.write(snapshot, bytes);
        process = started();
        assertThat(control().routes().generation()).isZero();
        control().apply(routes(4, "app.localhost"));
        await(() -> control().targets().getFirst().health() == Health.HEALTHY);
        assertThat(get("app.localhost")).endsWith("hello");
    }

    @Test
    void aDeadProcessIsAProblemThatSaysSo() {
        process.close();
        assertThatThrownBy(() -> control().targets())
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.code()).isEqualTo("balancer-unavailable"));
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("it did not come true in time");
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    /** A client of the socket that is independent of the platform's own. */
    private static HttpAnswer call(HttpCall call) throws IOException {
        HttpEndpoint.Unix to = (HttpEndpoint.Unix) call.endpoint();
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(to.socket()));
        byte[] body = call.body().readAll(ByteCount.mib(1));
        String head =
                call.method()
                        + " "
                        + call.target()
                        + " HTTP/1.0\r\nHost: x\r\nContent-Length: "
                        + body.length
                        + "\r\n\r\n";
        channel.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
        channel.write(ByteBuffer.wrap(body));
        InputStream in = Channels.newInputStream(channel);
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        while (!answer.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("cut");
            }
            answer.write(next);
        }
        int status = Integer.parseInt(answer.toString(StandardCharsets.US_ASCII).substring(9, 12));
        return new HttpAnswer(status, Headers.NONE, ByteSource.of(in, OptionalLong.empty()));
    }
}
