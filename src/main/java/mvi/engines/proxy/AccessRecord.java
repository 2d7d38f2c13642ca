package mvi.engines.proxy;

import java.time.Instant;

/**
 * One request that was answered, or cut.
 *
 * @param target its id; empty when none was reached
 * @param path without the query, which may hold secrets
 * @param status what the client was told; 499 when it went away first
 */
public record AccessRecord(
        Instant at,
        String route,
        String target,
        String client,
        String method,
        String path,
        int status,
        long micros,
        long bytesIn,
        long bytesOut) {}
