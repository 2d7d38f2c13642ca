package mvi.services.log;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Lines in the order in which they came, per app. A batch and the position up to which its source
 * was read are one commit, so that over a restart no line is lost or doubled. Kept by age and
 * bytes.
 */
public interface LogService {
    /** On the disk when this returns: the lines and where their source goes on. */
    void append(List<LogLine> lines, SourcePosition position);

    /** Where to go on reading a source, or empty for one that was never read. */
    Optional<SourcePosition> position(String source);

    /** Forgets a source that will never be read again. */
    void forget(String source);

    /** Newest {@code limit} lines that match, oldest first. */
    List<LogLine> read(LogQuery query);

    /** Lines from now on, until closed; a reader that can't keep up is told how many it missed. */
    Tail tail(LogQuery query);

    /** Drops what is older or more than is kept. */
    void retain();

    /**
     * @param file which file of the source, as its inode; @param offset bytes of it that were read
     */
    record SourcePosition(String source, long file, long offset) {}

    /**
     * @param search lines that contain this text; empty for all
     * @param limit 1 to 10,000
     */
    record LogQuery(
            String app,
            Optional<String> process,
            Optional<String> container,
            Optional<Instant> since,
            String search,
            int limit) {}

    /** A live tail. */
    interface Tail extends AutoCloseable {
        /** The next lines, waiting at most a second; empty when none came. */
        List<LogLine> next() throws InterruptedException;

        @Override
        void close();
    }
}
