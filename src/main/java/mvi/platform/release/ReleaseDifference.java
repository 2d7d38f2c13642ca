package mvi.platform.release;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import mvi.manifest.AppProcess;
import mvi.manifest.CapturedMount;
import mvi.manifest.Manifest;

/**
 * What a manifest, or a release, changes of an app, in words: pure. Values of variables are never
 * among them, since they may be secrets.
 */
public final class ReleaseDifference {
    private final String app;
    private final Optional<Manifest> before;
    private final Manifest next;
    private final Map<String, Integer> scale;
    private final Set<String> otherFiles;
    private final List<Change> changes = new ArrayList<>();

    private ReleaseDifference(
            String app,
            Optional<Manifest> before,
            Manifest next,
            Map<String, Integer> scale,
            Set<String> otherFiles) {
        this.app = app;
        this.before = before;
        this.next = next;
        this.scale = scale;
        this.otherFiles = otherFiles;
    }

    /** What is done to a thing. */
    public enum Action {
        CREATE,
        CHANGE,
        REMOVE
    }

    /**
     * One thing of the app.
     *
     * @param kind process, host, name, link, egress, build or variable
     * @param details what of it, in words
     */
    public record Change(Action action, String kind, String name, List<String> details) {}

    /**
     * In the order of the manifest; what goes comes last.
     *
     * @param before of the current release; empty when there is none
     * @param scale what {@code mvi scale} has said
     * @param otherFiles processes whose mounts hold other files than before
     */
    public static List<Change> of(
            String app,
            Optional<Manifest> before,
            Manifest next,
            Map<String, Integer> scale,
            Set<String> otherFiles) {
        ReleaseDifference difference = new ReleaseDifference(app, before, next, scale, otherFiles);
        difference.all();
        return difference.changes;
    }

    private void all() {
        processes();
        hosts();
        names();
        links();
        egress();
    }

    /**
     * What the second has that the first has not, of one app.
     *
     * @param variables the app's own in the first, and in the second
     */
    public static List<Change> of(
            Release was,
            Release is,
            Map<String, String> variables,
            Map<String, String> nextVariables) {
        Set<String> otherFiles = new TreeSet<>();
        is.files()
                .forEach(
                        (process, name) -> {
                            String old = was.files().getOrDefault(process, name);
                            if (!old.equals(name) && !ReleaseFiles.isSealed(name)) {
                                otherFiles.add(process);
                            }
                        });
        ReleaseDifference difference =
                new ReleaseDifference(
                        is.app(), Optional.of(was.manifest()), is.manifest(), Map.of(), otherFiles);
        if (!was.images().equals(is.images())) {
            difference.add(
                    Action.CHANGE, "build", "images", List.of(was.build() + " → " + is.build()));
        }
        difference.all();
        difference.variables(variables, nextVariables);
        return difference.changes;
    }

    private void variables(Map<String, String> was, Map<String, String> is) {
        variableActions(was, is)
                .forEach((name, action) -> add(action, "variable", name, List.of()));
    }

    private void processes() {
        Map<String, AppProcess> old = new TreeMap<>();
        before.stream()
                .flatMap(manifest -> manifest.processes().stream())
                .forEach(each -> old.put(each.name(), each));
        for (AppProcess process : next.processes()) {
            AppProcess was = old.remove(process.name());
            if (was == null) {
                add(Action.CREATE, "process", process.name(), described(process));
            } else {
                List<String> details = changed(was, process);
                if (!details.isEmpty()) {
                    add(Action.CHANGE, "process", process.name(), details);
                }
            }
        }
        old.keySet()
                .forEach(
                        name ->
                                add(
                                        Action.REMOVE,
                                        "process",
                                        name,
                                        List.of("its containers stop")));
    }

    private List<String> described(AppProcess process) {
        List<String> details = new ArrayList<>();
        switch (process.lifetime()) {
            case STEP -> details.add("a step, once in each release");
            case FUNCTION ->
                    process.function().map(FunctionWords::described).ifPresent(details::addAll);
            case SERVICE, UNTIL_SUCCESS, ONCE -> {
                int count = scale.getOrDefault(process.name(), process.replicas());
                details.add(count + (count == 1 ? " container" : " containers"));
            }
        }
        details.add(
                process.image()
                        .filter(unused -> process.build().isEmpty())
                        .map(image -> "image " + image)
                        .orElse("built"));
        if (!process.ports().isEmpty()) {
            details.add("ports " + joined(process.ports()));
        }
        return details;
    }

    private List<String> changed(AppProcess was, AppProcess is) {
        List<String> details = new ArrayList<>();
        if (is.build().isEmpty() && was.image().isPresent()) {
            say(details, "image", was.image(), is.image());
        }
        // Their words may hold secrets, as variables may.
        if (!was.entrypoint().equals(is.entrypoint())) {
            details.add("entrypoint");
        }
        if (!was.command().equals(is.command())) {
            details.add("command");
        }
        environment(was.environment(), is.environment()).ifPresent(details::add);
        say(details, "ports", was.ports(), is.ports());
        say(details, "depends on", was.dependsOn(), is.dependsOn());
        if (was.dependsOn().equals(is.dependsOn())
                && !was.dependencies().equals(is.dependencies())) {
            details.add("conditions of what it depends on");
        }
        say(details, "at its end", was.lifetime(), is.lifetime());
        details.addAll(FunctionWords.changed(was.function(), is.function()));
        if (!was.health().equals(is.health())) {
            details.add("health checks");
        }
        if (!was.routing().tls().equals(is.routing().tls())) {
            details.add("TLS of its clients");
        }
        say(details, "stop grace", was.stopGrace(), is.stopGrace());
        if (was.replicas() != is.replicas()) {
            Integer said = scale.get(is.name());
            details.add(
                    "replicas "
                            + was.replicas()
                            + " → "
                            + is.replicas()
                            + (said == null ? "" : ", but mvi scale said " + said));
        }
        say(details, "replaced at once", was.update().parallelism(), is.update().parallelism());
        say(details, "order", was.update().order(), is.update().order());
        say(details, "delay", was.update().delay(), is.update().delay());
        say(details, "watched", was.update().monitor(), is.update().monitor());
        say(details, "memory", was.memory(), is.memory());
        say(details, "cpus", was.cpus(), is.cpus());
        if (!was.settings().equals(is.settings())) {
            details.add("settings of its containers");
        }
        boolean hasOtherMounts = !places(was).equals(places(is));
        if (hasOtherMounts || otherFiles.contains(is.name())) {
            details.add(hasOtherMounts ? "mounts" : "files of its mounts");
        }
        return details;
    }

    private static List<CapturedMount> places(AppProcess process) {
        return process.mounts().stream().map(CapturedMount::withoutContent).toList();
    }

    private static Optional<String> environment(Map<String, String> was, Map<String, String> is) {
        List<String> changed = new ArrayList<>();
        variableActions(was, is)
                .forEach(
                        (name, action) ->
                                changed.add(
                                        switch (action) {
                                                    case CREATE -> "+";
                                                    case CHANGE -> "~";
                                                    case REMOVE -> "-";
                                                }
                                                + name));
        return changed.isEmpty()
                ? Optional.empty()
                : Optional.of("environment " + String.join(" ", changed));
    }

    private static Map<String, Action> variableActions(
            Map<String, String> was, Map<String, String> is) {
        Set<String> names = new TreeSet<>(was.keySet());
        names.addAll(is.keySet());
        Map<String, Action> actions = new TreeMap<>();
        for (String name : names) {
            if (!was.containsKey(name)) {
                actions.put(name, Action.CREATE);
            } else if (!is.containsKey(name)) {
                actions.put(name, Action.REMOVE);
            } else if (!Objects.equals(was.get(name), is.get(name))) {
                actions.put(name, Action.CHANGE);
            }
        }
        return actions;
    }

    private void hosts() {
        compare("host", before.map(this::hosts).orElse(Map.of()), hosts(next));
    }

    private Map<String, String> hosts(Manifest manifest) {
        Map<String, String> hosts = new TreeMap<>();
        for (AppProcess process : manifest.processes()) {
            for (String host : ProcessPorts.hosts(app, manifest, process)) {
                hosts.put(host, process.name());
            }
        }
        return hosts;
    }

    /** Inside of the app. */
    private void names() {
        compare("name", before.map(ReleaseDifference::names).orElse(Map.of()), names(next));
    }

    private static Map<String, String> names(Manifest manifest) {
        Map<String, String> names = new TreeMap<>(manifest.aliases());
        for (AppProcess process : manifest.processes()) {
            ProcessPorts.all(process)
                    .forEach(port -> names.put(process.name() + ":" + port, process.name()));
        }
        return names;
    }

    private void links() {
        Map<String, Manifest.Provider> old = new HashMap<>();
        before.stream()
                .flatMap(manifest -> manifest.providers().stream())
                .forEach(each -> old.put(each.name(), each));
        for (Manifest.Provider provider : next.providers()) {
            Manifest.Provider was = old.remove(provider.name());
            if (was == null) {
                add(Action.CREATE, "link", provider.name(), List.of(provider.service()));
            } else if (!was.service().equals(provider.service())) {
                add(
                        Action.CHANGE,
                        "link",
                        provider.name(),
                        List.of(was.service() + " → " + provider.service()));
            } else if (!was.equals(provider)) {
                add(
                        Action.CHANGE,
                        "link",
                        provider.name(),
                        List.of(
                                was.choices().equals(provider.choices())
                                        ? "user, password or database"
                                        : "options"));
            }
        }
        new TreeMap<>(old)
                .forEach(
                        (name, provider) ->
                                add(
                                        Action.REMOVE,
                                        "link",
                                        name,
                                        List.of(provider.service() + "; its data stays")));
    }

    private void egress() {
        boolean was = before.map(Manifest::isEgressOpen).orElse(true);
        if (was != next.isEgressOpen()) {
            add(
                    Action.CHANGE,
                    "egress",
                    "internet",
                    List.of(next.isEgressOpen() ? "open" : "closed"));
        }
    }

    private void compare(String kind, Map<String, String> was, Map<String, String> is) {
        is.forEach(
                (name, process) -> {
                    String old = was.get(name);
                    if (old == null) {
                        add(Action.CREATE, kind, name, List.of(process));
                    } else if (!old.equals(process)) {
                        add(Action.CHANGE, kind, name, List.of(old + " → " + process));
                    }
                });
        was.forEach(
                (name, process) -> {
                    if (!is.containsKey(name)) {
                        add(Action.REMOVE, kind, name, List.of(process));
                    }
                });
    }

    private static void say(List<String> details, String what, Object was, Object is) {
        if (!was.equals(is)) {
            details.add(what + " " + word(was) + " → " + word(is));
        }
    }

    private static String word(Object value) {
        return switch (value) {
            case Optional<?> optional -> optional.map(ReleaseDifference::word).orElse("none");
            case List<?> list -> list.isEmpty() ? "none" : joined(list);
            case Duration duration -> duration.toSeconds() + " s";
            case AppProcess.Order order ->
                    switch (order) {
                        case START_FIRST -> "start first";
                        case STOP_FIRST -> "stop first";
                    };
            case AppProcess.Lifetime lifetime ->
                    switch (lifetime) {
                        case SERVICE -> "another starts";
                        case UNTIL_SUCCESS -> "another starts unless it succeeded";
                        case ONCE -> "it is over";
                        case STEP -> "the release goes on";
                        case FUNCTION -> "its next event starts another";
                    };
            default -> value.toString();
        };
    }

    private static String joined(List<?> list) {
        return list.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    private void add(Action action, String kind, String name, List<String> details) {
        changes.add(new Change(action, kind, name, details));
    }
}
