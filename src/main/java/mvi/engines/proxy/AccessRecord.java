package mvi.engines.proxy;

import java.time.Instant;

/**
 * One request that was answered, or cut.
 *
 * @param at when that was
 * @param target its id; empty when none was reached
 * @param path without the query, which may hold secrets
 * @param protocol that the client spoke: {@code HTTP/1.1}
 * @param status what the client was told; 499 when it went away first
 * @param traceParent as the target saw it
 * @param attempts connections that were tried for it
 * @param connectMicros from the request's head to a connection to the target, whether it was made
 *     or had rested; -1 when there was none
 * @param firstByteMicros from the request's head to the target's; -1 when none came
 * @param totalMicros from the request's head to the answer's end
 */
public record AccessRecord(
        Instant at,
        String route,
        String target,
        String client,
        String method,
        String host,
        String path,
        String protocol,
        int status,
        String requestId,
        String traceParent,
        int attempts,
        long connectMicros,
        long firstByteMicros,
        long totalMicros,
        long bytesIn,
        long bytesOut) {
    public String traceId() {
        return TraceContext.traceId(traceParent);
    }
}
