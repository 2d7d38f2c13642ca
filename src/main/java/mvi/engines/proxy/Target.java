package mvi.engines.proxy;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A place to send requests to. It outlives route tables: the next table carries on with the same
 * one as long as address and health check stay.
 */
public final class Target {
    private final String id;
    private final String routeId;
    private final InetSocketAddress address;
    private final HealthProbe probe;
    private final String probeHost;
    private final int maxInFlight;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final List<ArrayDeque<TargetConnection>> idle;
    private final boolean isHttp2;
    private final @Nullable TargetStreams[] streams;
    private volatile HealthCount count = HealthCount.START;
    private volatile boolean isDraining;
    private volatile boolean isRetired;
    private volatile @Nullable String lastFailure;

    Target(
            RouteSpec route,
            RouteSpec.TargetSpec target,
            InetSocketAddress address,
            int maxInFlight,
            int lanes) {
        this.id = target.id();
        this.routeId = route.id();
        this.address = address;
        this.probe = target.probe();
        this.probeHost =
                route.hosts().stream()
                        .filter(host -> !host.startsWith("*"))
                        .findFirst()
                        .orElse("localhost");
        this.maxInFlight = maxInFlight;
        this.isHttp2 = target.isHttp2();
        this.streams = new TargetStreams[lanes];
        this.idle = new ArrayList<>(lanes);
        for (int lane = 0; lane < lanes; lane++) {
            idle.add(new ArrayDeque<>());
        }
    }

    public String id() {
        return id;
    }

    public String routeId() {
        return routeId;
    }

    public Health health() {
        return count.health();
    }

    public boolean isDraining() {
        return isDraining;
    }

    /** Requests that it is answering. */
    public int inFlight() {
        return inFlight.get();
    }

    public Optional<String> lastFailure() {
        return Optional.ofNullable(lastFailure);
    }

    InetSocketAddress address() {
        return address;
    }

    HealthProbe probe() {
        return probe;
    }

    String probeHost() {
        return probeHost;
    }

    boolean isReady() {
        return count.health() == Health.HEALTHY && !isDraining;
    }

    boolean isRetired() {
        return isRetired;
    }

    void draining(boolean draining) {
        isDraining = draining;
    }

    void retire() {
        isRetired = true;
    }

    /** Unused connections of one event loop; touched by its thread only. */
    ArrayDeque<TargetConnection> idle(int lane) {
        return idle.get(lane);
    }

    boolean isHttp2() {
        return isHttp2;
    }

    /** The connection of HTTP/2 that takes this event loop's requests, or null; as above. */
    @Nullable TargetStreams streams(int lane) {
        return streams[lane];
    }

    void streams(int lane, TargetStreams next) {
        leaveStreams(lane);
        streams[lane] = next;
    }

    /** It ends with the requests that it has. */
    void leaveStreams(int lane) {
        TargetStreams open = streams[lane];
        streams[lane] = null;
        if (open != null) {
            open.retire();
        }
    }

    /** Whether there was room for one more request. */
    boolean enter() {
        if (inFlight.incrementAndGet() <= maxInFlight) {
            return true;
        }
        inFlight.decrementAndGet();
        return false;
    }

    void leave() {
        int left = inFlight.decrementAndGet();
        if (left < 0) {
            throw new IllegalStateException("target left more often than entered: " + id);
        }
    }

    /** Counts a check or a failed connection; whether its health changed by it. */
    synchronized boolean report(boolean wasWell, String failure) {
        if (!wasWell) {
            lastFailure = failure;
        }
        Health before = count.health();
        count = count.after(wasWell, probe);
        return count.health() != before;
    }
}
