package mvi.engines.base;

/** What rules say of one permission. */
public enum Decision {
    ALLOWED,
    DENIED,
    /** Nothing was said; in the end that is a no. */
    UNDECIDED;

    /** What both say together: a denial wins, then leave. */
    public Decision with(Decision other) {
        if (this == DENIED || other == DENIED) {
            return DENIED;
        }
        return this == ALLOWED ? ALLOWED : other;
    }
}
