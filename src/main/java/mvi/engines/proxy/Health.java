package mvi.engines.proxy;

/** What the proxy makes of a target. */
public enum Health {
    /** Not yet seen well. */
    ADDING,
    HEALTHY,
    UNHEALTHY
}
