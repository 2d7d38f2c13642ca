package mvi.platform.build;

import java.time.Instant;

/**
 * A build's record.
 *
 * @param state running, succeeded or failed
 * @param image its images as the engine pulls them, one a line
 * @param reason why it failed, or empty
 */
public record Build(
        String id,
        String app,
        String state,
        Instant at,
        double seconds,
        String image,
        String reason) {
    public static final String RUNNING = "running";
    public static final String SUCCEEDED = "succeeded";
    public static final String FAILED = "failed";

    Build ended(String how, double seconds, String image, String reason) {
        return new Build(id, app, how, at, seconds, image, reason);
    }
}
