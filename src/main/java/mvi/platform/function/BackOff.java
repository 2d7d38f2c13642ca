package mvi.platform.function;

import java.time.Duration;
import mvi.engines.base.Chance;

/**
 * How long to wait before the next attempt: four times as long as before the last, with a quarter
 * of it by chance, so that what failed together doesn't come again together.
 *
 * @param first before the second attempt
 * @param longest before any
 */
record BackOff(Duration first, Duration longest) {
    static final BackOff DEFAULT = new BackOff(Duration.ofSeconds(5), Duration.ofMinutes(5));

    private static final int FACTOR = 4;
    private static final int MOST_STEPS = 10;
    private static final int PERCENT = 100;
    private static final int LEAST_PERCENT = 75;

    /**
     * @param failures so far, from 1
     */
    Duration after(int failures, Chance chance) {
        Duration wait = first;
        for (int i = 1; i < Math.min(failures, MOST_STEPS) && wait.compareTo(longest) < 0; i++) {
            wait = wait.multipliedBy(FACTOR);
        }
        Duration bounded = wait.compareTo(longest) > 0 ? longest : wait;
        int percent = LEAST_PERCENT + chance.below(PERCENT - LEAST_PERCENT + 1);
        return bounded.multipliedBy(percent).dividedBy(PERCENT);
    }
}
