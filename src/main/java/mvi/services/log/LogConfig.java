package mvi.services.log;

import java.time.Duration;
import mvi.engines.base.ByteCount;

/**
 * The knobs of the Log service.
 *
 * @param keepAge lines older than this are dropped
 * @param keepBytes what all lines may take, as they are stored
 * @param tails live tails at once
 * @param tailLines lines that may wait for a tail's reader; further ones are dropped and counted
 */
public record LogConfig(Duration keepAge, ByteCount keepBytes, int tails, int tailLines) {
    public static final LogConfig DEFAULT =
            new LogConfig(Duration.ofDays(7), ByteCount.gib(2), 256, 4_096);
}
