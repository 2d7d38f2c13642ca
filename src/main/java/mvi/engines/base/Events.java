package mvi.engines.base;

/**
 * The platform's own log: one line of key and value per event, on standard error of its process,
 * without secrets. {@code warn} is for what a person can act on.
 */
public interface Events {
    void info(String event, Object... keysAndValues);

    void warn(String event, Object... keysAndValues);

    static Events to(Appendable out, Clock clock) {
        return new LineEvents(out, clock);
    }
}
