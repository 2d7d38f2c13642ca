package mvi.services.database;

import java.nio.file.Path;
import java.time.Duration;
import mvi.engines.base.ByteCount;
import mvi.engines.base.PlatformId;

/**
 * The knobs of the Database service.
 *
 * @param registry host and port that the engine pulls the image from
 * @param folder where the data folders are, one per instance
 * @param keptLog most of its log that an instance holds on to while the archive can't be reached
 * @param window how far back a moment can be restored
 * @param readyWithin how long a starting instance may take to answer
 * @param keepDeleted how long a deleted database can be had back
 */
public record DatabaseConfig(
        PlatformId platform,
        String registry,
        Path folder,
        ByteCount memory,
        ByteCount keptLog,
        Duration window,
        Duration readyWithin,
        Duration keepDeleted,
        String cryptoKey) {
    /** What an instance has, when its app chose these. */
    public ByteCount memory(DatabaseOptions options) {
        return options.memory().orElse(memory);
    }
}
