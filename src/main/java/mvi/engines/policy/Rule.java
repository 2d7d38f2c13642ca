package mvi.engines.policy;

/** One sentence about who may what. */
public sealed interface Rule permits Grant, Statement {
    Effect effect();

    /** Whether the rule speaks of such a request at all. */
    boolean covers(AccessRequest request);
}
