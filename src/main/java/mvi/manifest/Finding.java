package mvi.manifest;

/**
 * One thing said of a manifest, at its place.
 *
 * @param line from 1
 * @param column from 1
 * @param code kebab case, stable: {@code unknown-key}
 * @param message what is wrong
 * @param fix the way that works, or empty
 */
public record Finding(
        Severity severity,
        String file,
        int line,
        int column,
        String code,
        String message,
        String fix) {
    /** An error stops a deploy; a warning is said. */
    public enum Severity {
        ERROR,
        WARNING
    }

    /** {@code compose.yaml:3:5: error: …} */
    public String format() {
        return "%s:%d:%d: %s: %s%s"
                .formatted(
                        file,
                        line,
                        column,
                        severity == Severity.ERROR ? "error" : "warning",
                        message,
                        fix.isEmpty() ? "" : " (" + fix + ")");
    }
}
