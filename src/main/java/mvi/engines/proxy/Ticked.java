package mvi.engines.proxy;

import java.time.Duration;

/** Has deadlines; asked about them a few times a second, which costs less than a timer each. */
interface Ticked {
    void tick(long nowNanos);

    static boolean isPast(long nowNanos, long sinceNanos, Duration limit) {
        return nowNanos - sinceNanos > limit.toNanos();
    }

    /** The proxy is going, and has time: who can be told without loss is told. */
    default void leave() {}

    /** The proxy is stopping: what rests closes now, what is busy when it is done. */
    default void drain() {}
}
