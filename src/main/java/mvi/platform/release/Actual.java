package mvi.platform.release;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import mvi.platform.app.Generation;
import mvi.services.balancer.BalancerRoutes.HealthCheck;
import mvi.services.balancer.BalancerRoutes.ProxyProtocol;
import mvi.services.balancer.BalancerRoutes.Route;
import mvi.services.balancer.BalancerService.Health;
import mvi.services.container.Container;

/**
 * What there is of an app, read from the engine and the balancer just now.
 *
 * @param routes as they were last sent to the balancer
 * @param pauses how long a process that keeps crashing waits before its next start
 * @param answers of a release that is watched, by process, since that began
 */
public record Actual(
        List<Seen> containers,
        List<Route> routes,
        Map<String, Duration> pauses,
        Map<String, WatchedAnswers.Answers> answers) {
    private static final WatchedAnswers.Answers NONE = new WatchedAnswers.Answers(0, 0);

    /** None of a release that is not watched. */
    WatchedAnswers.Answers answers(String process) {
        return answers.getOrDefault(process, NONE);
    }

    /** What a container's test, run inside of it, says. */
    public enum Verdict {
        /** It has none. */
        NONE,
        /** It has not passed yet. */
        WAITING,
        PASSED,
        /** It passed once, and then failed as often in a row as makes it unwell. */
        FAILED
    }

    /**
     * A container of a process.
     *
     * @param port of its process in its own release; empty for one that takes no requests
     * @param check how it is asked whether it is well, by its own release
     * @param isHttp2 whether its port speaks HTTP/2 in clear
     * @param proxyProtocol which its port wants first on each connection
     * @param test what its own test says
     * @param age since its start, or since its end when it has ended
     * @param wellFor how long it has been well, as far as is known
     * @param health by the balancer's own view; empty when it does not know the target
     * @param drainingFor how long it has been draining, as far as is known
     * @param isOutputKept whether all that it said is in the log
     * @param isExitKnown whether its exit is on record
     */
    public record Seen(
            String id,
            String name,
            String process,
            Generation generation,
            Container.State state,
            OptionalInt port,
            HealthCheck check,
            boolean isHttp2,
            Optional<ProxyProtocol> proxyProtocol,
            Optional<String> address,
            Verdict test,
            Duration age,
            Duration wellFor,
            OptionalInt exitCode,
            boolean isOutOfMemory,
            Optional<Health> health,
            int inFlight,
            Optional<String> lastFailure,
            Duration drainingFor,
            boolean isOutputKept,
            boolean isExitKnown) {
        boolean isRunning() {
            return state == Container.State.RUNNING;
        }

        Seen wellFor(Duration known) {
            return new Seen(
                    id,
                    name,
                    process,
                    generation,
                    state,
                    port,
                    check,
                    isHttp2,
                    proxyProtocol,
                    address,
                    test,
                    age,
                    known,
                    exitCode,
                    isOutOfMemory,
                    health,
                    inFlight,
                    lastFailure,
                    drainingFor,
                    isOutputKept,
                    isExitKnown);
        }

        boolean hasEnded() {
            return state == Container.State.EXITED;
        }
    }
}
