package mvi.platform;

import java.util.function.BiFunction;
import mvi.engines.base.Problem;
import mvi.platform.app.AppLocks;
import mvi.platform.app.AppRecord;
import mvi.platform.app.Apps;
import mvi.platform.app.Generation;
import mvi.platform.release.NameClaims;
import mvi.platform.release.Release;
import mvi.platform.release.ReleaseState;
import mvi.platform.release.Releases;
import mvi.platform.release.RolloutReconciler;

/** Makes releases of what there is already, and follows what becomes of any release. */
public final class Rollouts {
    private final Apps apps;
    private final Releases releases;
    private final NameClaims names;
    private final RolloutReconciler reconciler;
    private final Changes changes;
    private final BiFunction<String, Release, String> url;

    /**
     * @param url where people reach an app in a release
     */
    Rollouts(
            Apps apps,
            Releases releases,
            NameClaims names,
            RolloutReconciler reconciler,
            Changes changes,
            BiFunction<String, Release, String> url) {
        this.apps = apps;
        this.releases = releases;
        this.names = names;
        this.reconciler = reconciler;
        this.changes = changes;
        this.url = url;
    }

    void roll(AppLocks.Held lock, String name, Releases.Draft draft, Progress said)
            throws InterruptedException {
        names.check(name, draft.manifest());
        Release release = releases.create(lock, name, draft);
        reconciler.nudge();
        String address = url.apply(name, release);
        said.recorded("release " + release.name(), release.name(), address);
        changes.follow(name, new Generation(release.number(), 0), said, address);
    }

    /** To a release by its name, or with an empty one to the last that was done before. */
    public Progress rollback(String name, String to, String by) {
        apps.get(name);
        return changes.start(
                name,
                "rollback by " + by,
                true,
                (lock, said) -> {
                    Release target = rollbackTarget(apps.get(name), to);
                    roll(
                            lock,
                            name,
                            new Releases.Draft(
                                    target.build(),
                                    target.images(),
                                    target.environmentVersion(),
                                    target.manifest(),
                                    target.files(),
                                    by,
                                    "rollback to " + target.name()),
                            said);
                },
                () -> {});
    }

    private Release rollbackTarget(AppRecord app, String to) {
        if (!to.isEmpty()) {
            return named(app, to);
        }
        int current = app.desired().generation().release();
        return releases.list(app.name()).stream()
                .filter(each -> each.number() < current)
                .filter(each -> each.state() == ReleaseState.DONE)
                .findFirst()
                .orElseThrow(
                        () ->
                                Problem.conflict(
                                        "nothing-to-roll-back-to",
                                        "app '" + app.name() + "' has no earlier release"));
    }

    /** Throws INVALID {@code bad-release}, MISSING {@code no-such-release}. */
    private Release named(AppRecord app, String name) {
        Generation wanted = Generation.parse(name);
        if (wanted.isNone()) {
            throw Problem.invalid(
                    "bad-release", "'" + name + "' is not a release: they are v1, v2, …");
        }
        return releases.get(app.name(), wanted.release());
    }

    /** New containers of the current release. */
    public Progress restart(String name, String by) {
        releases.current(apps.get(name));
        return changes.start(
                name,
                "restart by " + by,
                true,
                (lock, said) -> {
                    releases.restart(lock, name);
                    reconciler.nudge();
                    AppRecord app = apps.get(name);
                    changes.follow(
                            name,
                            app.desired().generation(),
                            said,
                            url.apply(name, releases.current(app)));
                },
                () -> {});
    }
}
