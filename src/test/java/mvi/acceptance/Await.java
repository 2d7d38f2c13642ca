package mvi.acceptance;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for conditions of other processes, which can't tell when they come true. */
final class Await {
    private static final Duration STEP = Duration.ofMillis(100);

    private Await() {}

    /** A condition; what it throws counts as not yet. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws Exception;
    }

    static void until(String claim, Duration limit, Condition condition) {
        until(claim, limit, condition, () -> "");
    }

    static void until(
            String claim, Duration limit, Condition condition, Supplier<String> otherwise) {
        long deadline = System.nanoTime() + limit.toNanos();
        Throwable last = null;
        while (System.nanoTime() < deadline) {
            try {
                if (condition.holds()) {
                    return;
                }
                last = null;
            } catch (Exception | AssertionError failed) {
                last = failed;
            }
            LockSupport.parkNanos(STEP.toNanos());
        }
        throw new AssertionError(
                "not within " + limit + ": " + claim + " " + otherwise.get(), last);
    }
}
