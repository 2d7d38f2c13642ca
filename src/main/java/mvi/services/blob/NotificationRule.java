package mvi.services.blob;

import java.util.List;

/**
 * Whom to tell of what happens in a bucket.
 *
 * @param target the ARN of who is told
 * @param events such as {@code s3:ObjectCreated:Put}, or with a star for all of a sort
 */
public record NotificationRule(
        String id, String target, List<String> events, String prefix, String suffix) {
    /**
     * Begins the ids of rules that the manifest of the bucket's app has made: the platform sets
     * them, and nobody else changes them.
     */
    public static final String OF_MANIFEST = "mvi-";

    public NotificationRule {
        events = List.copyOf(events);
    }

    public boolean isOfManifest() {
        return id.startsWith(OF_MANIFEST);
    }

    /**
     * Whether an event is one of a pattern's.
     *
     * @param pattern as {@code events} has them
     */
    public static boolean covers(String pattern, String event) {
        return pattern.equals(event)
                || pattern.endsWith("*")
                        && event.startsWith(pattern.substring(0, pattern.length() - 1));
    }
}
