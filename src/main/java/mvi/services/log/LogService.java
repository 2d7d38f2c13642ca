package mvi.services.log;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mvi.engines.base.Bell;

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

    /**
     * Lines of an app that were appended after a position, in the order in which they came, of at
     * most {@code limit} batches, as {@link #append} got them. What lies before is not read. Who
     * goes on from where each answer ends gets every line once; an answer without lines is the end
     * for now.
     *
     * @param limit 1 to 256
     */
    Following following(String app, LogCursor after, int limit);

    /**
     * In front of every line of this time or later, of whatever app. Lines are told in batches as
     * they came, so that some before it may be among the first.
     */
    LogCursor at(Instant time);

    /**
     * Rings a bell after each append of lines, of whatever app, until closed. An append never waits
     * for it.
     */
    Subscription watch(Bell bell);

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
            int limit) {
        /**
         * The newest lines of one container.
         *
         * @param container a part of its name
         */
        public static LogQuery ofContainer(
                String app, String container, Optional<Instant> since, int limit) {
            return new LogQuery(app, Optional.empty(), Optional.of(container), since, "", limit);
        }
    }

    /**
     * @param next where to go on, also when there are no lines
     * @param isCut whether lines between were dropped before they were read, or the position is of
     *     another Log
     */
    record Following(List<LogLine> lines, LogCursor next, boolean isCut) {
        public Following {
            lines = List.copyOf(lines);
        }
    }

    /** Ends a watch. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /** A live tail. */
    interface Tail extends AutoCloseable {
        /** The next lines, waiting at most a second; empty when none came. */
        List<LogLine> next() throws InterruptedException;

        @Override
        void close();
    }
}
