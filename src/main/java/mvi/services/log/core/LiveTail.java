package mvi.services.log.core;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import mvi.engines.base.Clock;
import mvi.services.log.LogLine;
import mvi.services.log.LogService;
import org.jspecify.annotations.Nullable;

/**
 * One reader's queue of new lines. A full queue drops and counts; the reader is told in a line of
 * its own.
 */
final class LiveTail implements LogService.Tail {
    private static final long WAIT_MILLIS = 1_000;
    private static final int MAXIMUM_TAKEN = 1_000;

    private final LogService.LogQuery query;
    private final ArrayBlockingQueue<LogLine> queue;
    private final Clock clock;
    private final Consumer<LiveTail> whenClosed;
    private final AtomicLong missed = new AtomicLong();

    LiveTail(LogService.LogQuery query, int capacity, Clock clock, Consumer<LiveTail> whenClosed) {
        this.query = query;
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.clock = clock;
        this.whenClosed = whenClosed;
    }

    void offer(List<LogLine> lines) {
        for (LogLine line : lines) {
            if (LineFilter.matches(query, line) && !queue.offer(line)) {
                missed.incrementAndGet();
            }
        }
    }

    @Override
    public List<LogLine> next() throws InterruptedException {
        List<LogLine> taken = new ArrayList<>();
        @Nullable LogLine first = queue.poll(WAIT_MILLIS, TimeUnit.MILLISECONDS);
        if (first != null) {
            taken.add(first);
            queue.drainTo(taken, MAXIMUM_TAKEN);
        }
        long dropped = missed.getAndSet(0);
        if (dropped > 0) {
            taken.add(
                    new LogLine(
                            clock.now(),
                            query.app(),
                            "mvi",
                            "",
                            "stderr",
                            dropped
                                    + " lines were not shown: they came faster than they were read"));
        }
        return taken;
    }

    @Override
    public void close() {
        whenClosed.accept(this);
    }
}
