package mvi.platform.function;

import java.time.Instant;
import java.util.Optional;

/**
 * One call of a function.
 *
 * @param requestId of Lambda's form; the same for each attempt at one event
 * @param about what happened
 * @param payload JSON
 * @param trace an {@code X-Amzn-Trace-Id}; empty without one
 * @param clientContext what the caller says of itself, base64 of JSON
 */
public record Invocation(
        FunctionName function,
        String requestId,
        About about,
        byte[] payload,
        String trace,
        Optional<String> clientContext) {
    /**
     * The attributes by which CloudEvents 1.0 tells of an event.
     *
     * @param source where it happened, as a URI reference
     */
    public record About(String id, String source, String type, String subject, Instant time) {}
}
