package mvi.platform.release;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import mvi.engines.base.Bell;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import mvi.platform.app.AppRecord;
import mvi.platform.app.Apps;
import mvi.services.balancer.BalancerRoutes.Route;
import mvi.services.balancer.BalancerService;
import mvi.services.container.ContainerService;
import mvi.services.log.LogService;

/**
 * Brings every app to what it should be, for ever. It takes no input: each pass re-reads desired
 * state from KV and the world from the engine and the balancer, so it may be killed anywhere.
 *
 * <p>A pass looks once at the world, plans for every app that nobody works on, and hands each plan
 * to a thread of its own. An app that was being worked on when the pass looked is left for the next
 * one: what was seen of it may be half done.
 */
public final class RolloutReconciler implements AutoCloseable {
    /**
     * Between passes when every app is what it should be: what changes then is told by the engine
     * or by a command.
     */
    public static final Duration SETTLED_PERIOD = Duration.ofSeconds(10);

    /**
     * Between passes while an app waits for something: a pause after a crash, a container's end.
     */
    public static final Duration WAITING_PERIOD = Duration.ofSeconds(1);

    /** Between passes while an app is on its way. */
    public static final Duration BUSY_PERIOD = Duration.ofMillis(150);

    /** A rollout whose steps have failed for so long, whatever the reason, is undone. */
    public static final Duration GIVEN_UP_AFTER = Duration.ofMinutes(10);

    /** Apps worked on at once. */
    public static final int WORKERS = 8;

    /** How long closing waits for steps that have begun. */
    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final Apps apps;
    private final ContainerTests tests;
    private final WorldReader reader;
    private final RolloutWorker worker;
    private final RouteKeeper keeper;
    private final ContainerService containers;
    private final Events events;
    private final Clock clock;
    private final Bell bell = new Bell();
    private final Bell done;
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    private final Map<String, String> troubles = new ConcurrentHashMap<>();
    private final Map<String, Long> failingSince = new ConcurrentHashMap<>();
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<String> networksToRestore = new HashSet<>();
    private boolean isPrimed;
    private volatile boolean isClosed;
    private volatile Thread loop = Thread.ofVirtual().unstarted(() -> {});
    private volatile ContainerService.Subscription watch = () -> {};

    /**
     * The reconciler's inputs. {@code done} rings when something about a release changed, {@code
     * hostBell} when apps are reached by other names.
     */
    public record Parts(
            Apps apps,
            Releases releases,
            Crashes crashes,
            ContainerService containers,
            BalancerService balancer,
            List<Route> own,
            AppNetworks networks,
            LogService log,
            AppLinks links,
            ContainerSpecs specs,
            AppData data,
            ReleaseWitness witness,
            OutputDrain output,
            Events events,
            Bell done,
            Bell hostBell,
            Clock clock) {}

    public RolloutReconciler(Parts parts) {
        this.apps = parts.apps();
        this.containers = parts.containers();
        this.events = parts.events();
        this.clock = parts.clock();
        this.done = parts.done();
        this.keeper =
                new RouteKeeper(parts.balancer(), parts.own(), parts.hostBell(), parts.clock());
        this.tests = new ContainerTests(parts.containers(), parts.clock(), bell);
        this.reader =
                new WorldReader(
                        parts.containers(),
                        parts.balancer(),
                        parts.releases(),
                        parts.crashes(),
                        parts.networks(),
                        tests,
                        parts.output(),
                        parts.clock());
        this.worker =
                new RolloutWorker(
                        new RolloutWorker.Parts(
                                parts.apps(),
                                parts.releases(),
                                parts.crashes(),
                                parts.containers(),
                                parts.networks(),
                                parts.log(),
                                parts.links(),
                                parts.specs(),
                                parts.data(),
                                parts.witness()),
                        keeper,
                        parts.done(),
                        parts.clock());
    }

    public void start() {
        watch = containers.watch((container, what) -> bell.ring());
        loop = Thread.ofVirtual().name("reconciler").start(this::run);
    }

    /** Look again now. */
    public void nudge() {
        bell.ring();
    }

    /** Names that apps are reached by; empty before the first pass has seen which. */
    public Optional<Set<String>> hosts() {
        return keeper.hosts();
    }

    /** The balancer came back: it gets all routes again. */
    public void balancerReturned() {
        keeper.distrust();
        bell.ring();
    }

    private void run() {
        while (!isClosed) {
            long seen = bell.count();
            Duration untilNext = tryPass();
            try {
                bell.await(seen, untilNext);
            } catch (InterruptedException closed) {
                return;
            }
        }
    }

    private Duration tryPass() {
        try {
            return pass(
                    (app, work) ->
                            workers.submit(
                                    () -> {
                                        work.run();
                                        bell.ring();
                                    }));
        } catch (Exception failed) {
            trouble("", failed);
            return BUSY_PERIOD;
        }
    }

    /** Who runs an app's plan: a thread of its own, or a test. */
    interface Runner {
        void run(String app, Runnable work);
    }

    /** Returns how long the next pass may wait when nothing is told. */
    Duration pass(Runner runner) {
        Set<String> untouchable = Set.copyOf(busy);
        List<AppRecord> all = apps.list();
        WorldReader.Snapshot snapshot = reader.look();
        if (!isPrimed) {
            prime(all, snapshot);
        }
        restoreNetworks(all);
        keeper.settle();
        troubles.remove("");
        boolean isBusy = !untouchable.isEmpty();
        boolean isSettled = networksToRestore.isEmpty();
        for (AppRecord app : all) {
            if (untouchable.contains(app.name()) || busy.size() >= WORKERS) {
                continue;
            }
            Wanted wanted = reader.wanted(app, worker.isDataStopped(app));
            Actual actual = reader.actual(wanted, snapshot, keeper.of(app.name()));
            List<Step> steps = RolloutPlanner.plan(wanted, actual);
            isBusy |= wanted.isRolling() && !wanted.isWatched() || !steps.isEmpty();
            isSettled &= RolloutPlanner.isSettled(wanted, actual);
            if (!steps.isEmpty() && busy.add(app.name())) {
                runner.run(app.name(), () -> work(app, wanted, steps));
            }
        }
        return isBusy ? BUSY_PERIOD : isSettled ? SETTLED_PERIOD : WAITING_PERIOD;
    }

    private void work(AppRecord app, Wanted wanted, List<Step> steps) {
        try {
            worker.carryOut(app, wanted, steps);
            troubles.remove(app.name());
            failingSince.remove(app.name());
        } catch (Exception failed) {
            trouble(app.name(), failed);
            giveUpInTime(app, wanted);
        } finally {
            busy.remove(app.name());
            done.ring();
        }
    }

    /** Nobody waits for a release for ever: an engine that is gone for good fails every step. */
    private void giveUpInTime(AppRecord app, Wanted wanted) {
        if (!wanted.isRolling()) {
            // What failed before a rollout began is not held against it.
            failingSince.remove(app.name());
            return;
        }
        long since = failingSince.computeIfAbsent(app.name(), unused -> clock.nanos());
        if (clock.nanos() - since < GIVEN_UP_AFTER.toNanos()) {
            return;
        }
        try {
            worker.undo(
                    app,
                    "its steps failed for "
                            + GIVEN_UP_AFTER.toMinutes()
                            + " minutes: "
                            + trouble(app.name()));
            failingSince.remove(app.name());
        } catch (Problem again) {
            trouble(app.name(), again);
        }
    }

    /**
     * What the balancer drains stays draining, whatever this process knows of it. Rules that the
     * kernel lost while there was no control plane stand again.
     */
    private void prime(List<AppRecord> all, WorldReader.Snapshot snapshot) {
        Map<String, List<Route>> routes = new HashMap<>();
        for (AppRecord app : all) {
            Wanted wanted = reader.wanted(app, true);
            Actual actual = reader.actual(wanted, snapshot, List.of());
            if (!actual.containers().isEmpty() && !wanted.generation().isNone()) {
                networksToRestore.add(app.name());
            }
            routes.put(app.name(), AppRoutes.of(wanted, actual));
        }
        keeper.prime(routes);
        isPrimed = true;
    }

    /** With each pass until it has worked: one app's trouble is not the others'. */
    private void restoreNetworks(List<AppRecord> all) {
        if (networksToRestore.isEmpty()) {
            return;
        }
        networksToRestore.retainAll(all.stream().map(AppRecord::name).collect(Collectors.toSet()));
        for (AppRecord app : all) {
            if (networksToRestore.contains(app.name()) && !busy.contains(app.name())) {
                try {
                    worker.network(app);
                    networksToRestore.remove(app.name());
                    troubles.remove(app.name());
                } catch (Problem problem) {
                    trouble(app.name(), problem);
                }
            }
        }
    }

    /** What a container's own test says; NONE when it has none. */
    public Actual.Verdict verdict(String containerId) {
        return tests.verdict(containerId);
    }

    /** What keeps an app from becoming what it should be, in words; empty when nothing does. */
    public String trouble(String app) {
        return troubles.getOrDefault(app, troubles.getOrDefault("", ""));
    }

    private void trouble(String app, Exception failed) {
        String text =
                failed instanceof Problem problem
                        ? problem.publicMessage()
                        : String.valueOf(failed);
        if (!text.equals(troubles.put(app, text)) && !isClosed) {
            events.warn(
                    "reconcile-failed",
                    "app",
                    app,
                    "why",
                    text,
                    "detail",
                    failed instanceof Problem problem ? problem.detail() : failed.getClass());
        }
    }

    @Override
    public void close() {
        isClosed = true;
        watch.close();
        tests.close();
        bell.ring();
        loop.interrupt();
        workers.shutdown();
        try {
            if (!workers.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
                workers.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
