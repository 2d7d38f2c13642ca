package mvi.engines.proxy;

import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The targets of a route. Of two picked at random the one with fewer requests in flight is claimed
 * (power of two choices), which needs no order kept between threads.
 */
public final class TargetPool {
    private static final Claim NO_HEALTHY_TARGET = new Claim.NoHealthyTarget();
    private static final Claim FULL = new Claim.Full();

    private final Target[] targets;

    TargetPool(List<Target> targets) {
        this.targets = targets.toArray(Target[]::new);
    }

    public List<Target> targets() {
        return List.of(targets);
    }

    /**
     * @param avoided a target that has just failed; claimed only when there is no other
     */
    Claim claim(RandomGenerator dice, @Nullable Target avoided) {
        int count = targets.length;
        if (count == 0) {
            return NO_HEALTHY_TARGET;
        }
        Target first = readyFrom(count == 1 ? 0 : dice.nextInt(count), avoided, null);
        if (first == null) {
            return avoided != null && avoided.isReady() ? enter(avoided) : NO_HEALTHY_TARGET;
        }
        Target second = count == 1 ? null : readyFrom(dice.nextInt(count), avoided, first);
        if (second != null && second.inFlight() < first.inFlight()) {
            first = second;
        }
        return first.enter() ? new Claim.Claimed(first) : anyWithRoom(avoided);
    }

    private @Nullable Target readyFrom(
            int start, @Nullable Target avoided, @Nullable Target other) {
        for (int i = 0; i < targets.length; i++) {
            Target target = targets[(start + i) % targets.length];
            if (target != avoided && target != other && target.isReady()) {
                return target;
            }
        }
        return null;
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
