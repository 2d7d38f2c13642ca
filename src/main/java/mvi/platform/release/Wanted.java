package mvi.platform.release;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import mvi.platform.app.Generation;
import mvi.services.balancer.BalancerRoutes.Listener;

/**
 * What an app should be, as the planner takes it.
 *
 * @param generation NONE when nothing should run
 * @param state of the desired release; DONE when nothing is wanted
 * @param isStopDue whether its databases are to stop once nothing runs
 * @param isPurgeDue whether its data is to go once nothing runs
 */
public record Wanted(
        String app,
        Generation generation,
        ReleaseState state,
        List<WantedProcess> processes,
        boolean isStopDue,
        boolean isPurgeDue) {
    /** Whether its containers are still to prove themselves. */
    boolean isRolling() {
        return !state.isFinal();
    }

    Optional<WantedProcess> process(String name) {
        return processes.stream().filter(process -> process.name().equals(name)).findFirst();
    }

    /**
     * One process.
     *
     * @param count containers wanted
     * @param floor healthy ones that must stay while old ones are replaced
     * @param hosts for which the balancer sends requests to it; empty without a port
     * @param listeners where the balancer listens for it alone
     * @param deadline for a new container to get well
     * @param grace between SIGTERM and SIGKILL, and for what is in flight when draining
     */
    public record WantedProcess(
            String name,
            int count,
            int floor,
            List<String> hosts,
            List<Listener> listeners,
            Duration deadline,
            Duration grace) {}
}
