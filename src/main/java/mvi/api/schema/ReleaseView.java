package mvi.api.schema;

import java.util.List;

/**
 * A release.
 *
 * @param state pending, starting, healthy, switching, draining, watching, done, undone or
 *     superseded
 * @param by who made it
 * @param reason deploy, rollback to v2, env set K, …, and why it was undone
 */
public record ReleaseView(
        String release,
        String build,
        String state,
        List<StepView> steps,
        String by,
        String at,
        String reason,
        boolean isCurrent) {
    public record StepView(String text, String at) {}
}
