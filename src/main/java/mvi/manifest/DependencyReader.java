package mvi.manifest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import mvi.manifest.AppProcess.Condition;
import mvi.manifest.AppProcess.Dependency;
import mvi.manifest.AppProcess.Lifetime;

/**
 * Reads {@code depends_on} in both forms and {@code links}, and finds names that are nowhere and
 * circles.
 */
final class DependencyReader {
    private static final Map<String, Condition> CONDITIONS =
            Map.of(
                    "service_started", Condition.STARTED,
                    "service_healthy", Condition.HEALTHY,
                    "service_completed_successfully", Condition.COMPLETED);

    private final ReadContext context;
    private final Set<String> written;
    private final Map<String, Map<String, Place>> edges = new LinkedHashMap<>();
    private final Map<String, Place> steps = new LinkedHashMap<>();
    private final List<Wait> waits = new ArrayList<>();

    /**
     * @param written services of the file, those left out with their profiles too
     */
    DependencyReader(ReadContext context, Set<String> written) {
        this.context = context;
        this.written = written;
    }

    /** A condition that is written, of one service for another. */
    private record Wait(String service, String dependency, Place place) {}

    List<Dependency> read(String service, Tree.Fields fields, Set<String> known) {
        Map<String, Place> places = new LinkedHashMap<>();
        Map<String, Condition> conditions = new LinkedHashMap<>();
        edges.put(service, places);
        fields.value("depends_on")
                .ifPresent(tree -> dependsOn(service, tree, known, places, conditions));
        fields.value("links")
                .ifPresent(
                        tree -> {
                            for (Tree.Text link : context.values().texts("links", tree)) {
                                String name = link.value().split(":", 2)[0];
                                add("links", name, link.place(), known, places);
                            }
                        });
        return places.keySet().stream()
                .map(name -> new Dependency(name, conditions.getOrDefault(name, Condition.STARTED)))
                .toList();
    }

    private void dependsOn(
            String service,
            Tree tree,
            Set<String> known,
            Map<String, Place> places,
            Map<String, Condition> conditions) {
        if (!(tree instanceof Tree.Fields each)) {
            for (Tree.Text text : context.values().texts("depends_on", tree)) {
                add("depends_on", text.value(), text.place(), known, places);
            }
            return;
        }
        each.fields()
                .forEach(
                        (name, field) -> {
                            Optional<Tree.Fields> entry =
                                    context.values().fields("depends_on", field.value());
                            entry.ifPresent(
                                    fields ->
                                            ComposeTable.check(
                                                    ComposeTable.DEPENDENCY,
                                                    fields,
                                                    context.findings()));
                            Optional<Tree> written =
                                    entry.flatMap(fields -> fields.value("condition"));
                            written.ifPresent(is -> waits.add(new Wait(service, name, is.place())));
                            written.flatMap(this::condition)
                                    .ifPresent(condition -> conditions.put(name, condition));
                            if (isRequired(entry) || known.contains(name)) {
                                add("depends_on", name, field.key(), known, places);
                            }
                            if (conditions.get(name) == Condition.COMPLETED) {
                                steps.putIfAbsent(name, field.key());
                            }
                        });
    }

    private boolean isRequired(Optional<Tree.Fields> entry) {
        return entry.flatMap(fields -> fields.value("required"))
                .map(each -> context.values().truth("required", each, true))
                .orElse(true);
    }

    private Optional<Condition> condition(Tree tree) {
        Optional<String> text = context.values().text("condition", tree);
        Optional<Condition> condition = text.map(CONDITIONS::get);
        if (text.isPresent() && condition.isEmpty()) {
            context.findings()
                    .error(
                            tree.place(),
                            "unknown-condition",
                            "no condition '" + text.get() + "'",
                            NearName.didYouMean(text.get(), CONDITIONS.keySet()));
        }
        return condition;
    }

    /** What is started by events is never ready, and waits for nothing itself. */
    void findWaits(List<AppProcess> processes) {
        Set<String> functions =
                processes.stream()
                        .filter(each -> each.lifetime() == Lifetime.FUNCTION)
                        .map(AppProcess::name)
                        .collect(Collectors.toSet());
        for (Wait wait : waits) {
            if (functions.contains(wait.dependency())) {
                context.findings()
                        .error(
                                wait.place(),
                                "never-ready",
                                "'"
                                        + wait.service()
                                        + "' waits for '"
                                        + wait.dependency()
                                        + "', a function, which runs when something happens",
                                "take the condition out");
            } else if (functions.contains(wait.service())) {
                context.findings()
                        .warn(
                                wait.place(),
                                "left-out",
                                "condition: '"
                                        + wait.service()
                                        + "' is a function, which waits for its events alone",
                                "");
            }
        }
    }

    /** Services that others wait for to complete run once in each release. */
    List<AppProcess> withSteps(List<AppProcess> processes, Set<String> providers) {
        steps.forEach(
                (name, place) -> {
                    if (providers.contains(name)) {
                        context.findings()
                                .error(
                                        place,
                                        "never-completes",
                                        "'" + name + "' is a provider, which never completes",
                                        "use service_healthy");
                    }
                });
        return processes.stream()
                .map(each -> steps.containsKey(each.name()) ? each.asStep() : each)
                .toList();
    }

    private void add(
            String key, String name, Place place, Set<String> known, Map<String, Place> into) {
        if (known.contains(name)) {
            into.putIfAbsent(name, place);
        } else {
            boolean isLeftOut = written.contains(name);
            context.findings()
                    .error(
                            place,
                            "unknown-dependency",
                            key
                                    + " names '"
                                    + name
                                    + (isLeftOut
                                            ? "', none of whose profiles is asked for"
                                            : "', which is no service of this file"),
                            isLeftOut
                                    ? "name one in COMPOSE_PROFILES, in .env or in the shell"
                                    : NearName.didYouMean(name, known));
        }
    }

    /**
     * What others depend on takes its ports from its Dockerfile when it names none itself; without
     * any it has no name for others.
     */
    List<AppProcess> withPorts(List<AppProcess> processes) {
        Map<String, Place> asked = new HashMap<>();
        edges.values().forEach(named -> named.forEach(asked::putIfAbsent));
        return processes.stream()
                .map(
                        process ->
                                process.lifetime() != Lifetime.STEP
                                                && process.lifetime() != Lifetime.FUNCTION
                                                && !process.takesRequests()
                                                && asked.containsKey(process.name())
                                        ? withPorts(process, asked.get(process.name()))
                                        : process)
                .toList();
    }

    private AppProcess withPorts(AppProcess process, Place asked) {
        List<Integer> exposed =
                process.build()
                        .flatMap(build -> BuildReader.dockerfile(context, build))
                        .map(text -> Dockerfile.read(text).ports())
                        .orElse(List.of());
        if (exposed.isEmpty()) {
            context.findings()
                    .warn(
                            asked,
                            "no-port",
                            "'"
                                    + process.name()
                                    + "' names no port, so that nothing reaches it by its name",
                            "add `expose: [\"8080\"]` to it, if it takes connections");
            return process;
        }
        List<Integer> ports = exposed.subList(0, Math.min(exposed.size(), PortReader.LIMIT));
        context.findings()
                .warn(
                        asked,
                        "exposed",
                        "'"
                                + process.name()
                                + "' names no port: what its Dockerfile exposes is taken, "
                                + ports.stream()
                                        .map(String::valueOf)
                                        .collect(Collectors.joining(", ")),
                        "add `expose: [\"" + ports.getFirst() + "\"]` to it");
        return process.withPorts(ports);
    }

    /** Says each circle once, where it closes. */
    void findCycles() {
        Set<String> done = new HashSet<>();
        for (String service : edges.keySet()) {
            walk(service, new ArrayList<>(), done);
        }
    }

    /** Depth is bounded by the number of services. */
    private void walk(String service, List<String> path, Set<String> done) {
        if (done.contains(service)) {
            return;
        }
        path.add(service);
        for (Map.Entry<String, Place> edge : edges.getOrDefault(service, Map.of()).entrySet()) {
            int start = path.indexOf(edge.getKey());
            if (start >= 0) {
                List<String> circle = new ArrayList<>(path.subList(start, path.size()));
                circle.add(edge.getKey());
                context.findings()
                        .error(
                                edge.getValue(),
                                "dependency-cycle",
                                "a circle of depends_on: " + String.join(" → ", circle),
                                "take one of them out");
            } else {
                walk(edge.getKey(), path, done);
            }
        }
        path.removeLast();
        done.add(service);
    }
}
