package mvi.engines.proxy;

/** Has deadlines; asked about them a few times a second, which costs less than a timer each. */
interface Ticked {
    void tick(long nowNanos);

    /** The proxy is stopping: what rests closes now, what is busy when it is done. */
    default void drain() {}
}
