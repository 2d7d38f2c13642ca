package mvi.platform.function;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Problem;
import mvi.manifest.AppProcess;
import mvi.platform.app.AppRecord;
import mvi.platform.app.Apps;
import mvi.platform.app.Desired;
import mvi.platform.app.Generation;
import mvi.platform.release.Release;
import mvi.platform.release.Releases;

/**
 * The functions of all apps, each as the last release that came to its end well has it: events go
 * to the version before until the next one is healthy.
 */
public final class Functions {
    private final Apps apps;
    private final Releases releases;
    private final Map<String, Release> known = new LinkedHashMap<>();
    private volatile Map<FunctionName, FunctionVersion> current = Map.of();
    private volatile boolean isRead;

    public Functions(Apps apps, Releases releases) {
        this.apps = apps;
        this.releases = releases;
    }

    /** Reads what apps run now. */
    void refresh() {
        Map<FunctionName, FunctionVersion> all = new LinkedHashMap<>();
        Map<String, Release> used = new LinkedHashMap<>();
        for (AppRecord app : apps.list()) {
            active(app, used)
                    .ifPresent(
                            active ->
                                    active.release().manifest().processes().stream()
                                            .filter(process -> process.function().isPresent())
                                            .map(process -> version(app, active, process))
                                            .forEach(each -> all.put(each.name(), each)));
        }
        known.clear();
        known.putAll(used);
        current = Map.copyOf(all);
        isRead = true;
    }

    private record Active(Generation generation, Release release) {}

    private static FunctionVersion version(AppRecord app, Active active, AppProcess process) {
        return new FunctionVersion(app, active.generation(), active.release(), process);
    }

    private Optional<Active> active(AppRecord app, Map<String, Release> used) {
        Desired desired = app.desired();
        if (desired.isDeleted() || desired.generation().isNone()) {
            return Optional.empty();
        }
        Generation generation = desired.fallback().orElse(desired.generation());
        String key = app.name() + "/" + app.account() + "/" + generation.release();
        // What a release is made of never changes.
        Optional<Release> release =
                Optional.ofNullable(known.get(key))
                        .or(
                                () ->
                                        releases.find(app.name(), generation.release())
                                                .filter(each -> isProven(each, desired)));
        release.ifPresent(each -> used.put(key, each));
        return release.map(each -> new Active(generation, each));
    }

    /** What a rollout would go back to was healthy once, though it may be on its way again. */
    private static boolean isProven(Release release, Desired desired) {
        return release.state().isFinal() || desired.fallback().isPresent();
    }

    public List<FunctionVersion> all() {
        return List.copyOf(current.values());
    }

    public List<FunctionVersion> of(String app) {
        return current.values().stream()
                .filter(each -> each.app().name().equals(app))
                .sorted(Comparator.comparing(each -> each.process().name()))
                .toList();
    }

    /** Of an app, or of all. */
    List<FunctionVersion> of(Optional<String> app) {
        return app.map(this::of).orElseGet(this::all);
    }

    public Optional<FunctionVersion> find(FunctionName name) {
        return Optional.ofNullable(current.get(name));
    }

    /** Throws MISSING {@code no-such-function}, UNAVAILABLE before the first look at apps. */
    public FunctionVersion get(FunctionName name) {
        if (!isRead) {
            throw Problem.unavailable(
                    "functions-not-ready", "functions are not read yet; try again", null);
        }
        return find(name)
                .orElseThrow(
                        () ->
                                Problem.missing(
                                        "no-such-function",
                                        "there is no function '" + name.name() + "' here"));
    }
}
