package mvi.platform.function;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import mvi.engines.base.Clock;
import mvi.engines.base.Problem;
import org.jspecify.annotations.Nullable;

/**
 * The platform's end of Lambda's Runtime API for one container: the container asks for the next
 * event, and is answered when there is one; it sends what became of it, and asks again. Its first
 * question says that it is ready.
 */
public final class LambdaWire implements Wire {
    private final Clock clock;
    private final ReentrantLock stateLock = new ReentrantLock();
    private final Condition changed = stateLock.newCondition();
    private boolean isReady;
    private boolean hasEnded;
    private @Nullable Task offered;
    private @Nullable Task running;
    private Readiness.@Nullable Failed initFailure;
    private long asker;

    public LambdaWire(Clock clock) {
        this.clock = clock;
    }

    /** An event on its way through the container. */
    private static final class Task {
        private final Invocation invocation;
        private final long deadlineNanos;
        private @Nullable Reply reply;

        private Task(Invocation invocation, long deadlineNanos) {
            this.invocation = invocation;
            this.deadlineNanos = deadlineNanos;
        }
    }

    /**
     * @param left until the function is stopped
     */
    public record Next(Invocation invocation, Duration left) {}

    /**
     * Blocks until there is an event. Empty when there won't be one for whoever asked: the
     * container is to end, or it has asked once more on another connection.
     */
    public Optional<Next> next() throws InterruptedException {
        stateLock.lock();
        try {
            long me = ++asker;
            isReady = true;
            // Who asks for the next without having answered has given up on the last.
            settle(new Reply.Ended(true));
            changed.signalAll();
            while (offered == null && !hasEnded && asker == me) {
                changed.await();
            }
            Task task = offered;
            if (task == null || hasEnded || asker != me) {
                return Optional.empty();
            }
            offered = null;
            running = task;
            return Optional.of(
                    new Next(
                            task.invocation,
                            Duration.ofNanos(Math.max(0, task.deadlineNanos - clock.nanos()))));
        } finally {
            stateLock.unlock();
        }
    }

    /** The container's answer. Throws INVALID {@code no-such-request} for another's. */
    public void answered(String requestId, byte[] payload) {
        finish(requestId, new Reply.Answer(payload));
    }

    public void failed(String requestId, Fault fault) {
        finish(requestId, new Reply.Error(fault));
    }

    /** The container says that it will never be ready. */
    public void initFailed(Fault fault) {
        stateLock.lock();
        try {
            initFailure = new Readiness.Failed(fault);
            changed.signalAll();
        } finally {
            stateLock.unlock();
        }
    }

    private void finish(String requestId, Reply reply) {
        stateLock.lock();
        try {
            Task task = running;
            if (task == null || !task.invocation.requestId().equals(requestId)) {
                throw Problem.invalid(
                        "no-such-request",
                        "the request '"
                                + requestId
                                + "' is not one that this container works on: it has been answered,"
                                + " or took too long");
            }
            settle(reply);
        } finally {
            stateLock.unlock();
        }
    }

    private void settle(Reply reply) {
        Task task = running;
        running = null;
        if (task != null && task.reply == null) {
            task.reply = reply;
            changed.signalAll();
        }
    }

    @Override
    public Readiness awaitReady(Duration limit) throws InterruptedException {
        stateLock.lock();
        try {
            long left = limit.toNanos();
            while (!isReady && !hasEnded && initFailure == null && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (initFailure != null) {
                return initFailure;
            }
            if (hasEnded) {
                return new Readiness.Ended();
            }
            return isReady ? new Readiness.Ready() : new Readiness.TimedOut();
        } finally {
            stateLock.unlock();
        }
    }

    @Override
    public Reply call(Invocation invocation, Duration limit) throws InterruptedException {
        stateLock.lock();
        try {
            if (hasEnded) {
                return new Reply.Ended(false);
            }
            Task task = new Task(invocation, clock.nanos() + limit.toNanos());
            offered = task;
            changed.signalAll();
            long left = limit.toNanos();
            while (task.reply == null && left > 0) {
                if (hasEnded) {
                    return new Reply.Ended(offered != task);
                }
                left = changed.awaitNanos(left);
            }
            Reply reply = task.reply;
            if (reply == null) {
                offered = null;
                running = null;
                return new Reply.TimedOut();
            }
            return reply;
        } finally {
            stateLock.unlock();
        }
    }

    @Override
    public void ended() {
        stateLock.lock();
        try {
            hasEnded = true;
            changed.signalAll();
        } finally {
            stateLock.unlock();
        }
    }
}
