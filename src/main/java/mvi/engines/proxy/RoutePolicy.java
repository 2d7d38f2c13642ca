package mvi.engines.proxy;

import java.time.Duration;

/**
 * How a route takes requests and shares them out.
 *
 * @param slowStart in which a target that has just become healthy gets its share bit by bit; zero
 *     for all of it at once
 * @param requestsPerTarget that a target answers at once; 0 for the proxy's own bound
 * @param bodyBytes longest body of a request; 0 for any
 * @param canonicalHost where clients that use another of the route's names are sent; empty for
 *     nowhere
 * @param maintenance what clients are told instead of being let in; empty when they are
 */
public record RoutePolicy(
        Balancing balancing,
        Duration slowStart,
        int requestsPerTarget,
        long bodyBytes,
        String canonicalHost,
        String maintenance) {
    public static final RoutePolicy DEFAULT =
            new RoutePolicy(Balancing.LEAST_REQUESTS, Duration.ZERO, 0, 0, "", "");

    /** How the target of a request is found. */
    public enum Balancing {
        /** Of two picked at random the one with fewer requests in flight. */
        LEAST_REQUESTS,
        ROUND_ROBIN,
        /** The one that a client had before, by a cookie; as LEAST_REQUESTS without one. */
        STICKY
    }

    public RoutePolicy {
        if (slowStart.isNegative() || requestsPerTarget < 0 || bodyBytes < 0) {
            throw new IllegalArgumentException("a route's policy is below zero");
        }
    }
}
