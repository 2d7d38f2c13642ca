package mvi.engines.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;

/** A proxy on a port of its own, with the limits of tests. */
final class ProxyWorld implements AutoCloseable {
    static final HealthProbe TCP =
            new HealthProbe("", Duration.ofMillis(20), Duration.ofSeconds(2), 1, 2);
    static final HealthProbe HTTP =
            new HealthProbe("/up", Duration.ofMillis(20), Duration.ofSeconds(2), 1, 2);

    private static final long PATIENCE_NANOS = 20_000_000_000L;

    final Proxy proxy;
    final int port;
    private long generation;

    ProxyWorld(ProxyLimits limits) {
        this(limits, 2);
    }

    ProxyWorld(ProxyLimits limits, int loops) {
        this(limits, TrustedProxies.NONE, loops);
    }

    ProxyWorld(ProxyLimits limits, TrustedProxies trusted, int loops) {
        proxy =
                new Proxy(
                        limits,
                        trusted,
                        List.of(0.001, 1.0),
                        loops,
                        Clock.system(),
                        Chance.system());
        proxy.start();
        port =
                proxy.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), null)
                        .orElseThrow()
                        .port();
    }

    static ProxyWorld to(RawTarget... targets) {
        ProxyWorld world = new ProxyWorld(ProxyLimits.DEFAULT);
        world.route("app.test", targets);
        return world;
    }

    /** Routes to these alone and waits until all are well. */
    void route(String host, RawTarget... targets) {
        List<RouteSpec.TargetSpec> specs = new ArrayList<>();
        for (RawTarget target : targets) {
            specs.add(spec(target, false));
        }
        apply(new RouteSpec("app/web", List.of(host), specs));
        await(() -> targets().stream().allMatch(t -> t.health() == Health.HEALTHY));
    }

    /** As {@link #route}, to what speaks HTTP/2 in clear at this port. */
    void routeToHttp2(String host, int port) {
        var spec = new RouteSpec.TargetSpec("t" + port, "127.0.0.1", port, TCP, false, true);
        apply(new RouteSpec("app/web", List.of(host), List.of(spec)));
        await(() -> targets().stream().allMatch(t -> t.health() == Health.HEALTHY));
    }

    void apply(RouteSpec... routes) {
        proxy.apply(++generation, List.of(routes));
    }

    static RouteSpec.TargetSpec spec(RawTarget target, boolean isDraining) {
        return spec(target, TCP, isDraining);
    }

    static RouteSpec.TargetSpec spec(RawTarget target, HealthProbe probe, boolean isDraining) {
        return new RouteSpec.TargetSpec(
                "t" + target.port(), "127.0.0.1", target.port(), probe, isDraining);
    }

    List<Target> targets() {
        return proxy.table().routes().stream()
                .flatMap(route -> route.pool().targets().stream())
                .toList();
    }

    static int freePort() throws IOException {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    RawSocket client() throws IOException {
        return RawSocket.dial(port);
    }

    RawSocket.Message get(String path) throws IOException {
        try (RawSocket client = client()) {
            return client.send("GET " + path + " HTTP/1.1\r\nHost: app.test\r\n\r\n").response();
        }
    }

    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("it did not come true in time");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Override
    public void close() {
        proxy.close();
    }
}
