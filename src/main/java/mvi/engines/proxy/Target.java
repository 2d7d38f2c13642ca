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
    private final AtomicInteger inFlight = new AtomicInteger();
    private final WaitingRoom room;
    private final String stickyKey;
    private final List<ArrayDeque<TargetConnection>> idle;
    private final boolean isHttp2;
    private final Optional<ProxyHeader> header;
    private final @Nullable TargetStreams[] streams;
    private volatile int maxInFlight = 1;
    private volatile long healthySince;
    private volatile Ejection ejection = Ejection.NONE;
    private volatile HealthCount count = HealthCount.START;
    private volatile boolean isDraining;
    private volatile boolean isRetired;
    private volatile @Nullable String lastFailure;

    Target(
            RouteSpec route,
            RouteSpec.TargetSpec target,
            InetSocketAddress address,
            WaitingRoom room,
            int lanes) {
        this.id = target.id();
        this.routeId = route.id();
        this.address = address;
        this.probe = target.probe();
        this.probeHost =
                route.hosts().stream()
                        .filter(host -> !host.startsWith("*"))
                        .map(RouteSpec::name)
                        .findFirst()
                        .orElse("localhost");
        this.room = room;
        this.stickyKey = StickyCookie.key(route.id(), target.id());
        this.isHttp2 = target.isHttp2();
        this.header = target.header();
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

    /** What is gone from the table gets no more, whatever its last check said. */
    boolean isReady() {
        return count.health() == Health.HEALTHY && !isDraining && !isRetired;
    }

    boolean isRetired() {
        return isRetired;
    }

    /**
     * @param most requests that it answers at once
     */
    void settle(boolean draining, int most) {
        isDraining = draining;
        maxInFlight = most;
    }

    WaitingRoom room() {
        return room;
    }

    /** What a client's cookie says when it had this one before. */
    String stickyKey() {
        return stickyKey;
    }

    /** Since when it has been healthy without a break; known while it is. */
    long healthySince() {
        return healthySince;
    }

    boolean isEjected(long nowNanos) {
        return ejection.isEjected(nowNanos);
    }

    /** It has answered a request. */
    void answered() {
        if (ejection != Ejection.NONE) {
            ejection = Ejection.NONE;
        }
    }

    /** It has not; whether it is ejected by that. */
    synchronized boolean failed(long nowNanos, boolean mayEject) {
        boolean was = ejection.isEjected(nowNanos);
        Ejection next = ejection.failed(nowNanos, mayEject);
        ejection = next;
        boolean isNewlyOut = !was && next.isEjected(nowNanos);
        if (isNewlyOut) {
            // It begins anew when it is back.
            healthySince = next.untilNanos();
        }
        return isNewlyOut;
    }

    void retire() {
        isRetired = true;
    }

    /** Unused connections of one event loop; touched by its thread only. */
    ArrayDeque<TargetConnection> idle(int lane) {
        return idle.get(lane);
    }

    Optional<ProxyHeader> header() {
        return header;
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

    /** Whether the room that a request leaves is there for the next: the bound may be lower now. */
    boolean mayGoOn() {
        return isReady() && inFlight.get() <= maxInFlight;
    }

    /**
     * Whether there was room for one more request. Never counts one that there is no room for, not
     * even for a moment: another could take it for the room that it waits for.
     */
    boolean enter() {
        int now = inFlight.get();
        while (now < maxInFlight) {
            if (inFlight.compareAndSet(now, now + 1)) {
                return true;
            }
            now = inFlight.get();
        }
        return false;
    }

    void leave() {
        int left = inFlight.decrementAndGet();
        if (left < 0) {
            throw new IllegalStateException("target left more often than entered: " + id);
        }
    }

    /** Counts a check or a failed connection; whether its health changed by it. */
    synchronized boolean report(boolean wasWell, String failure, long nowNanos) {
        if (!wasWell) {
            lastFailure = failure;
        }
        Health before = count.health();
        HealthCount next = count.after(wasWell, probe);
        if (before != Health.HEALTHY && next.health() == Health.HEALTHY) {
            healthySince = nowNanos;
            ejection = Ejection.NONE;
        }
        count = next;
        return count.health() != before;
    }
}
