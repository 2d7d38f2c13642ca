package mvi.platform.function;

import java.time.Instant;
import java.util.Optional;
import mvi.engines.wire.Json;

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
    private static final byte[] NOTHING = {'{', '}'};

    /** What was sent with a call, which may be nothing. Throws INVALID {@code malformed-json}. */
    public static byte[] payload(byte[] sent) {
        if (sent.length == 0) {
            return NOTHING;
        }
        boolean _ = Json.parse(sent).isNull();
        return sent;
    }

    /**
     * The attributes by which CloudEvents 1.0 tells of an event.
     *
     * @param source where it happened, as a URI reference
     */
    public record About(String id, String source, String type, String subject, Instant time) {}
}
