package mvi.start.balance;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import mvi.engines.base.ByteCount;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpAnswer;
import mvi.engines.http.HttpCall;
import mvi.engines.http.HttpEndpoint;
import mvi.engines.proxy.ProxyLimits;
import mvi.engines.proxy.TrustedProxies;
import mvi.services.balancer.BalancerRoutes;
import mvi.services.balancer.LiveBalancer;
import mvi.services.balancer.back.SocketBalancer;
import mvi.start.Home;

/** A home, an app that says hello, and the process over both. */
final class BalanceWorld implements AutoCloseable {
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    final Home home;
    final StringBuffer said = new StringBuffer();
    private final HttpServer app;

    BalanceWorld(Path folder) throws IOException {
        home = new Home(folder);
        app = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        app.createContext(
                "/",
                exchange -> {
                    byte[] body = "hello".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        app.start();
    }

    BalanceProcess process(int httpPort, int httpsPort) {
        return new BalanceProcess(
                new BalanceConfig(
                        home, httpPort, httpsPort, 1, ProxyLimits.DEFAULT, TrustedProxies.NONE),
                Clock.system(),
                Chance.system(),
                Events.to(said, Clock.system()));
    }

    BalanceProcess started() {
        BalanceProcess process = process(0, 0);
        process.start();
        return process;
    }

    Path run() {
        return home.run().resolve("balance");
    }

    LiveBalancer control() {
        return new SocketBalancer(
                BalanceWorld::call,
                run().resolve("balance.sock"),
                Clock.system(),
                Events.to(new StringBuilder(), Clock.system()));
    }

    BalancerRoutes routes(long generation, String host) {
        BalancerRoutes.Target target =
                new BalancerRoutes.Target(
                        "c1",
                        "127.0.0.1",
                        app.getAddress().getPort(),
                        BalancerRoutes.HealthCheck.DEFAULT,
                        false,
                        false);
        return new BalancerRoutes(
                generation,
                List.of(
                        new BalancerRoutes.Route(
                                "app/web", List.of(host), List.of(target), List.of())));
    }

    static String get(int port, String host) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return get(socket, host);
        }
    }

    static String get(Socket socket, String host) throws IOException {
        String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("it did not come true in time");
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    @Override
    public void close() {
        app.stop(0);
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
