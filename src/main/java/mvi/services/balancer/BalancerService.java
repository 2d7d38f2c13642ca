package mvi.services.balancer;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The load balancer as the control plane sees it: routes go in, its own view of each target's
 * health comes out.
 *
 * <p>Problems: {@code balancer-unavailable} UNAVAILABLE: it is starting again by itself, with its
 * own snapshot.
 */
public interface BalancerService {
    /** Returns when the balancer routes by them, and has them on its disk. */
    void apply(BalancerRoutes routes);

    /**
     * Returns when new connections see them, and the balancer has them on its disk. Problems:
     * {@code bad-certificate} INVALID, {@code stale-certificates} CONFLICT.
     */
    void certify(BalancerCertificates certificates);

    /** Targets of a route as the balancer sees them now. */
    List<TargetState> targets();

    /** Counters since the balancer's start, per route. */
    Readings readings();

    /** The ports that it listens on. */
    Listeners listeners();

    /**
     * @param inFlight requests that the target is answering
     * @param lastFailure why it is not well, in words
     */
    record TargetState(
            String routeId,
            String targetId,
            Health health,
            int inFlight,
            Optional<String> lastFailure) {}

    /** What the balancer makes of a target. */
    enum Health {
        ADDING,
        HEALTHY,
        UNHEALTHY,
        DRAINING
    }

    /**
     * @param started when the balancer's process started: counters began at zero then
     */
    record Readings(
            Instant started,
            int openConnections,
            ConnectionReading connections,
            List<RouteReading> routes) {}

    /**
     * Counters of clients' connections.
     *
     * @param limitReached how often a bound of open connections was met, from when clients wait
     * @param refused because their source had too many
     * @param failedHandshakes of TLS: clients that hung up, spoke no TLS, or believed no
     *     certificate
     * @param refusedHeaders connections of trusted proxies without their header of the PROXY
     *     protocol; a balancer of an earlier version does not say it
     */
    record ConnectionReading(
            long accepted,
            long limitReached,
            long refused,
            long handshakes,
            long failedHandshakes,
            Optional<Long> refusedHeaders) {}

    /**
     * @param statusClasses requests by status class, index 0 for 1xx to 4 for 5xx
     * @param latencyBuckets cumulative counts by the bounds of {@link #LATENCY_BOUNDS_SECONDS},
     *     then all
     * @param retries connections that were tried for a request after its first one
     * @param ejections of targets that broke their requests
     */
    record RouteReading(
            String routeId,
            long[] statusClasses,
            long[] latencyBuckets,
            double latencySumSeconds,
            long retries,
            long ejections,
            long bytesIn,
            long bytesOut) {}

    /** 0 where there is none. */
    record Listeners(int http, int https) {}

    /** Upper bounds of the latency histogram's buckets, in seconds. */
    List<Double> LATENCY_BOUNDS_SECONDS =
            List.of(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0);
}
