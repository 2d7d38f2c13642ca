package mvi.services.log.core;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mvi.engines.base.ByteCount;
import mvi.services.log.LogCursor;
import mvi.services.log.LogLine;
import mvi.services.log.LogService.Following;
import mvi.services.log.LogService.SourcePosition;

/** Where lines and the positions of their sources are kept. */
public interface LogStore {
    /**
     * One commit, on the disk when this returns: lines of one app, and where their source goes on.
     */
    void append(String app, List<LogLine> lines, SourcePosition position);

    Optional<SourcePosition> position(String source);

    void forget(String source);

    /**
     * Hands out an app's batches, newest first, each in its order, until the visitor has enough or
     * no batch that is left has a line at or after {@code since}.
     */
    void readBackwards(String app, Instant since, Visitor visitor);

    /** An app's batches from a position on, oldest first; at most so many. */
    Following following(String app, LogCursor after, int batches);

    /** At the first batch, of whatever app, that has a line of this time or later. */
    LogCursor at(Instant time);

    /**
     * Drops the oldest batches: those wholly before {@code time}, then as many as the bytes ask
     * for.
     */
    void drop(Instant before, ByteCount keep);

    /** Gets a batch; false when it wants no more. */
    @FunctionalInterface
    interface Visitor {
        boolean visit(List<LogLine> batch);
    }
}
