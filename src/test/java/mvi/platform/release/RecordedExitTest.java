package mvi.platform.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import mvi.manifest.AppProcess.Lifetime;
import mvi.manifest.AppProcess.Update;
import mvi.platform.app.Generation;
import mvi.services.balancer.BalancerRoutes.HealthCheck;
import mvi.services.balancer.BalancerRoutes.Policy;
import mvi.services.container.Container;
import org.junit.jupiter.api.Test;

/** Which ends of containers count as crashes, as the planner sees them. */
final class RecordedExitTest {
    private static final Generation GENERATION = new Generation(1, 0);

    @Test
    void aContainerThatIsMissedHasCrashed() {
        assertThat(recorded(2, running("one"), ended("two"))).containsExactly("two");
        assertThat(recorded(2, ended("one"), ended("two"))).containsExactly("one", "two");
    }

    @Test
    void aContainerThatWasOneTooManyWasToldToStop() {
        assertThat(recorded(1, running("one"), ended("two"))).isEmpty();
        assertThat(recorded(0, ended("one"))).isEmpty();
    }

    private static List<String> recorded(int count, Actual.Seen... containers) {
        Wanted wanted =
                new Wanted(
                        "app",
                        GENERATION,
                        ReleaseState.DONE,
                        List.of(
                                new Wanted.WantedProcess(
                                        "worker",
                                        Lifetime.SERVICE,
                                        List.of(),
                                        count,
                                        Update.DEFAULT,
                                        count,
                                        List.of(),
                                        List.of(),
                                        Policy.DEFAULT,
                                        Optional.empty(),
                                        Duration.ofSeconds(20),
                                        Duration.ofSeconds(10))),
                        Map.of(),
                        Set.of(),
                        false,
                        false);
        Actual actual = new Actual(List.of(containers), List.of(), Map.of(), Map.of());
        return RolloutPlanner.plan(wanted, actual).stream()
                .filter(Step.RecordExit.class::isInstance)
                .map(step -> ((Step.RecordExit) step).container().name())
                .toList();
    }

    private static Actual.Seen running(String name) {
        return seen(name, Container.State.RUNNING, OptionalInt.empty());
    }

    private static Actual.Seen ended(String name) {
        return seen(name, Container.State.EXITED, OptionalInt.of(143));
    }

    private static Actual.Seen seen(String name, Container.State state, OptionalInt exit) {
        return new Actual.Seen(
                name,
                name,
                "worker",
                GENERATION,
                state,
                OptionalInt.empty(),
                HealthCheck.DEFAULT,
                false,
                Optional.empty(),
                Optional.empty(),
                Actual.Verdict.NONE,
                Duration.ofSeconds(5),
                Duration.ZERO,
                exit,
                false,
                Optional.empty(),
                0,
                Optional.empty(),
                Duration.ZERO,
                true,
                false);
    }
}
