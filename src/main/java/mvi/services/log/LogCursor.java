package mvi.services.log;

/**
 * How far somebody has read the lines of an app. It may be kept anywhere, and is good for the app
 * and the Log that it came from, also after a restart of it.
 *
 * @param sequence lines are stored in batches, numbered in the order in which they came; this is
 *     the first that is not read yet
 */
public record LogCursor(long sequence) {
    /** From the oldest line that is kept. */
    public static final LogCursor START = new LogCursor(-1);

    public LogCursor {
        if (sequence < -1) {
            throw new IllegalArgumentException("no batch has the number " + sequence);
        }
    }
}
