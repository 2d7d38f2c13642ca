package mvi.api.schema;

/**
 * An event that waits for a function, or that no attempt could deliver.
 *
 * @param state {@code waiting} before its first attempt, {@code retrying} after one, {@code dead}
 * @param source blob, log, schedule, release or invoke
 * @param time RFC 3339, when it happened
 * @param attempts that failed
 * @param next RFC 3339, not before which it is tried again; empty where that is now or never
 * @param died RFC 3339, when it was given up; empty unless it was
 * @param error of the last attempt
 * @param payload the event itself; empty in lists
 */
public record EventView(
        String id,
        String function,
        String state,
        String source,
        String type,
        String subject,
        String time,
        int attempts,
        String next,
        String died,
        String error,
        String payload) {}
