package mvi.manifest;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code depends_on} in both forms and {@code links}, and finds names that are nowhere and
 * circles.
 */
final class DependencyReader {
    private static final List<String> CONDITIONS =
            List.of("service_started", "service_healthy", "service_completed_successfully");

    private static final String ADD_A_PORT =
            "add `expose: [\"8080\"]` to it, if it takes connections";

    private final ReadContext context;
    private final Map<String, Map<String, Place>> edges = new LinkedHashMap<>();

    DependencyReader(ReadContext context) {
        this.context = context;
    }

    List<String> read(String service, Tree.Fields fields, Set<String> known) {
        Map<String, Place> named = new LinkedHashMap<>();
        edges.put(service, named);
        fields.value("depends_on").ifPresent(tree -> dependsOn(tree, known, named));
        fields.value("links")
                .ifPresent(
                        tree -> {
                            for (Tree.Text link : context.values().texts("links", tree)) {
                                String name = link.value().split(":", 2)[0];
                                add("links", name, link.place(), known, named);
                            }
                        });
        return new ArrayList<>(named.keySet());
    }

    private void dependsOn(Tree tree, Set<String> known, Map<String, Place> named) {
        if (!(tree instanceof Tree.Fields each)) {
            for (Tree.Text text : context.values().texts("depends_on", tree)) {
                add("depends_on", text.value(), text.place(), known, named);
            }
            return;
        }
        each.fields()
                .forEach(
                        (name, field) -> {
                            if (isRequired(field.value()) || known.contains(name)) {
                                add("depends_on", name, field.key(), known, named);
                            }
                        });
    }

    private boolean isRequired(Tree tree) {
        Optional<Tree.Fields> fields = context.values().fields("depends_on", tree);
        if (fields.isEmpty()) {
            return true;
        }
        ComposeTable.check(ComposeTable.DEPENDENCY, fields.get(), context.findings());
        fields.get().value("condition").ifPresent(this::condition);
        return fields.get()
                .value("required")
                .map(each -> context.values().truth("required", each, true))
                .orElse(true);
    }

    private void condition(Tree tree) {
        Optional<String> condition = context.values().text("condition", tree);
        if (condition.isPresent() && !CONDITIONS.contains(condition.get())) {
            context.findings()
                    .error(
                            tree.place(),
                            "unknown-condition",
                            "no condition '" + condition.get() + "'",
                            NearName.didYouMean(condition.get(), CONDITIONS));
        } else if (condition.equals(Optional.of("service_completed_successfully"))) {
            context.findings()
                    .warn(
                            tree.place(),
                            "left-out",
                            "condition: the end of another process is not waited for",
                            "do the work first in this one's entrypoint");
        }
    }

    private void add(
            String key, String name, Place place, Set<String> known, Map<String, Place> into) {
        if (known.contains(name)) {
            into.putIfAbsent(name, place);
        } else {
            context.findings()
                    .error(
                            place,
                            "unknown-dependency",
                            key + " names '" + name + "', which is no service of this file",
                            NearName.didYouMean(name, known));
        }
    }

    /** Who names no port has no name for others. */
    void findUnreachable(List<AppProcess> processes) {
        Set<String> silent = new HashSet<>();
        for (AppProcess process : processes) {
            if (process.ports().isEmpty() && !process.name().equals(AppProcess.WEB)) {
                silent.add(process.name());
            }
        }
        edges.values()
                .forEach(
                        named ->
                                named.forEach(
                                        (name, place) -> {
                                            if (silent.remove(name)) {
                                                context.findings()
                                                        .warn(
                                                                place,
                                                                "no-port",
                                                                unreachable(name),
                                                                ADD_A_PORT);
                                            }
                                        }));
    }

    private static String unreachable(String name) {
        return "'" + name + "' names no port, so that nothing reaches it by its name";
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
