package mvi.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import mvi.engines.base.Problem;
import mvi.manifest.Manifest;
import mvi.platform.app.AppLocks;
import mvi.platform.app.AppRecord;
import mvi.platform.app.Apps;
import mvi.platform.app.Generation;
import mvi.platform.environment.Environment;
import mvi.platform.environment.Environments;
import mvi.platform.release.MemoryClaims;
import mvi.platform.release.NameClaims;
import mvi.platform.release.Release;
import mvi.platform.release.ReleaseDifference;
import mvi.platform.release.ReleaseFiles;
import mvi.platform.release.ReleaseState;
import mvi.platform.release.Releases;
import mvi.platform.release.RolloutReconciler;

/** Makes releases of what there is already, and follows what becomes of any release. */
public final class Rollouts {
    private final Apps apps;
    private final Releases releases;
    private final Environments environments;
    private final ReleaseFiles files;
    private final NameClaims names;
    private final MemoryClaims memory;
    private final RolloutReconciler reconciler;
    private final Changes changes;
    private final BiFunction<String, Release, String> url;

    /**
     * @param url where people reach an app in a release
     */
    Rollouts(
            Apps apps,
            Releases releases,
            Environments environments,
            ReleaseFiles files,
            NameClaims names,
            MemoryClaims memory,
            RolloutReconciler reconciler,
            Changes changes,
            BiFunction<String, Release, String> url) {
        this.apps = apps;
        this.releases = releases;
        this.environments = environments;
        this.files = files;
        this.names = names;
        this.memory = memory;
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

    /** What the app runs, in a release with what the platform gives its processes now. */
    void again(AppLocks.Held lock, AppRecord app, String cause, String by, Progress said)
            throws InterruptedException {
        Release current = releases.current(app);
        roll(
                lock,
                app.name(),
                new Releases.Draft(
                        current.build(),
                        current.images(),
                        current.environmentVersion(),
                        current.manifest(),
                        current.files(),
                        by,
                        cause),
                said);
    }

    /** A version of the environment and, where there is a release, one with it. */
    public Progress setEnvironment(
            String name, Map<String, String> set, List<String> unset, String by) {
        apps.get(name);
        return changes.start(
                name,
                "env by " + by,
                true,
                (lock, said) -> {
                    int before = environments.current(name).version();
                    Environment next = environments.change(name, set, unset, by);
                    AppRecord app = apps.get(name);
                    if (next.version() == before || app.desired().generation().isNone()) {
                        said.done("environment " + next.version(), "", "");
                        return;
                    }
                    Release current = releases.current(app);
                    roll(
                            lock,
                            name,
                            new Releases.Draft(
                                    current.build(),
                                    current.images(),
                                    next.version(),
                                    current.manifest(),
                                    current.files(),
                                    by,
                                    cause(set, unset)),
                            said);
                },
                () -> {});
    }

    private static String cause(Map<String, String> set, List<String> unset) {
        List<String> said = new ArrayList<>();
        set.keySet().stream().sorted().forEach(key -> said.add("env set " + key));
        unset.stream().sorted().forEach(key -> said.add("env unset " + key));
        return String.join(", ", said);
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

    /**
     * What the second release has that the first has not. Throws INVALID {@code bad-release},
     * MISSING {@code no-such-release}.
     */
    public List<ReleaseDifference.Change> difference(String name, String first, String second) {
        AppRecord app = apps.get(name);
        Release was = named(app, first);
        Release is = named(app, second);
        return ReleaseDifference.of(was, is, variables(was), variables(is));
    }

    private Map<String, String> variables(Release release) {
        return environments.version(release.app(), release.environmentVersion()).variables();
    }

    /**
     * What one app runs becomes a release of another: the same images, files and manifest, with the
     * other's own variables, host names and scale. The other is made where there is none.
     */
    public Progress promote(String from, String to, String by) {
        Apps.checkName(to);
        if (from.equals(to)) {
            throw Problem.invalid(
                    "same-app", "'" + from + "' runs that already: promote to another app");
        }
        apps.get(from);
        return changes.start(
                to,
                "promotion by " + by,
                true,
                (lock, said) -> promote(lock, releases.current(apps.get(from)), to, by, said),
                () -> {});
    }

    private void promote(AppLocks.Held lock, Release source, String to, String by, Progress said)
            throws InterruptedException {
        if (source.state() != ReleaseState.DONE) {
            throw Problem.conflict(
                    "not-done",
                    "%s of '%s' is %s: promote it once it is done"
                            .formatted(source.name(), source.app(), source.state()));
        }
        Optional<AppRecord> other = apps.find(to);
        Manifest manifest =
                source.manifest()
                        .withDomains(
                                other.filter(each -> !each.desired().generation().isNone())
                                        .map(each -> releases.current(each).manifest().domains())
                                        .orElse(List.of()));
        names.check(to, manifest);
        memory.check(to, manifest, other.map(each -> each.desired().scale()).orElse(Map.of()));
        apps.ensure(to);
        Map<String, String> kept = new TreeMap<>();
        source.files()
                .forEach((process, name) -> kept.put(process, files.keep(to, source.app(), name)));
        roll(
                lock,
                to,
                new Releases.Draft(
                        source.build(),
                        source.images(),
                        environments.current(to).version(),
                        manifest,
                        kept,
                        by,
                        "promotion of %s %s".formatted(source.app(), source.name())),
                said);
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
