package mvi.engines.base;

/**
 * What sort of failure a {@link Problem} is; each front maps it to its own wire codes,
 * exhaustively.
 */
public enum Kind {
    /** What was named does not exist. */
    MISSING,
    /** It exists already, or somebody else was first. */
    CONFLICT,
    /** The request itself is wrong. */
    INVALID,
    /** The caller is unknown or may not do this. */
    DENIED,
    /** A named limit was reached. */
    LIMIT,
    /** It may work later: a dependency is away, or the disk is full. */
    UNAVAILABLE,
    /** A fault of ours; strangers see no detail. */
    BUG
}
