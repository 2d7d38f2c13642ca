package mvi.engines.proxy;

import java.time.Duration;

/**
 * When a target that passes its checks but breaks its requests is left alone for a while, pure.
 *
 * @param failures requests in a row that it did not answer
 * @param times it was ejected since it last answered
 */
record Ejection(int failures, int times, boolean isOut, long untilNanos) {
    static final Ejection NONE = new Ejection(0, 0, false, 0);

    /** Failures in a row that eject. */
    static final int FAILURES = 5;

    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final int DOUBLINGS = 5;

    boolean isEjected(long nowNanos) {
        return isOut && nowNanos - untilNanos < 0;
    }

    /**
     * @param mayEject whether enough others are left
     */
    Ejection failed(long nowNanos, boolean mayEject) {
        if (failures + 1 < FAILURES || !mayEject || isEjected(nowNanos)) {
            return new Ejection(Math.min(failures + 1, FAILURES), times, isOut, untilNanos);
        }
        Duration time = FIRST.multipliedBy(1L << Math.min(times, DOUBLINGS));
        if (time.compareTo(LONGEST) > 0) {
            time = LONGEST;
        }
        return new Ejection(0, times + 1, true, nowNanos + time.toNanos());
    }
}
