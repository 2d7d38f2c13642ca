package mvi.platform.release;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import mvi.manifest.AppProcess.Dependency;
import mvi.manifest.AppProcess.Order;
import mvi.manifest.AppProcess.Update;
import mvi.platform.release.Actual.Seen;
import mvi.services.balancer.BalancerService.Health;
import mvi.services.container.Container;

/** The part of a plan that is about one process: which containers come, which go, in what order. */
final class ProcessPlanner {
    /** For containers of a process that no manifest knows any more. */
    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(10);

    private final Wanted wanted;
    private final Actual actual;
    private final String process;
    private final int count;
    private final boolean isStep;
    private final Update update;
    private final int floor;
    private final Duration grace;
    private final List<Seen> current = new ArrayList<>();
    private final List<Seen> old = new ArrayList<>();
    private final List<Seen> draining = new ArrayList<>();

    ProcessPlanner(Wanted wanted, Actual actual, String process) {
        this.wanted = wanted;
        this.actual = actual;
        this.process = process;
        Optional<Wanted.WantedProcess> spec = wanted.process(process);
        this.count = spec.map(Wanted.WantedProcess::count).orElse(0);
        this.update = spec.map(Wanted.WantedProcess::update).orElse(Update.DEFAULT);
        this.isStep = spec.filter(Wanted.WantedProcess::isStep).isPresent();
        this.floor = spec.map(Wanted.WantedProcess::floor).orElse(0);
        this.grace = spec.map(Wanted.WantedProcess::grace).orElse(DEFAULT_GRACE);
        for (Seen container : actual.containers()) {
            if (container.process().equals(process)
                    && container.state() == Container.State.RUNNING) {
                listFor(container).add(container);
            }
        }
    }

    private List<Seen> listFor(Seen container) {
        if (AppRoutes.isDraining(container, actual)) {
            return draining;
        }
        return container.generation().equals(wanted.generation()) ? current : old;
    }

    /** As many as wanted are healthy. */
    boolean isWell() {
        return isStep ? count == 0 : healthy(current) >= count;
    }

    /** They are, and have been for as long as they are watched. */
    boolean isProven() {
        return isWell()
                && (isStep
                        || current.stream()
                                        .filter(RolloutPlanner::isHealthy)
                                        .filter(each -> hasBeenWell(each, update.monitor()))
                                        .count()
                                >= count);
    }

    private static boolean hasBeenWell(Seen container, Duration time) {
        return container.wellFor().compareTo(time) >= 0;
    }

    /** Whether one of the new ones got well so lately that the next has to wait. */
    private boolean isDelayed() {
        return wanted.isRolling()
                && current.stream()
                        .filter(RolloutPlanner::isHealthy)
                        .anyMatch(each -> !hasBeenWell(each, update.delay()));
    }

    /** Whether what it depends on is not as far as it has to be; asked of new releases only. */
    private boolean isHeldBack() {
        return wanted.isRolling()
                && wanted.process(process).stream()
                        .flatMap(spec -> spec.dependencies().stream())
                        .anyMatch(each -> !isMet(each));
    }

    /** What is no process is a provider, which is ready before any container starts. */
    private boolean isMet(Dependency dependency) {
        return wanted.process(dependency.service())
                .map(
                        spec -> {
                            var other = new ProcessPlanner(wanted, actual, spec.name());
                            return switch (dependency.condition()) {
                                case LINKED -> true;
                                case STARTED -> spec.count() == 0 || !other.current.isEmpty();
                                case HEALTHY -> other.isWell();
                                case COMPLETED -> spec.count() == 0;
                            };
                        })
                .orElse(true);
    }

    /**
     * Beside old ones no more at a time than the process says, and only while there is room for
     * that many more than either release wants, or for none where old ones go first; all that are
     * missing when there is nothing to replace.
     */
    List<Step> starts() {
        int missing = count - current.size();
        boolean isPaused =
                !actual.pauses().getOrDefault(process, Duration.ZERO).isZero()
                        && !wanted.isRolling();
        boolean hasFailedOne =
                wanted.isRolling()
                        && actual.containers().stream()
                                .anyMatch(
                                        each ->
                                                each.hasEnded()
                                                        && !wanted.isEndForGood(each)
                                                        && each.generation()
                                                                .equals(wanted.generation()));
        boolean isOneToRecord =
                actual.containers().stream()
                        .anyMatch(
                                each ->
                                        each.process().equals(process)
                                                && RolloutPlanner.isEndToRecord(
                                                        wanted, actual, each));
        // Two runs of one step must never meet.
        boolean isOldStepThere = isStep && !old.isEmpty();
        if (missing <= 0
                || isOldStepThere
                || isOneToRecord
                || isPaused
                || hasFailedOne
                || isHeldBack()) {
            return List.of();
        }
        int next = missing;
        if (!old.isEmpty() || !draining.isEmpty()) {
            int starting = wanted.isRolling() ? current.size() - healthy(current) : 0;
            int all = current.size() + old.size() + draining.size();
            int surge = isStopFirst() ? 0 : update.parallelism();
            int room = Math.max(count, floor) + surge - all;
            next = Math.min(missing, Math.min(update.parallelism() - starting, room));
            if (!isStopFirst() && isDelayed()) {
                next = 0;
            }
        }
        return Collections.nCopies(Math.max(0, next), new Step.StartContainer(process));
    }

    /** Drains and stops: first what already drains, then old ones, then what is too many. */
    List<Step> retirements(boolean isEveryProcessWell) {
        List<Step> steps = new ArrayList<>();
        for (Seen container : draining) {
            if (isDrained(container)) {
                steps.add(new Step.StopContainer(container, grace));
            }
        }
        nextOld(isEveryProcessWell).forEach(container -> steps.add(retire(container)));
        if (old.isEmpty()) {
            current.stream()
                    .sorted(
                            Comparator.comparing(RolloutPlanner::isHealthy)
                                    .thenComparing(Seen::age)
                                    .thenComparing(Seen::name))
                    .limit(Math.max(0, current.size() - count))
                    .forEach(container -> steps.add(retire(container)));
        }
        return steps;
    }

    /**
     * The old containers that may go now, unhealthy ones first. A healthy one only when enough
     * others are healthy without it; in a rollout none before a new one is, or may start where old
     * ones go first.
     */
    private List<Seen> nextOld(boolean isEveryProcessWell) {
        if (isStep) {
            return old;
        }
        boolean isNext = isStopFirst() ? !isHeldBack() && !isDelayed() : healthy(current) > 0;
        boolean isReplaced = count == 0 ? isEveryProcessWell : isNext;
        int enough = Math.min(floor, count) - (isStopFirst() ? update.parallelism() : 0);
        if (wanted.isRolling() && !isReplaced) {
            return List.of();
        }
        int healthy = healthy(current) + healthy(old);
        List<Seen> next = new ArrayList<>();
        for (Seen container :
                old.stream()
                        .sorted(
                                Comparator.comparing(RolloutPlanner::isHealthy)
                                        .thenComparing(Seen::name))
                        .toList()) {
            if (RolloutPlanner.isHealthy(container)) {
                healthy--;
            }
            if (next.size() < update.parallelism() - draining.size()
                    && (!RolloutPlanner.isHealthy(container) || healthy >= enough)) {
                next.add(container);
            }
        }
        return next;
    }

    private Step retire(Seen container) {
        boolean isRegistered =
                container.health().isPresent()
                        || actual.routes().stream()
                                .flatMap(route -> route.targets().stream())
                                .anyMatch(target -> target.id().equals(container.name()));
        return AppRoutes.isTarget(container) && isRegistered
                ? new Step.Drain(container)
                : new Step.StopContainer(container, grace);
    }

    /** Nothing in flight by the balancer's own view, or it had its grace. */
    private boolean isDrained(Seen container) {
        boolean isIdle =
                container.health().filter(health -> health == Health.DRAINING).isPresent()
                        && container.inFlight() == 0;
        return isIdle || container.drainingFor().compareTo(grace) > 0;
    }

    private boolean isStopFirst() {
        return update.order() == Order.STOP_FIRST;
    }

    private static int healthy(List<Seen> containers) {
        return (int) containers.stream().filter(RolloutPlanner::isHealthy).count();
    }
}
