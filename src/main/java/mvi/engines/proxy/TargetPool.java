package mvi.engines.proxy;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import mvi.engines.proxy.RoutePolicy.Balancing;
import org.jspecify.annotations.Nullable;

/**
 * The targets of a route. Of two picked at random the one with fewer requests in flight is claimed
 * (power of two choices), which needs no order kept between threads; or each in its turn.
 */
public final class TargetPool {
    private static final Claim NO_HEALTHY_TARGET = new Claim.NoHealthyTarget();
    private static final Claim FULL = new Claim.Full();

    private final Target[] targets;
    private final Balancing balancing;
    private final long slowStartNanos;
    private final AtomicInteger turn = new AtomicInteger();

    TargetPool(List<Target> targets, RoutePolicy policy) {
        this.targets = targets.toArray(Target[]::new);
        this.balancing = policy.balancing();
        this.slowStartNanos = policy.slowStart().toNanos();
    }

    public List<Target> targets() {
        return List.of(targets);
    }

    /**
     * @param avoided a target that has just failed; claimed only when there is no other
     * @param wish the key of the target that is claimed if it can be, or null
     */
    Claim claim(
            RandomGenerator dice, long nowNanos, @Nullable Target avoided, @Nullable String wish) {
        Target chosen = wish == null ? null : wished(wish, nowNanos, avoided);
        if (chosen == null) {
            chosen = pick(dice, nowNanos, avoided);
        }
        if (chosen == null) {
            return avoided != null && avoided.isReady() ? enter(avoided) : NO_HEALTHY_TARGET;
        }
        return chosen.enter() ? new Claim.Claimed(chosen) : anyWithRoom(avoided);
    }

    /** Counts a request that the target did not answer; whether it is ejected by that. */
    boolean failed(Target target, long nowNanos) {
        int ready = 0;
        int ejected = 0;
        for (Target each : targets) {
            if (each != target && each.isReady()) {
                ready++;
                ejected += each.isEjected(nowNanos) ? 1 : 0;
            }
        }
        // Half of them stay, whatever they do.
        return target.failed(nowNanos, ready - ejected > ejected);
    }

    private @Nullable Target wished(String wish, long nowNanos, @Nullable Target avoided) {
        for (Target target : targets) {
            if (target.stickyKey().equals(wish)) {
                boolean isThere =
                        target != avoided && target.isReady() && !target.isEjected(nowNanos);
                return isThere ? target : null;
            }
        }
        return null;
    }

    private @Nullable Target pick(RandomGenerator dice, long nowNanos, @Nullable Target avoided) {
        int count = targets.length;
        if (count == 0) {
            return null;
        }
        if (balancing == Balancing.ROUND_ROBIN) {
            int next = Math.floorMod(turn.getAndIncrement(), count);
            return readyFrom(next, dice, nowNanos, avoided, null);
        }
        Target first =
                readyFrom(count == 1 ? 0 : dice.nextInt(count), dice, nowNanos, avoided, null);
        if (first == null || count == 1) {
            return first;
        }
        Target second = readyFrom(dice.nextInt(count), dice, nowNanos, avoided, first);
        return second != null && second.inFlight() < first.inFlight() ? second : first;
    }

    /**
     * The next one that is fully there; else, unless there is another one already, one that is
     * still warming up, else one that is ejected.
     */
    private @Nullable Target readyFrom(
            int start,
            RandomGenerator dice,
            long nowNanos,
            @Nullable Target avoided,
            @Nullable Target other) {
        Target cold = null;
        Target ejected = null;
        for (int i = 0; i < targets.length; i++) {
            Target target = targets[(start + i) % targets.length];
            if (target == avoided || target == other || !target.isReady()) {
                continue;
            }
            if (target.isEjected(nowNanos)) {
                ejected = target;
            } else if (isWarm(target, dice, nowNanos)) {
                return target;
            } else {
                cold = target;
            }
        }
        if (other != null) {
            return null;
        }
        return cold == null ? ejected : cold;
    }

    /** With a chance that grows with its time. */
    private boolean isWarm(Target target, RandomGenerator dice, long nowNanos) {
        return slowStartNanos == 0
                || dice.nextLong(slowStartNanos) < nowNanos - target.healthySince();
    }

    private Claim anyWithRoom(@Nullable Target avoided) {
        for (Target target : targets) {
            if (target != avoided && target.isReady() && target.enter()) {
                return new Claim.Claimed(target);
            }
        }
        return FULL;
    }

    private static Claim enter(Target target) {
        return target.enter() ? new Claim.Claimed(target) : FULL;
    }
}
