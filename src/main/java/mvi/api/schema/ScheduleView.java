package mvi.api.schema;

/**
 * A schedule of a function.
 *
 * @param state {@code active}, {@code paused}, {@code failed} when its last run was, {@code
 *     overdue} when none ended well for longer than is expected
 * @param next RFC 3339; empty while it is paused
 * @param succeeded RFC 3339, when a run last ended well
 * @param failure what the last run said, if it failed
 */
public record ScheduleView(
        String name,
        String function,
        String expression,
        String timezone,
        String overlap,
        String missed,
        String state,
        String next,
        String succeeded,
        String failure) {}
