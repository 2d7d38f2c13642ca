package mvi.engines.policy;

/** What a rule does to a request that it covers. A deny wins over every allow. */
public enum Effect {
    ALLOW,
    DENY
}
