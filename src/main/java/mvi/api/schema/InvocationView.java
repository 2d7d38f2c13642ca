package mvi.api.schema;

/**
 * What became of a call of a function.
 *
 * @param state {@code queued} for one that nobody waits for, else {@code answered} or {@code
 *     failed}
 * @param id of the event, or of the request
 * @param answer what the function answered, or how it failed, as it is
 * @param error empty unless it failed
 * @param coldStartMillis how long the call waited for a new container; 0 where one was there
 * @param log the last of what it wrote
 */
public record InvocationView(
        String state,
        String id,
        String answer,
        String error,
        String container,
        double millis,
        double coldStartMillis,
        String log) {}
