package mvi.services.balancer;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Requests that the load balancer has answered, for who writes them down.
 *
 * @param number of this batch, to be acknowledged; no two of one load balancer are the same, over
 *     restarts
 * @param lost how many requests of a route are told nowhere, since nobody took them in time
 */
public record BalancerAccesses(long number, List<Access> accesses, Map<String, Long> lost) {
    /** Nothing, before the first batch. */
    public static final BalancerAccesses NONE = new BalancerAccesses(0, List.of(), Map.of());

    public boolean isEmpty() {
        return accesses.isEmpty() && lost.isEmpty();
    }

    /**
     * Asks for the next batch.
     *
     * @param acknowledged the last one that is on disk, 0 for none; every other is given again
     * @param patience for the first request, where there is none yet
     */
    public record Take(long acknowledged, Duration patience) {}

    /**
     * One request.
     *
     * @param at when it was answered, or cut
     * @param targetId empty when none was reached
     * @param path without the query, which may hold secrets
     * @param status 499 when the client went away first
     * @param attempts connections that were tried for it
     * @param connectMicros from the request's head to a connection to the target; -1 without one
     * @param firstByteMicros from the request's head to the target's; -1 without one
     * @param totalMicros from the request's head to the answer's end
     */
    public record Access(
            Instant at,
            String routeId,
            String targetId,
            String client,
            String method,
            String host,
            String path,
            String protocol,
            int status,
            String requestId,
            String traceId,
            int attempts,
            long connectMicros,
            long firstByteMicros,
            long totalMicros,
            long bytesIn,
            long bytesOut) {}
}
