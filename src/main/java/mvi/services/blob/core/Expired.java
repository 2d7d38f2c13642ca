package mvi.services.blob.core;

/**
 * What the lifecycle rules of a bucket took away.
 *
 * @param objects newest versions, deleted or hidden by a marker
 * @param versions behind them, and lone markers
 * @param uploads that were open
 */
public record Expired(int objects, int versions, int uploads) {
    public int total() {
        return objects + versions + uploads;
    }
}
