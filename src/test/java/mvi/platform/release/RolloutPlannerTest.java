package mvi.platform.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import mvi.manifest.AppProcess.Condition;
import mvi.manifest.AppProcess.Dependency;
import mvi.manifest.AppProcess.Lifetime;
import mvi.manifest.AppProcess.Order;
import mvi.manifest.AppProcess.Update;
import mvi.platform.app.Generation;
import mvi.platform.release.Actual.Verdict;
import mvi.services.balancer.BalancerRoutes;
import mvi.services.balancer.BalancerRoutes.HealthCheck;
import mvi.services.balancer.BalancerRoutes.Listener;
import mvi.services.balancer.BalancerRoutes.Policy;
import mvi.services.balancer.BalancerService.Health;
import mvi.services.container.Container;
import org.junit.jupiter.api.Test;

/** Steps of a release, conditions between processes, and containers whose end is the end. */
final class RolloutPlannerTest {
    private static final Generation NEW = new Generation(2, 0);
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final List<Wanted.WantedProcess> processes = new ArrayList<>();
    private final List<Actual.Seen> seen = new ArrayList<>();
    private final Map<String, Wanted.Left> leaving = new HashMap<>();
    private final Set<String> ended = new HashSet<>();
    private final Map<String, WatchedAnswers.Answers> answers = new HashMap<>();
    private ReleaseState state = ReleaseState.STARTING;
    private Update update = Update.DEFAULT;
    private Generation generation = NEW;

    @Test
    void aStepRunsFirstAndWhatWaitsForItOnlyOnceItHasEnded() {
        want("migrate", Lifetime.STEP, 1);
        want("web", Lifetime.SERVICE, 2, new Dependency("migrate", Condition.COMPLETED));
        assertThat(starts()).containsExactly("migrate");

        run("migrate", 60, Verdict.NONE);
        assertThat(starts()).isEmpty();
        assertThat(steps()).noneMatch(Step.MarkRelease.class::isInstance);

        end("migrate", 0);
        assertThat(starts()).isEmpty();
        assertThat(steps())
                .anyMatch(Step.RecordEnd.class::isInstance)
                .anyMatch(Step.RemoveContainer.class::isInstance)
                .noneMatch(Step.Undo.class::isInstance)
                .noneMatch(Step.RecordExit.class::isInstance);

        processes.clear();
        want("migrate", Lifetime.STEP, 0);
        want("web", Lifetime.SERVICE, 2, new Dependency("migrate", Condition.COMPLETED));
        ended.add("migrate-0");
        assertThat(starts()).containsExactly("web", "web");
        assertThat(steps()).noneMatch(Step.RecordEnd.class::isInstance);
    }

    @Test
    void aStepThatFailsOrHangsUndoesTheRelease() {
        want("migrate", Lifetime.STEP, 1);
        end("migrate", 3);
        assertThat(undone()).contains("migrate ended with exit code 3");

        seen.clear();
        run("migrate", 30, Verdict.NONE);
        assertThat(steps()).noneMatch(Step.Undo.class::isInstance);
        seen.clear();
        run("migrate", 61, Verdict.NONE);
        assertThat(undone()).contains("migrate had not ended within 60 s");
    }

    @Test
    void aConditionIsWaitedForInARolloutAlone() {
        want("api", Lifetime.SERVICE, 1);
        want("web", Lifetime.SERVICE, 1, new Dependency("api", Condition.HEALTHY));
        want("log", Lifetime.SERVICE, 1, new Dependency("api", Condition.STARTED));
        want("own", Lifetime.SERVICE, 1, new Dependency("database", Condition.HEALTHY));
        want("pre", Lifetime.STEP, 1, new Dependency("api", Condition.LINKED));
        assertThat(starts()).containsExactly("api", "own", "pre");
        run("api", 1, Verdict.WAITING);
        assertThat(starts()).containsExactly("log", "own", "pre");
        seen.clear();
        run("api", 1, Verdict.PASSED);
        assertThat(starts()).containsExactly("log", "own", "pre", "web");

        seen.clear();
        state = ReleaseState.DONE;
        assertThat(starts()).containsExactly("api", "log", "own", "pre", "web");
    }

    @Test
    void aTestThatDoesNotPassInTimeUndoesTheReleaseAndSaysWhatItSaid() {
        want("worker", Lifetime.SERVICE, 1);
        run("worker", 61, Verdict.WAITING);
        assertThat(undone())
                .contains("worker was not healthy within 60 s: its test failed: exit 1");
        seen.clear();
        run("worker", 61, Verdict.PASSED);
        assertThat(steps())
                .contains(new Step.MarkRelease(ReleaseState.DONE))
                .noneMatch(Step.Undo.class::isInstance);
    }

    @Test
    void onceIsOnceAndUntilSuccessIsUntilSuccess() {
        state = ReleaseState.DONE;
        want("job", Lifetime.UNTIL_SUCCESS, 1);
        end("job", 1);
        assertThat(starts()).containsExactly("job");
        assertThat(steps()).anyMatch(Step.RecordExit.class::isInstance);
        seen.clear();
        end("job", 0);
        assertThat(steps())
                .anyMatch(Step.RecordEnd.class::isInstance)
                .noneMatch(Step.RecordExit.class::isInstance);

        processes.clear();
        seen.clear();
        want("once", Lifetime.ONCE, 1);
        end("once", 1);
        assertThat(steps())
                .anyMatch(Step.RecordEnd.class::isInstance)
                .anyMatch(Step.RecordExit.class::isInstance);
        state = ReleaseState.STARTING;
        assertThat(undone()).contains("once ended with exit code 1");

        processes.clear();
        seen.clear();
        state = ReleaseState.DONE;
        want("web", Lifetime.SERVICE, 1);
        end("web", 0);
        assertThat(starts()).containsExactly("web");
        assertThat(steps()).anyMatch(Step.RecordExit.class::isInstance);
    }

    @Test
    void whatWasToldToEndHasNotDoneItsWork() {
        state = ReleaseState.DONE;
        want("job", Lifetime.UNTIL_SUCCESS, 1);
        run("job", 60, Verdict.NONE);
        add("job", 5, Verdict.NONE, OptionalInt.empty(), OptionalInt.of(0));
        assertThat(steps())
                .anyMatch(Step.RemoveContainer.class::isInstance)
                .noneMatch(Step.RecordEnd.class::isInstance);
    }

    @Test
    void oldOnesGoFirstOnlyOnceTheNextMayStart() {
        update = new Update(1, Order.STOP_FIRST, Duration.ofSeconds(30), Duration.ZERO);
        want("migrate", Lifetime.STEP, 1);
        want("worker", Lifetime.SERVICE, 2, new Dependency("migrate", Condition.COMPLETED));
        runOld("worker");
        runOld("worker");
        assertThat(starts()).containsExactly("migrate");
        assertThat(stopped()).isEmpty();

        processes.clear();
        want("worker", Lifetime.SERVICE, 2);
        assertThat(starts()).isEmpty();
        assertThat(stopped()).containsExactly("worker-0");
        seen.removeFirst();
        assertThat(starts()).containsExactly("worker");
        assertThat(stopped()).isEmpty();
        run("worker", 29, Verdict.PASSED);
        assertThat(stopped()).as("within its delay").isEmpty();
        seen.removeLast();
        run("worker", 30, Verdict.PASSED);
        assertThat(stopped()).containsExactly("worker-1");
    }

    @Test
    void theNextStartsOnlyOnceTheLastHasBeenWellForItsDelay() {
        update = new Update(1, Order.START_FIRST, Duration.ofSeconds(30), Duration.ZERO);
        want("worker", Lifetime.SERVICE, 2);
        runOld("worker");
        assertThat(starts()).containsExactly("worker");
        run("worker", 29, Verdict.PASSED);
        assertThat(starts()).isEmpty();
        seen.removeLast();
        run("worker", 30, Verdict.PASSED);
        assertThat(starts()).containsExactly("worker");
    }

    @Test
    void aReleaseIsDoneOnlyOnceItHasBeenWatchedAndACrashMeanwhileUndoesIt() {
        update = new Update(1, Order.START_FIRST, Duration.ZERO, Duration.ofSeconds(30));
        want("worker", Lifetime.SERVICE, 1);
        run("worker", 29, Verdict.PASSED);
        assertThat(steps()).contains(new Step.MarkRelease(ReleaseState.WATCHING));
        state = ReleaseState.WATCHING;
        assertThat(steps()).isEmpty();
        end("worker", 1);
        assertThat(undone()).contains("worker ended with exit code 1");
        seen.clear();
        run("worker", 30, Verdict.PASSED);
        assertThat(steps()).containsExactly(new Step.MarkRelease(ReleaseState.DONE));
    }

    @Test
    void aReleaseThatAnswersWithErrorsWhileItIsWatchedIsUndone() {
        update = new Update(1, Order.START_FIRST, Duration.ZERO, Duration.ofSeconds(30));
        state = ReleaseState.WATCHING;
        want("web", Lifetime.SERVICE, 1);
        add("web", 5, Verdict.NONE, OptionalInt.of(8080), OptionalInt.empty());
        answers.put("web", new WatchedAnswers.Answers(40, 20));
        assertThat(steps()).isEmpty();
        answers.put("web", new WatchedAnswers.Answers(40, 21));
        assertThat(undone()).contains("web answered 21 of 40 requests with a status of 5xx");
    }

    @Test
    void requestsGoToWhoseTestPasses() {
        want("web", Lifetime.SERVICE, 2);
        add("web", 5, Verdict.WAITING, OptionalInt.of(8080), OptionalInt.empty());
        assertThat(targets()).isEmpty();
        add("web", 5, Verdict.FAILED, OptionalInt.of(8080), OptionalInt.empty());
        assertThat(targets()).as("better than nobody").containsExactly("web-1");
        add("web", 5, Verdict.PASSED, OptionalInt.of(8080), OptionalInt.empty());
        assertThat(targets()).containsExactly("web-2");
    }

    @Test
    void aProcessThatIsNoMoreKeepsItsNameWhileItRuns() {
        want("web", Lifetime.SERVICE, 1);
        Listener listener = new Listener("100.64.0.1", 20_000, 0, false);
        var tls = Optional.of(new BalancerRoutes.Tls("PEM", Optional.empty(), false));
        leaving.put("old", new Wanted.Left(List.of(listener), tls));
        assertThat(actual().routes()).isEmpty();
        add("old", 5, Verdict.NONE, OptionalInt.of(8080), OptionalInt.empty());
        assertThat(actual().routes().getFirst().listeners()).containsExactly(listener);
        assertThat(actual().routes().getFirst().tls()).isEqualTo(tls);
    }

    @Test
    void whatTheReleaseBeforeAsksOfClientsIsAskedUntilItsContainersAreGone() {
        want("web", Lifetime.SERVICE, 1);
        var tls = Optional.of(new BalancerRoutes.Tls("PEM", Optional.empty(), false));
        leaving.put("web", new Wanted.Left(List.of(), tls));
        generation = new Generation(1, 0);
        add("web", 60, Verdict.PASSED, OptionalInt.of(8080), OptionalInt.empty());
        generation = NEW;
        add("web", 5, Verdict.PASSED, OptionalInt.of(8080), OptionalInt.empty());
        assertThat(actual().routes().getFirst().tls()).isEqualTo(tls);
        seen.removeFirst();
        assertThat(actual().routes().getFirst().tls()).isEmpty();
    }

    @Test
    void aReleaseOfFunctionsAloneIsDoneOnceWhatTheyNeedIsThere() {
        want("thumb", Lifetime.FUNCTION, 0);
        want("nightly", Lifetime.FUNCTION, 0, new Dependency("thumb", Condition.STARTED));
        assertThat(steps())
                .containsExactly(
                        new Step.EnsureNetwork(),
                        new Step.EnsureLinks(),
                        new Step.MarkRelease(ReleaseState.DONE));
    }

    @Test
    void theEndOfAFunctionsContainerUndoesNoRelease() {
        want("thumb", Lifetime.FUNCTION, 0);
        end("thumb", 1);
        assertThat(steps())
                .noneMatch(Step.Undo.class::isInstance)
                .noneMatch(Step.RecordEnd.class::isInstance);
    }

    private void want(String name, Lifetime lifetime, int count, Dependency... dependencies) {
        processes.add(
                new Wanted.WantedProcess(
                        name,
                        lifetime,
                        List.of(dependencies),
                        count,
                        update,
                        count,
                        List.of(),
                        List.of(),
                        Policy.DEFAULT,
                        Optional.empty(),
                        Duration.ofSeconds(60),
                        GRACE));
    }

    private void runOld(String process) {
        generation = new Generation(1, 0);
        run(process, 60, Verdict.PASSED);
        generation = NEW;
    }

    private List<String> stopped() {
        return steps().stream()
                .filter(Step.StopContainer.class::isInstance)
                .map(step -> ((Step.StopContainer) step).container().name())
                .toList();
    }

    private void run(String process, int seconds, Verdict test) {
        add(process, seconds, test, OptionalInt.empty(), OptionalInt.empty());
    }

    private void end(String process, int code) {
        seen.clear();
        add(process, 5, Verdict.NONE, OptionalInt.empty(), OptionalInt.of(code));
    }

    private void add(
            String process, int seconds, Verdict test, OptionalInt port, OptionalInt exit) {
        String name = process + "-" + seen.size();
        seen.add(
                new Actual.Seen(
                        name,
                        name,
                        process,
                        generation,
                        exit.isEmpty() ? Container.State.RUNNING : Container.State.EXITED,
                        port,
                        HealthCheck.DEFAULT,
                        false,
                        Optional.empty(),
                        exit.isEmpty() ? Optional.of("10.0.0.1") : Optional.empty(),
                        test,
                        Duration.ofSeconds(seconds),
                        Duration.ofSeconds(seconds),
                        exit,
                        false,
                        port.isEmpty() ? Optional.empty() : Optional.of(Health.HEALTHY),
                        0,
                        test == Verdict.WAITING
                                ? Optional.of("its test failed: exit 1")
                                : Optional.empty(),
                        Duration.ZERO,
                        true,
                        false));
    }

    private Wanted wanted() {
        return new Wanted("app", NEW, state, processes, leaving, ended, false, false);
    }

    private Actual actual() {
        Actual bare = new Actual(seen, List.of(), Map.of(), Map.of());
        return new Actual(seen, AppRoutes.of(wanted(), bare), Map.of(), answers);
    }

    private List<Step> steps() {
        return RolloutPlanner.plan(wanted(), actual());
    }

    private List<String> starts() {
        return steps().stream()
                .filter(Step.StartContainer.class::isInstance)
                .map(step -> ((Step.StartContainer) step).process())
                .toList();
    }

    private String undone() {
        return steps().stream()
                .filter(Step.Undo.class::isInstance)
                .map(step -> ((Step.Undo) step).reason())
                .findFirst()
                .orElse("");
    }

    private List<String> targets() {
        return actual().routes().stream()
                .flatMap(route -> route.targets().stream())
                .map(target -> target.id())
                .toList();
    }
}
