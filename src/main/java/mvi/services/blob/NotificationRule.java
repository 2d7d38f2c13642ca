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
    public NotificationRule {
        events = List.copyOf(events);
    }
}
