package mvi.engines.proxy;

/** Has deadlines; asked about them a few times a second, which costs less than a timer each. */
interface Ticked {
    void tick(long nowNanos);
}
