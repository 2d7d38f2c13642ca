package mvi.engines.proxy;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Retries that a route may spend: one for every fifth request, and a hundred in advance. Without it
 * retries would multiply the load of targets that fail because of their load.
 */
final class RetryBudget {
    /** What a retry costs, when a request brings one. */
    private static final int COST = 5;

    private static final int MOST = 100 * COST;

    private final AtomicInteger balance = new AtomicInteger(MOST);

    /** As long as nothing is spent it writes nothing, so that event loops share the line. */
    void request() {
        if (balance.get() < MOST) {
            balance.incrementAndGet();
        }
    }

    boolean spend() {
        if (balance.addAndGet(-COST) >= 0) {
            return true;
        }
        balance.addAndGet(COST);
        return false;
    }
}
