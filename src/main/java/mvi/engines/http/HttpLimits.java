package mvi.engines.http;

import java.time.Duration;
import mvi.engines.base.ByteCount;

/**
 * The bounds of a server or client.
 *
 * @param requestLine longest request line; more is 414
 * @param headerBlock all header fields together; more is 431
 * @param connections open connections at once; more wait in the backlog
 * @param headTime from the first byte of a head to its end
 * @param idleTime a keep-alive connection without a request, or a body without a byte
 */
public record HttpLimits(
        ByteCount requestLine,
        ByteCount headerBlock,
        int connections,
        Duration headTime,
        Duration idleTime) {
    public static final HttpLimits DEFAULT =
            new HttpLimits(
                    ByteCount.kib(8),
                    ByteCount.kib(32),
                    4096,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(75));
}
