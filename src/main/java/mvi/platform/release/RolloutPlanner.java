package mvi.platform.release;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import mvi.manifest.AppProcess.Lifetime;
import mvi.platform.release.Actual.Seen;
import mvi.platform.release.Actual.Verdict;
import mvi.services.balancer.BalancerRoutes.Route;
import mvi.services.balancer.BalancerService.Health;
import mvi.services.container.Container;

/**
 * What is to be done next to bring an app from what it is to what it should be: pure. An app that
 * is what it should be gets an empty list.
 */
public final class RolloutPlanner {
    /** A process without a port is well when it has run this long. */
    public static final Duration WELL_AFTER = Duration.ofSeconds(3);

    /** How long the output of a container that ended is waited for before its release is undone. */
    static final Duration OUTPUT_WAIT = Duration.ofSeconds(3);

    private RolloutPlanner() {}

    public static List<Step> plan(Wanted wanted, Actual actual) {
        List<Step> steps = new ArrayList<>();
        Optional<Step.Undo> undo = failure(wanted, actual);
        if (undo.isPresent()) {
            return List.of(undo.get());
        }
        List<Route> routes = AppRoutes.of(wanted, actual);
        if (!routes.equals(actual.routes())) {
            steps.add(new Step.ApplyRoutes(routes));
        }
        boolean isEveryProcessWell = isEach(wanted, actual, ProcessPlanner::isWell);
        TreeSet<String> names = new TreeSet<>();
        wanted.processes().forEach(process -> names.add(process.name()));
        actual.containers().forEach(container -> names.add(container.process()));
        List<Step> starts = new ArrayList<>();
        for (String name : names) {
            ProcessPlanner process = new ProcessPlanner(wanted, actual, name);
            starts.addAll(process.starts());
            steps.addAll(process.retirements(isEveryProcessWell));
        }
        if (!starts.isEmpty()) {
            steps.add(new Step.EnsureNetwork());
            steps.add(new Step.EnsureLinks());
            steps.addAll(starts);
        }
        for (Seen container : actual.containers()) {
            steps.addAll(ended(wanted, actual, container));
        }
        Optional<Step> mark = mark(wanted, actual, isEveryProcessWell, !starts.isEmpty());
        if (starts.isEmpty() && mark.filter(RolloutPlanner::isDone).isPresent()) {
            steps.addAll(needsOfFunctions(wanted));
        }
        mark.ifPresent(steps::add);
        if (actual.containers().isEmpty() && wanted.isPurgeDue()) {
            steps.add(new Step.Purge());
        } else if (actual.containers().isEmpty() && wanted.isStopDue()) {
            steps.add(new Step.StopData());
        }
        return steps;
    }

    private static boolean isDone(Step step) {
        return step instanceof Step.MarkRelease marked && marked.state() == ReleaseState.DONE;
    }

    /** Their containers come later, with events, and find what they depend on. */
    private static List<Step> needsOfFunctions(Wanted wanted) {
        boolean hasFunctions =
                wanted.processes().stream().anyMatch(each -> each.lifetime() == Lifetime.FUNCTION);
        return hasFunctions ? List.of(new Step.EnsureNetwork(), new Step.EnsureLinks()) : List.of();
    }

    /** Nothing but a command or a container's end will make it another than it should be. */
    static boolean isSettled(Wanted wanted, Actual actual) {
        return !wanted.isRolling()
                && isEach(wanted, actual, ProcessPlanner::isWell)
                && actual.containers().stream()
                        .allMatch(
                                container ->
                                        isHealthy(container)
                                                && container
                                                        .generation()
                                                        .equals(wanted.generation()));
    }

    private static boolean isEach(Wanted wanted, Actual actual, Predicate<ProcessPlanner> claim) {
        return wanted.processes().stream()
                .map(process -> new ProcessPlanner(wanted, actual, process.name()))
                .allMatch(claim);
    }

    /** By its own test, and by the balancer's view; with neither, by having run for a while. */
    static boolean isHealthy(Seen container) {
        if (!container.isRunning()
                || container.test() == Verdict.WAITING
                || container.test() == Verdict.FAILED) {
            return false;
        }
        return container.port().isPresent()
                ? container.health().filter(health -> health == Health.HEALTHY).isPresent()
                : container.test() == Verdict.PASSED || container.age().compareTo(WELL_AFTER) >= 0;
    }

    /** Whether something says of it that it is well, or not. */
    private static boolean isAsked(Seen container) {
        return container.port().isPresent() || container.test() != Verdict.NONE;
    }

    private static Optional<Step.Undo> failure(Wanted wanted, Actual actual) {
        if (!wanted.isRolling()) {
            return Optional.empty();
        }
        for (Seen container : actual.containers()) {
            if (!container.generation().equals(wanted.generation())) {
                continue;
            }
            if (container.hasEnded()
                    && !wanted.isEndForGood(container)
                    && (container.isOutputKept() || container.age().compareTo(OUTPUT_WAIT) > 0)) {
                return Optional.of(new Step.Undo(container, exitReason(container)));
            }
            Duration deadline =
                    wanted.process(container.process())
                            .map(Wanted.WantedProcess::deadline)
                            .orElse(Duration.ZERO);
            boolean isStep = isStep(wanted, container);
            if (container.isRunning()
                    && (isStep || !isHealthy(container) && isAsked(container))
                    && container.age().compareTo(deadline) > 0) {
                return Optional.of(
                        new Step.Undo(container, lateReason(container, isStep, deadline)));
            }
        }
        return actual.containers().stream()
                .filter(Seen::isRunning)
                .filter(each -> actual.answers(each.process()).areBad())
                .findFirst()
                .map(each -> new Step.Undo(each, errorReason(each, actual)));
    }

    private static String errorReason(Seen container, Actual actual) {
        WatchedAnswers.Answers answers = actual.answers(container.process());
        return "%s answered %d of %d requests with a status of 5xx while it was watched"
                .formatted(container.process(), answers.failed(), answers.all());
    }

    private static boolean isStep(Wanted wanted, Seen container) {
        return wanted.process(container.process()).filter(Wanted.WantedProcess::isStep).isPresent();
    }

    private static String lateReason(Seen container, boolean isStep, Duration deadline) {
        return isStep
                ? container.process() + " had not ended within " + deadline.toSeconds() + " s"
                : container.process()
                        + " was not healthy within "
                        + deadline.toSeconds()
                        + " s: "
                        + container.lastFailure().orElse("the balancer had no answer from it");
    }

    private static String exitReason(Seen container) {
        return container.process()
                + (container.exitCode().isPresent()
                        ? " ended with exit code " + container.exitCode().getAsInt()
                        : " was killed with its machine or its engine")
                + (container.isOutOfMemory() ? ": it was out of memory" : "");
    }

    private static List<Step> ended(Wanted wanted, Actual actual, Seen container) {
        if (container.state() == Container.State.CREATED) {
            return List.of(new Step.RemoveContainer(container));
        }
        if (!container.hasEnded()) {
            return List.of();
        }
        List<Step> steps = new ArrayList<>();
        boolean isCurrent = container.generation().equals(wanted.generation());
        if (isEndToRecord(wanted, actual, container)) {
            steps.add(new Step.RecordEnd(container));
        }
        if (!wanted.isEndForGood(container) && isCurrent && wanted.isRolling()) {
            return List.of();
        }
        boolean isSuccess = wanted.isEndForGood(container) && container.exitCode().orElse(-1) == 0;
        if (isCurrent
                && !isSuccess
                && !container.isExitKnown()
                && isMissed(wanted, actual, container.process())) {
            steps.add(new Step.RecordExit(container));
        }
        if (container.isOutputKept()) {
            steps.add(new Step.RemoveContainer(container));
        }
        return steps;
    }

    /** What was told to end has done no work that another need not do. */
    static boolean isEndToRecord(Wanted wanted, Actual actual, Seen container) {
        return wanted.isEndToRecord(container) && isMissed(wanted, actual, container.process());
    }

    /** What ends while enough others run was one too many: it was told to. */
    private static boolean isMissed(Wanted wanted, Actual actual, String process) {
        long running =
                actual.containers().stream()
                        .filter(Seen::isRunning)
                        .filter(each -> each.process().equals(process))
                        .filter(each -> each.generation().equals(wanted.generation()))
                        .count();
        return running < wanted.process(process).map(Wanted.WantedProcess::count).orElse(0);
    }

    private static Optional<Step> mark(
            Wanted wanted, Actual actual, boolean isEveryProcessWell, boolean isStarting) {
        if (!wanted.isRolling()) {
            return Optional.empty();
        }
        boolean hasOld = false;
        boolean hasDraining = false;
        boolean hasWell = false;
        boolean hasNew = isStarting;
        for (Seen container : actual.containers()) {
            boolean isOld = !container.generation().equals(wanted.generation());
            hasOld |= isOld && !container.hasEnded();
            hasDraining |= container.isRunning() && AppRoutes.isDraining(container, actual);
            hasWell |= !isOld && isHealthy(container) && !isStep(wanted, container);
            hasNew |= !isOld;
        }
        ReleaseState next = wanted.state();
        if (isEveryProcessWell && !hasOld && !hasDraining) {
            boolean isProven = isEach(wanted, actual, ProcessPlanner::isProven);
            next = isProven ? ReleaseState.DONE : ReleaseState.WATCHING;
        } else if (hasDraining) {
            next = ReleaseState.DRAINING;
        } else if (hasWell && hasOld) {
            next = ReleaseState.SWITCHING;
        } else if (hasWell) {
            next = ReleaseState.HEALTHY;
        } else if (hasNew) {
            next = ReleaseState.STARTING;
        }
        return next.compareTo(wanted.state()) > 0
                ? Optional.of(new Step.MarkRelease(next))
                : Optional.empty();
    }
}
