package mvi.services.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Containers of this platform on this host; others' are never seen or touched. Every call is
 * idempotent where the engine allows it: starting what runs and removing what is gone are not
 * failures.
 *
 * <p>Problems: {@code engine-unavailable} UNAVAILABLE, {@code no-such-container} MISSING, {@code
 * image-missing} MISSING, {@code container-failed} INVALID with the engine's own words.
 */
public interface ContainerService {
    /**
     * Creates and starts; pulls the image if the engine lacks it. A container of that name that
     * exists is reused.
     */
    Container start(ContainerSpec spec);

    /** SIGTERM, the grace, SIGKILL; returns when it has ended. */
    void stop(String id, Duration grace);

    /** Removes a stopped container; its output must have been drained before. */
    void remove(String id);

    List<Container> list();

    Optional<Container> find(String idOrName);

    /**
     * Calls back for every start, exit and OOM of the platform's containers, and after what may
     * have been missed, from now on, until closed.
     */
    Subscription watch(Watcher watcher);

    /** CPU and memory of every running container, now. */
    List<Usage> usage();

    /** Runs a command in a running container; blocks until it ends and returns its exit code. */
    int exec(String id, List<String> command, Map<String, String> environment, Streams streams)
            throws IOException;

    /**
     * Runs a command in a running container and kills it after that time; its exit code. What it
     * says, on both streams, goes to {@code out}.
     */
    int test(String id, List<String> command, Duration limit, OutputStream out) throws IOException;

    /**
     * Attaches to a one-off container that was just started, until it ends; returns its exit code.
     */
    int attach(String id, Streams streams) throws IOException;

    /** Standard streams of an attached command; {@code in} may be empty. */
    record Streams(InputStream in, OutputStream out, OutputStream err) {}

    /**
     * @param cpuNanos CPU time since its start; counters grow
     */
    record Usage(
            String id,
            ContainerSpec.Labels labels,
            long cpuNanos,
            long memoryBytes,
            long memoryLimitBytes) {}

    /** Told that something changed; it re-reads the world itself. */
    @FunctionalInterface
    interface Watcher {
        void changed(String containerId, String what);
    }

    /** Ends a watch. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
