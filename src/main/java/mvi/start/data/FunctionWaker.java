package mvi.start.data;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import mvi.engines.base.Bell;
import mvi.engines.base.ByteSource;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpAnswer;
import mvi.platform.function.EventQueue;

/**
 * Tells control that there are new events in a queue, on a thread of its own, so that nobody waits
 * for it. It is a hint: control looks by itself in time, so what can't be told is forgotten.
 */
final class FunctionWaker implements AutoCloseable {
    /** Queues that are still to be told of; of more, control finds out by itself. */
    static final int MOST_DUE = 1024;

    /** Control answers at once, or has other troubles. */
    private static final Duration ANSWER_TIME = Duration.ofSeconds(2);

    private static final Duration FOR_LONG = Duration.ofDays(1);
    private static final Duration ENDING = Duration.ofSeconds(5);

    private final FunctionSocket control;
    private final ReentrantLock dueLock = new ReentrantLock();
    private final Set<EventQueue.Name> due = new LinkedHashSet<>();
    private final Bell bell = new Bell();
    private final Thread thread =
            Thread.ofPlatform().name("function-waker").daemon().unstarted(this::tellUntilClosed);
    private volatile boolean isClosed;

    FunctionWaker(FunctionSocket control) {
        this.control = control;
    }

    void start() {
        thread.start();
    }

    /** Once for all that is new in it until it is told. */
    void wake(EventQueue.Name queue) {
        dueLock.lock();
        try {
            if (due.size() < MOST_DUE) {
                due.add(queue);
            }
        } finally {
            dueLock.unlock();
        }
        bell.ring();
    }

    private Optional<EventQueue.Name> next() {
        dueLock.lock();
        try {
            Optional<EventQueue.Name> first = due.stream().findFirst();
            first.ifPresent(due::remove);
            return first;
        } finally {
            dueLock.unlock();
        }
    }

    private void tellUntilClosed() {
        try {
            while (!isClosed) {
                long seen = bell.count();
                Optional<EventQueue.Name> queue = next();
                if (queue.isPresent()) {
                    tell(queue.get());
                } else {
                    bell.await(seen, FOR_LONG);
                }
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(EventQueue.Name queue) {
        try (HttpAnswer _ =
                control.post(
                        "/-/wake?queue=" + queue, Headers.NONE, ByteSource.empty(), ANSWER_TIME)) {
            // Whatever it answers: it knows.
        } catch (IOException away) {
            // It reads the queues when it starts.
        }
    }

    @Override
    public void close() {
        isClosed = true;
        bell.ring();
        try {
            thread.join(ENDING.toMillis());
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
