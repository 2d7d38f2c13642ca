package mvi.engines.proxy;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** Counters of one route since the proxy's start. */
public final class RouteStats {
    private static final int STATUS_CLASSES = 5;

    private final long[] boundsNanos;
    private final AtomicLongArray statusClasses = new AtomicLongArray(STATUS_CLASSES);
    private final AtomicLongArray latency;
    private final LongAdder latencyNanos = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder ejections = new LongAdder();
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();

    RouteStats(long[] boundsNanos) {
        this.boundsNanos = boundsNanos;
        this.latency = new AtomicLongArray(boundsNanos.length + 1);
    }

    void count(int status, long nanos, long in, long out) {
        statusClasses.incrementAndGet(Math.clamp(status / 100 - 1, 0, STATUS_CLASSES - 1));
        int bucket = 0;
        while (bucket < boundsNanos.length && nanos > boundsNanos[bucket]) {
            bucket++;
        }
        latency.incrementAndGet(bucket);
        latencyNanos.add(nanos);
        countBytes(in, out);
    }

    void countEjection() {
        ejections.increment();
    }

    /** Connections that were tried for a request after its first one. */
    void retried(int times) {
        retries.add(times);
    }

    /** Of a connection that is not HTTP. */
    void countBytes(long in, long out) {
        bytesIn.add(in);
        bytesOut.add(out);
    }

    public Reading read() {
        long[] classes = new long[STATUS_CLASSES];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = statusClasses.get(i);
        }
        long[] cumulative = new long[latency.length()];
        long sum = 0;
        for (int i = 0; i < cumulative.length; i++) {
            sum += latency.get(i);
            cumulative[i] = sum;
        }
        return new Reading(
                classes,
                cumulative,
                latencyNanos.sum() / 1e9,
                retries.sum(),
                ejections.sum(),
                bytesIn.sum(),
                bytesOut.sum());
    }

    /**
     * @param statusClasses index 0 for 1xx to 4 for 5xx
     * @param latencyBuckets cumulative by the bounds that the proxy was given, then all
     * @param retries connections that were tried for a request after its first one
     * @param ejections of targets that broke their requests
     * @param bytesIn of request bodies
     * @param bytesOut of response bodies
     */
    public record Reading(
            long[] statusClasses,
            long[] latencyBuckets,
            double latencySumSeconds,
            long retries,
            long ejections,
            long bytesIn,
            long bytesOut) {}
}
