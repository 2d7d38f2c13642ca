package mvi.engines.proxy;

import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Requests of one route that no target had room for, first come, first served: who makes room at a
 * target hands it to the first of them.
 */
final class WaitingRoom {
    /** How exactly it is known when a target was there last. */
    private static final long SEEN_NANOS = 100_000_000;

    private final int limit;
    private final AtomicInteger count = new AtomicInteger();
    private final ConcurrentLinkedDeque<Placement> waiting = new ConcurrentLinkedDeque<>();
    private volatile @Nullable TargetPool pool;
    private volatile long servedNanos;
    private volatile boolean hasServed;

    WaitingRoom(int limit) {
        this.limit = limit;
    }

    /** From now on those who wait are for these; all of them ask again. */
    void serve(TargetPool next) {
        pool = next;
        wake();
    }

    /** What to ask for a target now. */
    TargetPool pool(TargetPool unlessChanged) {
        TargetPool now = pool;
        return now == null ? unlessChanged : now;
    }

    /** A target was there. */
    void served(long nowNanos) {
        if (!hasServed || nowNanos - servedNanos > SEEN_NANOS) {
            servedNanos = nowNanos;
            hasServed = true;
        }
    }

    /** Whether a target was there so recently that one may be back soon. */
    boolean hasServedWithin(Duration time, long nowNanos) {
        return hasServed && nowNanos - servedNanos < time.toNanos();
    }

    /** Whether there was room to wait. */
    boolean enter(Placement placement) {
        if (count.incrementAndGet() > limit) {
            count.decrementAndGet();
            return false;
        }
        waiting.addLast(placement);
        return true;
    }

    /** Whether it still waited. */
    boolean leave(Placement placement) {
        if (waiting.removeFirstOccurrence(placement)) {
            count.decrementAndGet();
            return true;
        }
        return false;
    }

    int size() {
        return count.get();
    }

    /** A request has left this target: its room goes to the first that waits. */
    void released(Target target) {
        if (target.mayGoOn() && grant(target)) {
            return;
        }
        target.leave();
        // Who came in between saw no room, and was not seen.
        while (count.get() > 0 && target.isReady() && target.enter()) {
            if (grant(target)) {
                return;
            }
            target.leave();
        }
    }

    private boolean grant(Target target) {
        Placement next = poll();
        if (next == null) {
            return false;
        }
        next.granted(new Claim.Claimed(target));
        return true;
    }

    /** There may be room where there was none: all who wait ask again. */
    void wake() {
        for (int left = count.get(); left > 0; left--) {
            Placement next = poll();
            if (next == null) {
                return;
            }
            next.askAgain();
        }
    }

    private @Nullable Placement poll() {
        if (count.get() == 0) {
            return null;
        }
        Placement next = waiting.pollFirst();
        if (next != null) {
            count.decrementAndGet();
        }
        return next;
    }
}
