package mvi.services.balancer.back;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.proxy.AccessRecord;
import mvi.engines.proxy.AccessRing;
import mvi.services.balancer.BalancerAccesses;
import mvi.services.balancer.BalancerAccesses.Access;
import mvi.services.balancer.BalancerAccesses.Take;

/**
 * The proxy's access records in batches, each given again until it is acknowledged; those of a
 * process that leaves go through its successor.
 */
final class AccessBatches {
    /** All that the ring holds by default. */
    private static final int BATCH = 4096;

    /** Shorter than a call's time. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private static final Duration WAIT_BESIDE_ANOTHER = Duration.ofMillis(500);

    /** A batch of the longest must be small enough to be sent. */
    private static final int PATH = 2048;

    private static final int WORD = 255;

    private final AccessRing ring;
    private final Leaving before;
    private final Object taking = new Object();
    private long number;
    private long ofBefore;
    private volatile BalancerAccesses given = BalancerAccesses.NONE;

    /**
     * @param started makes numbers that no earlier process had
     */
    AccessBatches(AccessRing ring, Leaving before, Instant started) {
        this.ring = ring;
        this.before = before;
        this.number = started.toEpochMilli() << 20;
    }

    BalancerAccesses next(Take take) {
        synchronized (taking) {
            if (given.isEmpty() || given.number() == take.acknowledged()) {
                given = gathered(take.patience());
            }
            return given;
        }
    }

    /** Records that nobody has acknowledged. */
    int untaken() {
        return ring.size() + given.accesses().size();
    }

    private BalancerAccesses gathered(Duration wait) {
        List<Access> accesses = new ArrayList<>();
        Map<String, Long> lost = new HashMap<>(ring.takeLost());
        Optional<BalancerAccesses> theirs = before.accesses(ofBefore);
        theirs.ifPresent(
                batch -> {
                    ofBefore = batch.number();
                    accesses.addAll(batch.accesses());
                    batch.lost().forEach((route, count) -> lost.merge(route, count, Long::sum));
                });
        Duration most = theirs.isPresent() ? WAIT_BESIDE_ANOTHER : LONGEST_WAIT;
        boolean isWaiting = accesses.isEmpty() && lost.isEmpty();
        for (AccessRecord each : own(isWaiting ? shorter(wait, most) : Duration.ZERO)) {
            accesses.add(access(each));
        }
        return new BalancerAccesses(++number, accesses, lost);
    }

    private List<AccessRecord> own(Duration wait) {
        try {
            return ring.drain(BATCH, wait);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Access access(AccessRecord record) {
        return new Access(
                record.at(),
                record.route(),
                record.target(),
                record.client(),
                cut(record.method(), WORD),
                cut(record.host(), WORD),
                cut(record.path(), PATH),
                record.protocol(),
                record.status(),
                record.requestId(),
                record.traceId(),
                record.attempts(),
                record.connectMicros(),
                record.firstByteMicros(),
                record.totalMicros(),
                record.bytesIn(),
                record.bytesOut());
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "…";
    }
}
