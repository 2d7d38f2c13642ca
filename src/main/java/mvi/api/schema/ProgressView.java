package mvi.api.schema;

/**
 * One event of a long command, sent as Server-Sent Events with the event's name as {@code kind}.
 *
 * @param kind {@code step} (what is being done), {@code output} (a line of a build), {@code done}
 *     or {@code failed}
 * @param text for people; for {@code failed} the problem's message
 * @param release set by {@code done}, and by the step with which a release is on record
 * @param url where the release answers, set by {@code done} of a rollout
 * @param code the problem's code, set by {@code failed}
 */
public record ProgressView(String kind, String text, String release, String url, String code) {}
