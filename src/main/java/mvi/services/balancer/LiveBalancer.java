package mvi.services.balancer;

import java.util.function.Consumer;

/** The load balancer with what its own control socket adds: what it routes by, and its changes. */
public interface LiveBalancer extends BalancerService {
    /** What it routes by now; generation 0 without a route when it was never told. */
    BalancerRoutes routes();

    /** Requests that it has answered: the next batch once the last is acknowledged. */
    BalancerAccesses accesses(BalancerAccesses.Take take);

    /**
     * Takes no connections any more, since another process does; what it has goes on, by the routes
     * that it is still told. Returns when that is so.
     */
    void leave();

    /**
     * Tells of changes until it is closed. The watcher is called by one thread at a time and must
     * not block long.
     */
    Watch watch(Consumer<BalancerEvent> watcher);

    /** A watch that can be ended. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
