package mvi.platform.release;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mvi.manifest.AppProcess.Dependency;
import mvi.manifest.AppProcess.Lifetime;
import mvi.manifest.AppProcess.Update;
import mvi.platform.app.Generation;
import mvi.services.balancer.BalancerRoutes.Listener;
import mvi.services.balancer.BalancerRoutes.Policy;
import mvi.services.balancer.BalancerRoutes.Tls;

/**
 * What an app should be, as the planner takes it.
 *
 * @param generation NONE when nothing should run
 * @param state of the desired release; DONE when nothing is wanted
 * @param leaving how the balancer reaches processes of the release before, until they are gone
 * @param ended names of containers whose end for good is on record
 * @param isStopDue whether its databases are to stop once nothing runs
 * @param isPurgeDue whether its data is to go once nothing runs
 */
public record Wanted(
        String app,
        Generation generation,
        ReleaseState state,
        List<WantedProcess> processes,
        Map<String, Left> leaving,
        Set<String> ended,
        boolean isStopDue,
        boolean isPurgeDue) {
    /** Whether its containers are still to prove themselves. */
    boolean isRolling() {
        return !state.isFinal();
    }

    /** Whether they are all there and nothing is left to do but wait. */
    boolean isWatched() {
        return state == ReleaseState.WATCHING;
    }

    /** Whether the end of this container was the end of its work. */
    boolean isEndForGood(Actual.Seen container) {
        if (!container.hasEnded() || !container.generation().equals(generation)) {
            return false;
        }
        boolean isSuccess = container.exitCode().orElse(-1) == 0 && !container.isOutOfMemory();
        return switch (process(container.process())
                .map(WantedProcess::lifetime)
                .orElse(Lifetime.SERVICE)) {
            case SERVICE -> false;
            case STEP, UNTIL_SUCCESS -> isSuccess;
            // What becomes of its events is not the release's to judge.
            case FUNCTION -> true;
            case ONCE -> isSuccess || !isRolling();
        };
    }

    boolean isEndToRecord(Actual.Seen container) {
        return isEndForGood(container) && !ended.contains(container.name());
    }

    Optional<WantedProcess> process(String name) {
        return processes.stream().filter(process -> process.name().equals(name)).findFirst();
    }

    /**
     * A process of the release before.
     *
     * @param listeners where the balancer listens for it alone
     * @param tls what the balancer asks of the TLS of its clients
     */
    public record Left(List<Listener> listeners, Optional<Tls> tls) {
        static final Left NOTHING = new Left(List.of(), Optional.empty());
    }

    /**
     * One process.
     *
     * @param lifetime what the end of a container means
     * @param dependencies what has to be there before a new release starts it
     * @param count containers wanted, those that ended for good taken off
     * @param update how containers are replaced
     * @param floor healthy ones that must stay while old ones are replaced
     * @param hosts for which the balancer sends requests to it; empty without a port
     * @param listeners where the balancer listens for it alone
     * @param policy how the balancer takes its requests
     * @param tls what the balancer asks of the TLS of its clients
     * @param deadline for a new container to get well
     * @param grace between SIGTERM and SIGKILL, and for what is in flight when draining
     */
    public record WantedProcess(
            String name,
            Lifetime lifetime,
            List<Dependency> dependencies,
            int count,
            Update update,
            int floor,
            List<String> hosts,
            List<Listener> listeners,
            Policy policy,
            Optional<Tls> tls,
            Duration deadline,
            Duration grace) {
        boolean isStep() {
            return lifetime == Lifetime.STEP;
        }
    }
}
