package mvi.platform.function;

import java.time.Duration;

/** How a container is handed one event at a time, and gives its answer. */
sealed interface Wire permits LambdaWire, HttpWire {
    /**
     * Returns when the container is ready for its first event. {@link Readiness.Failed} says why it
     * never will be.
     */
    Readiness awaitReady(Duration limit) throws InterruptedException;

    /** One event, to its end or the limit's. */
    Reply call(Invocation invocation, Duration limit) throws InterruptedException;

    /** The container has ended: whoever waits for it need not wait any longer. */
    void ended();

    /** Whether a container can take events. */
    sealed interface Readiness {
        record Ready() implements Readiness {}

        record Failed(Fault fault) implements Readiness {}

        record TimedOut() implements Readiness {}

        record Ended() implements Readiness {}
    }

    /** What a container made of an event. */
    sealed interface Reply {
        record Answer(byte[] payload) implements Reply {}

        record Error(Fault fault) implements Reply {}

        record TimedOut() implements Reply {}

        /**
         * The container ended.
         *
         * @param isBegun whether it had taken the event before
         */
        record Ended(boolean isBegun) implements Reply {}
    }
}
