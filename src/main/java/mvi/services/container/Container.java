package mvi.services.container;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A container as the engine has it now.
 *
 * @param id the engine's full id
 * @param address in its app's network, while it runs
 * @param logPath the engine's file of its output, in the format of {@code logDriver}
 */
public record Container(
        String id,
        String name,
        ContainerSpec.Labels labels,
        State state,
        Optional<String> address,
        Optional<Instant> started,
        Optional<Instant> finished,
        OptionalInt exitCode,
        boolean isOutOfMemory,
        Optional<String> logPath) {
    /** The states that matter here. */
    public enum State {
        CREATED,
        RUNNING,
        EXITED
    }
}
