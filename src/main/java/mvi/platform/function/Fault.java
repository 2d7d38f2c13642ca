package mvi.platform.function;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import mvi.engines.wire.Json;

/**
 * How a call of a function failed, as Lambda answers it.
 *
 * @param type the name of an exception, or one of those below
 * @param payload JSON with {@code errorType} and {@code errorMessage}
 */
public record Fault(String type, String message, byte[] payload) {
    public static final String TIMED_OUT = "Sandbox.Timedout";
    static final String OUT_OF_MEMORY = "Runtime.OutOfMemory";
    static final String EXITED = "Runtime.ExitError";
    static final String INIT = "Runtime.InitError";
    static final String TOO_LARGE = "Function.ResponseSizeTooLarge";

    private static final double MILLIS = 1000;

    /** For people. */
    public String said() {
        return type + ": " + message;
    }

    public static Fault of(String type, String message) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("errorType", type);
        fields.put("errorMessage", message);
        return new Fault(type, message, Json.write(fields));
    }

    /** How large it is nobody knows, since it is not read to its end. */
    public static Fault answerTooLarge() {
        return of(
                TOO_LARGE,
                "the answer is larger than the %d bytes that an answer may have"
                        .formatted(InvocationResult.MAXIMUM_ANSWER.bytes()));
    }

    static Fault timedOut(String requestId, Duration limit) {
        return of(
                TIMED_OUT,
                requestId
                        + " Task timed out after "
                        + String.format(Locale.ROOT, "%.2f", limit.toMillis() / MILLIS)
                        + " seconds");
    }
}
