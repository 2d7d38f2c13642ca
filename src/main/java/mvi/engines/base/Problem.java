package mvi.engines.base;

import org.jspecify.annotations.Nullable;

/**
 * A failure that callers do not branch on: thrown early, mapped once, at a front.
 *
 * <p>The code is stable and written in kebab case ({@code no-such-bucket}); the message is safe to
 * show to whoever asked and says what was attempted, on what, why it failed and what to do; the
 * detail is for the platform's own log.
 */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final Kind kind;
    private final String detail;

    public Problem(
            String code, Kind kind, String message, String detail, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.kind = kind;
        this.detail = detail;
    }

    public static Problem missing(String code, String message) {
        return new Problem(code, Kind.MISSING, message, "", null);
    }

    public static Problem conflict(String code, String message) {
        return new Problem(code, Kind.CONFLICT, message, "", null);
    }

    public static Problem invalid(String code, String message) {
        return new Problem(code, Kind.INVALID, message, "", null);
    }

    public static Problem denied(String code, String message) {
        return new Problem(code, Kind.DENIED, message, "", null);
    }

    public static Problem limit(String code, String message) {
        return new Problem(code, Kind.LIMIT, message, "", null);
    }

    public static Problem unavailable(String code, String message, @Nullable Throwable cause) {
        return new Problem(code, Kind.UNAVAILABLE, message, "", cause);
    }

    public static Problem bug(String detail, @Nullable Throwable cause) {
        return new Problem(
                "internal", Kind.BUG, "mvi failed; its own log has the reason", detail, cause);
    }

    public String code() {
        return code;
    }

    public Kind kind() {
        return kind;
    }

    /** Safe to show to the caller. */
    public String publicMessage() {
        String message = getMessage();
        return message == null ? code : message;
    }

    /** For the platform's own log only. */
    public String detail() {
        return detail;
    }
}
