package mvi.manifest;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code depends_on} in both forms, and finds names that are nowhere and circles. */
final class DependencyReader {
    private static final List<String> CONDITIONS =
            List.of("service_started", "service_healthy", "service_completed_successfully");

    private final ReadContext context;
    private final Map<String, Map<String, Place>> edges = new LinkedHashMap<>();

    DependencyReader(ReadContext context) {
        this.context = context;
    }

    List<String> read(String service, Optional<Tree> dependsOn, Set<String> known) {
        Map<String, Place> named = new LinkedHashMap<>();
        edges.put(service, named);
        if (dependsOn.isEmpty()) {
            return List.of();
        }
        if (dependsOn.get() instanceof Tree.Fields fields) {
            fields.fields()
                    .forEach(
                            (name, field) ->
                                    add(
                                            name,
                                            field.key(),
                                            isRequired(field.value()),
                                            known,
                                            named));
        } else {
            for (Tree.Text text : context.values().texts("depends_on", dependsOn.get())) {
                add(text.value(), text.place(), true, known, named);
            }
        }
        return new ArrayList<>(named.keySet());
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
            String name,
            Place place,
            boolean isRequired,
            Set<String> known,
            Map<String, Place> into) {
        if (known.contains(name)) {
            into.put(name, place);
        } else if (isRequired) {
            context.findings()
                    .error(
                            place,
                            "unknown-dependency",
                            "depends_on names '" + name + "', which is no service of this file",
                            NearName.didYouMean(name, known));
        }
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
