package mvi.platform.function;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import mvi.engines.base.ByteCount;

/** What became of a call. */
public sealed interface InvocationResult {
    /** Lambda's limit of an answer. */
    ByteCount MAXIMUM_ANSWER = new ByteCount(6 * 1024 * 1024 + 100);

    Ran ran();

    /** The function's answer. */
    record Answered(byte[] payload, Ran ran) implements InvocationResult {}

    /** The function failed, or what it runs in did. */
    record Failed(Fault fault, Ran ran) implements InvocationResult {}

    /**
     * Where and how long it ran.
     *
     * @param container empty when none came to run it
     * @param coldStart how long the call waited for a new container
     */
    record Ran(String container, Instant began, Duration took, Optional<Duration> coldStart) {}
}
