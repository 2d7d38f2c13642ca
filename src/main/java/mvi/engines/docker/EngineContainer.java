package mvi.engines.docker;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A container as the engine describes it.
 *
 * @param status the engine's word: created, running, exited, …; {@link #LOST} is ours
 * @param pid on the host, 0 when it does not run
 * @param exitCode once it has ended
 * @param addresses by network
 */
public record EngineContainer(
        String id,
        String name,
        String image,
        Map<String, String> labels,
        String status,
        long pid,
        OptionalInt exitCode,
        boolean isOutOfMemory,
        Optional<Instant> started,
        Optional<Instant> finished,
        Map<String, String> addresses,
        Optional<String> logPath,
        long memoryLimitBytes,
        String error) {
    /** The engine says that it runs, and neither it nor its monitor is there. */
    static final String LOST = "lost";

    public boolean isRunning() {
        return status.equals("running") || status.equals("paused") || status.equals("stopping");
    }

    /** Made, and not yet started. */
    public boolean isNew() {
        return status.equals("created")
                || status.equals("configured")
                || status.equals("initialized");
    }

    EngineContainer lost() {
        return new EngineContainer(
                id,
                name,
                image,
                labels,
                LOST,
                0,
                OptionalInt.empty(),
                false,
                started,
                Optional.empty(),
                Map.of(),
                logPath,
                memoryLimitBytes,
                error);
    }
}
