package mvi.platform;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import mvi.engines.base.Bell;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import mvi.platform.app.AppLocks;
import mvi.platform.app.AppRecord;
import mvi.platform.app.Apps;
import mvi.platform.app.Generation;
import mvi.platform.release.Release;
import mvi.platform.release.ReleaseState;
import mvi.platform.release.Releases;

/**
 * Runs a change of an app under its lock, on a thread of its own, and follows what becomes of it.
 * The lock is held until the rollout has ended, so that changes come one after the other.
 */
final class Changes {
    /** How long a change waits for the one before it. */
    static final Duration LOCK_WAIT = Duration.ofMinutes(30);

    /** How long a rollout is followed; it goes on without. */
    static final Duration FOLLOWED = Duration.ofMinutes(30);

    private static final Duration GLANCE = Duration.ofMillis(500);

    private final Apps apps;
    private final AppLocks locks;
    private final Releases releases;
    private final Function<String, String> trouble;
    private final Bell bell;
    private final Events events;
    private final Clock clock;

    Changes(
            Apps apps,
            AppLocks locks,
            Releases releases,
            Function<String, String> trouble,
            Bell bell,
            Events events,
            Clock clock) {
        this.apps = apps;
        this.locks = locks;
        this.releases = releases;
        this.trouble = trouble;
        this.bell = bell;
        this.events = events;
        this.clock = clock;
    }

    /** The change itself, with the lock in hand. */
    @FunctionalInterface
    interface Work {
        void run(AppLocks.Held lock, Progress progress) throws IOException, InterruptedException;
    }

    /** Work beside the releases of an app. */
    @FunctionalInterface
    interface Task {
        void run(Progress progress) throws IOException, InterruptedException;
    }

    @FunctionalInterface
    private interface Body {
        void run() throws IOException, InterruptedException;
    }

    /** Throws CONFLICT {@code app-locked} at once where it must not wait. */
    Progress start(String app, String who, boolean isWaiting, Work work, Runnable after) {
        Progress progress = new Progress();
        Optional<AppLocks.Held> now =
                isWaiting ? Optional.empty() : Optional.of(locks.acquireNow(app, who));
        Thread unused =
                Thread.ofVirtual()
                        .name("change-" + app)
                        .start(
                                () -> {
                                    try {
                                        run(app, who, now, work, progress);
                                    } catch (InterruptedException closed) {
                                        progress.failed("the platform is closing", "closing");
                                    } finally {
                                        after.run();
                                    }
                                });
        return progress;
    }

    /** Work that makes no release and waits for none. */
    Progress aside(String app, Task task) {
        Progress progress = new Progress();
        Thread unused =
                Thread.ofVirtual()
                        .name("aside-" + app)
                        .start(
                                () -> {
                                    try {
                                        run(app, progress, () -> task.run(progress));
                                    } catch (InterruptedException closed) {
                                        progress.failed("the platform is closing", "closing");
                                    }
                                });
        return progress;
    }

    private void run(
            String app, String who, Optional<AppLocks.Held> now, Work work, Progress progress)
            throws InterruptedException {
        run(
                app,
                progress,
                () -> {
                    try (AppLocks.Held lock =
                            now.isPresent()
                                    ? now.get()
                                    : locks.acquire(
                                            app,
                                            who,
                                            LOCK_WAIT,
                                            other -> progress.step("waiting for " + other))) {
                        Thread renewal = Thread.ofVirtual().start(() -> renew(lock));
                        try {
                            awaitRollout(app, progress);
                            work.run(lock, progress);
                        } finally {
                            renewal.interrupt();
                        }
                    }
                });
    }

    private void run(String app, Progress progress, Body body) throws InterruptedException {
        try {
            body.run();
        } catch (Problem problem) {
            if (!problem.detail().isEmpty()) {
                events.warn("change-failed", "app", app, "detail", problem.detail());
            }
            progress.failed(problem.publicMessage(), problem.code());
        } catch (IOException | RuntimeException failed) {
            events.warn("change-failed", "app", app, "detail", failed);
            progress.failed("mvi failed; its own log has the reason", "internal");
        }
    }

    private void renew(AppLocks.Held lock) {
        try {
            do {
                clock.sleep(AppLocks.RENEWAL);
            } while (tryRenew(lock));
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean tryRenew(AppLocks.Held lock) {
        try {
            return lock.renew();
        } catch (Problem away) {
            // KV is away for a moment; the lease outlives three tries.
            return true;
        }
    }

    /** A rollout whose change died with its control plane goes on by itself: it has the turn. */
    private void awaitRollout(String app, Progress progress) throws InterruptedException {
        Optional<AppRecord> record = apps.find(app);
        if (record.isEmpty() || record.get().desired().generation().isNone()) {
            return;
        }
        Optional<Release> rolling =
                releases.find(app, record.get().desired().generation().release())
                        .filter(release -> !release.state().isFinal());
        if (rolling.isPresent()) {
            progress.step("waiting for " + rolling.get().name() + " to come to its end");
            follow(app, record.get().desired().generation(), new Progress(), "");
        }
    }

    /** Tells the rollout of a generation, until it is done or undone. */
    void follow(String app, Generation generation, Progress progress, String url)
            throws InterruptedException {
        Set<Release.StepRecord> told = new HashSet<>();
        long began = clock.nanos();
        String lastTrouble = "";
        while (clock.nanos() - began < FOLLOWED.toNanos()) {
            long seen = bell.count();
            Release release = releases.get(app, generation.release());
            List<Release.StepRecord> steps = release.steps();
            steps.stream()
                    .filter(step -> !step.at().isBefore(release.at()) && told.add(step))
                    .forEach(step -> progress.step(step.text()));
            if (release.state().isFinal()) {
                end(app, generation, release, progress, url);
                return;
            }
            String now = trouble.apply(app);
            if (!now.isEmpty() && !now.equals(lastTrouble)) {
                progress.step("held up: " + now);
                lastTrouble = now;
            }
            bell.await(seen, GLANCE);
        }
        progress.failed(
                generation.releaseName()
                        + " is still on its way after "
                        + FOLLOWED.toMinutes()
                        + " minutes; mvi releases show -f follows it",
                "still-rolling");
    }

    private void end(
            String app, Generation generation, Release release, Progress progress, String url) {
        boolean isCurrent =
                apps.find(app)
                        .filter(each -> each.desired().generation().equals(generation))
                        .isPresent();
        if (release.state() == ReleaseState.DONE && isCurrent) {
            progress.done(release.name() + " is healthy", release.name(), url);
        } else if (release.state() == ReleaseState.SUPERSEDED) {
            progress.failed(release.name() + " was overtaken by a later one", "superseded");
        } else {
            progress.failed(release.name() + " was undone: " + release.reason(), "release-undone");
        }
    }
}
