package mvi.engines.proxy;

/** What came of asking a pool for a target. */
sealed interface Claim {
    /** Room for one request at this target, until it is closed (once). */
    record Claimed(Target target) implements Claim, AutoCloseable {
        @Override
        public void close() {
            target.room().released(target);
        }
    }

    /** Nobody is well. */
    record NoHealthyTarget() implements Claim {}

    /** All that are well are at their limit. */
    record Full() implements Claim {}
}
