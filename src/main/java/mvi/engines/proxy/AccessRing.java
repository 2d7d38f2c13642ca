package mvi.engines.proxy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Access records until somebody takes them: a full ring drops and counts, it never waits. */
public final class AccessRing {
    private final ArrayBlockingQueue<AccessRecord> records;
    private final Map<String, Long> lost = new ConcurrentHashMap<>();

    AccessRing(int capacity) {
        this.records = new ArrayBlockingQueue<>(capacity);
    }

    /** Asked first, so that nothing is made only to be thrown away. */
    boolean hasRoom(String route) {
        if (records.remainingCapacity() > 0) {
            return true;
        }
        lost.merge(route, 1L, Long::sum);
        return false;
    }

    void add(AccessRecord record) {
        if (!records.offer(record)) {
            lost.merge(record.route(), 1L, Long::sum);
        }
    }

    /** Takes out what has gathered, oldest first. */
    public List<AccessRecord> drain(int most) {
        List<AccessRecord> taken = new ArrayList<>();
        records.drainTo(taken, most);
        return taken;
    }

    /** As {@link #drain}; waits for the first one. */
    public List<AccessRecord> drain(int most, Duration wait) throws InterruptedException {
        AccessRecord first = records.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
        if (first == null) {
            return List.of();
        }
        List<AccessRecord> taken = drain(most - 1);
        taken.addFirst(first);
        return taken;
    }

    public int size() {
        return records.size();
    }

    /** How many of each route were dropped since this was asked last. */
    public Map<String, Long> takeLost() {
        Map<String, Long> taken = new HashMap<>();
        for (String route : lost.keySet()) {
            Long count = lost.remove(route);
            if (count != null) {
                taken.put(route, count);
            }
        }
        return taken;
    }
}
