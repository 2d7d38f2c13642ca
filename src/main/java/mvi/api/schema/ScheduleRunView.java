package mvi.api.schema;

/**
 * A run of a schedule.
 *
 * @param id of its event
 * @param tick RFC 3339, for which time it was
 * @param isByHand whether somebody asked for it
 * @param state skipped, queued, running, retrying, succeeded or failed
 * @param began RFC 3339, when its last attempt did; empty before
 * @param seconds how long that took; 0 before its end
 * @param container whose lines are in the log
 */
public record ScheduleRunView(
        String id,
        String tick,
        boolean isByHand,
        String state,
        String began,
        double seconds,
        String container,
        String error) {}
