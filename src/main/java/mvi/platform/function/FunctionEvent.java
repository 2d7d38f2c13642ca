package mvi.platform.function;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.UUID;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Problem;

/**
 * Something that happened and that a function is to be told of.
 *
 * @param number sorts the events of one queue, as text; the same event has the same one whenever it
 *     is put there again
 * @param key events of one key are delivered in their order; empty for those that need none
 * @param type what happened, as CloudEvents names it
 * @param subject to what
 * @param time when
 * @param payload the event in the shape that Lambda gives it, JSON in UTF-8
 * @param trace the {@code X-Amzn-Trace-Id} of what made it happen; empty without one
 * @param delivery what became of it so far
 */
public record FunctionEvent(
        FunctionName function,
        Source source,
        String number,
        String key,
        String type,
        String subject,
        Instant time,
        byte[] payload,
        String trace,
        Delivery delivery) {
    /** Lambda's limit of events that nobody waits for was this; an item of KV holds it. */
    public static final ByteCount MAXIMUM_PAYLOAD = ByteCount.kib(256);

    /**
     * @param attempts that failed
     * @param notBefore of the next one
     * @param error of the last one; empty before it
     */
    public record Delivery(int attempts, Instant notBefore, String error) {
        public static final Delivery NONE = new Delivery(0, Instant.EPOCH, "");
    }

    public FunctionEvent {
        if (payload.length > MAXIMUM_PAYLOAD.bytes()) {
            throw Problem.limit(
                    "event-too-large",
                    "an event of %d bytes is larger than %s"
                            .formatted(payload.length, MAXIMUM_PAYLOAD));
        }
    }

    /** A number that sorts by time. */
    public static String number(Instant time, String unique) {
        return "%015d-%s".formatted(Math.max(0, time.toEpochMilli()), unique);
    }

    /** For people, and for functions that must not do a thing twice: unique within the function. */
    public String id() {
        return source + "-" + number;
    }

    /** The id in the form in which Lambda numbers requests: the same for each attempt. */
    public String requestId() {
        return requestId(function, id());
    }

    public static String requestId(FunctionName function, String id) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest((function + "/" + id).getBytes(StandardCharsets.UTF_8));
            ByteBuffer bytes = ByteBuffer.wrap(hash);
            return new UUID(bytes.getLong(), bytes.getLong()).toString();
        } catch (NoSuchAlgorithmException missing) {
            throw Problem.bug("every JDK has SHA-256", missing);
        }
    }

    public FunctionEvent with(Delivery other) {
        return new FunctionEvent(
                function, source, number, key, type, subject, time, payload, trace, other);
    }

    @Override
    public String toString() {
        return function + " " + id();
    }
}
