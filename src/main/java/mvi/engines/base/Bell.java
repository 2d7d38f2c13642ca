package mvi.engines.base;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Wakes those who wait for something to have changed. They look for themselves what. */
public final class Bell {
    private final ReentrantLock countLock = new ReentrantLock();
    private final Condition rung = countLock.newCondition();
    private long count;

    public void ring() {
        countLock.lock();
        try {
            count++;
            rung.signalAll();
        } finally {
            countLock.unlock();
        }
    }

    public long count() {
        countLock.lock();
        try {
            return count;
        } finally {
            countLock.unlock();
        }
    }

    /** Returns when it rang since {@code seen} was its count, or after the limit. */
    public void await(long seen, Duration limit) throws InterruptedException {
        countLock.lock();
        try {
            long left = limit.toNanos();
            while (count == seen && left > 0) {
                left = rung.awaitNanos(Math.min(left, TimeUnit.SECONDS.toNanos(60)));
            }
        } finally {
            countLock.unlock();
        }
    }
}
