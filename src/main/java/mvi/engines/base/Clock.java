package mvi.engines.base;

import java.time.Duration;
import java.time.Instant;

/** Time, as a port: the wall clock for records, a monotonic one for durations, and waiting. */
public interface Clock {
    Instant now();

    /** Monotonic nanoseconds with an arbitrary origin; for differences only. */
    long nanos();

    void sleep(Duration duration) throws InterruptedException;

    static Clock system() {
        return SystemClock.INSTANCE;
    }
}
