package mvi.engines.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.LongAdder;

/** Access records until somebody fetches them: a full ring drops and counts, it never waits. */
public final class AccessRing {
    private final ArrayBlockingQueue<AccessRecord> records;
    private final LongAdder dropped = new LongAdder();

    AccessRing(int capacity) {
        this.records = new ArrayBlockingQueue<>(capacity);
    }

    /** Asked first, so that nothing is made only to be thrown away. */
    boolean hasRoom() {
        if (records.remainingCapacity() > 0) {
            return true;
        }
        dropped.increment();
        return false;
    }

    void add(AccessRecord record) {
        if (!records.offer(record)) {
            dropped.increment();
        }
    }

    /** Takes out what has gathered, oldest first. */
    public List<AccessRecord> drain(int most) {
        List<AccessRecord> taken = new ArrayList<>();
        records.drainTo(taken, most);
        return taken;
    }

    public long dropped() {
        return dropped.sum();
    }
}
