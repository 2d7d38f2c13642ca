package mvi.services.balancer.back;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Events;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import mvi.services.balancer.BalancerAccesses;
import mvi.services.balancer.BalancerRoutes;
import mvi.services.balancer.BalancerService.TargetState;
import mvi.services.balancer.LiveBalancer;

/**
 * The load balancer's process before this one, which still answers on the connections that it has:
 * it is told each change of routes, so that it sends nothing to a target that is gone, and what it
 * has in flight counts, so that no target is stopped under it.
 */
public final class Leaving {
    private final Events events;
    private volatile Optional<LiveBalancer> process = Optional.empty();

    public Leaving(Events events) {
        this.events = events;
    }

    /** It has been told to leave. */
    public void began(LiveBalancer before) {
        process = Optional.of(before);
    }

    void apply(BalancerRoutes routes) {
        ask(
                before -> {
                    before.apply(routes);
                    return routes;
                });
    }

    /** These with what is in flight there. */
    List<TargetState> addTo(List<TargetState> targets) {
        Map<List<String>, Integer> inFlight = new HashMap<>();
        ask(LiveBalancer::targets)
                .ifPresent(
                        all ->
                                all.forEach(
                                        each ->
                                                inFlight.put(
                                                        List.of(each.routeId(), each.targetId()),
                                                        each.inFlight())));
        if (inFlight.isEmpty()) {
            return targets;
        }
        return targets.stream()
                .map(
                        each ->
                                new TargetState(
                                        each.routeId(),
                                        each.targetId(),
                                        each.health(),
                                        each.inFlight()
                                                + inFlight.getOrDefault(
                                                        List.of(each.routeId(), each.targetId()),
                                                        0),
                                        each.lastFailure()))
                .toList();
    }

    /** Empty once it is gone. */
    Optional<BalancerAccesses> accesses(long acknowledged) {
        return ask(
                before -> before.accesses(new BalancerAccesses.Take(acknowledged, Duration.ZERO)));
    }

    /** Asked of a process. */
    private interface Question<T> {
        T of(LiveBalancer before);
    }

    private <T> Optional<T> ask(Question<T> question) {
        Optional<LiveBalancer> before = process;
        if (before.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(question.of(before.get()));
        } catch (Problem gone) {
            if (gone.kind() == Kind.MISSING) {
                // An earlier build, which doesn't know the question but answers others.
                return Optional.empty();
            }
            process = Optional.empty();
            events.info("balance.predecessor-gone");
            return Optional.empty();
        }
    }
}
