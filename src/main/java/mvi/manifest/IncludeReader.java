package mvi.manifest;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Puts what a manifest includes, and the override file beside it, into one mapping. */
final class IncludeReader {
    /** Counted each time, also for a file that several include. */
    static final int INCLUDES = 100;

    private final ReadContext context;
    private final OtherFiles others;
    private int includes;

    IncludeReader(ReadContext context, OtherFiles others) {
        this.context = context;
        this.others = others;
    }

    /**
     * The manifest as Compose sees it: with the other files that were named over it, else with its
     * override file over it, which is said.
     */
    Tree.Fields whole(List<String> names, Tree.Fields top) {
        String name = names.getFirst();
        Tree.Fields whole = including(name, ShortForm.inFull(top), new LinkedHashSet<>());
        if (context.interpolation().lookUp(ManifestReader.FILES).isPresent()) {
            for (String next : names.subList(1, names.size())) {
                whole = over(whole, next);
            }
            return whole;
        }
        String stem = name.substring(0, name.lastIndexOf('.'));
        for (String override : List.of(stem + ".override.yaml", stem + ".override.yml")) {
            if (context.files().isFile(override)) {
                Place place = new Place(override, 1, 1);
                context.findings()
                        .warn(
                                place,
                                "override",
                                override + " is merged over " + name + ", as Compose does",
                                "");
                return over(whole, override);
            }
        }
        return whole;
    }

    private Tree.Fields over(Tree.Fields whole, String file) {
        Tree.Fields next = others.read(file, new Place(file, 1, 1));
        return TreeMerge.merge(whole, including(file, next, new LinkedHashSet<>()));
    }

    private Tree.Fields including(String file, Tree.Fields top, Set<String> above) {
        Optional<Tree> include = top.value("include");
        if (include.isEmpty()) {
            return top;
        }
        Map<String, Tree.Field> rest = new LinkedHashMap<>(top.fields());
        rest.remove("include");
        Tree.Fields whole = new Tree.Fields(rest, top.place());
        if (!above.add(file)) {
            context.findings()
                    .error(
                            include.get().place(),
                            "include-cycle",
                            "include: " + file + " comes back to itself",
                            "leave one of them out");
            return whole;
        }
        if (!(include.get() instanceof Tree.Items items)) {
            context.values().wrong("include", "a list of files", include.get());
            return whole;
        }
        for (Tree item : items.items()) {
            List<Tree.Text> paths = paths(item);
            Tree.Fields included = Tree.Fields.none(item.place());
            for (Tree.Text path : paths) {
                included = TreeMerge.merge(included, included(path, above));
            }
            if (!paths.isEmpty()) {
                sayConflicts(included, whole, paths.getFirst());
            }
            whole = TreeMerge.merge(included, whole);
        }
        return whole;
    }

    /** Without the name, which is the other project's. */
    private Tree.Fields included(Tree.Text path, Set<String> above) {
        Optional<String> other = others.beside("include", path.value(), path);
        if (other.isEmpty() || !isWithinLimit(path)) {
            return Tree.Fields.none(path.place());
        }
        Tree.Fields read = others.read(other.get(), path.place());
        Tree.Fields included = including(other.get(), read, new LinkedHashSet<>(above));
        Map<String, Tree.Field> rest = new LinkedHashMap<>(included.fields());
        rest.remove("name");
        return new Tree.Fields(rest, included.place());
    }

    private boolean isWithinLimit(Tree.Text at) {
        if (++includes == INCLUDES + 1) {
            context.findings()
                    .error(
                            at.place(),
                            "too-many-includes",
                            "include: more than " + INCLUDES + " files, counted each time",
                            "include each file once");
        }
        return includes <= INCLUDES;
    }

    private List<Tree.Text> paths(Tree item) {
        if (!(item instanceof Tree.Fields fields)) {
            return context.values().texts("include", item);
        }
        ComposeTable.check(ComposeTable.INCLUDE, fields, context.findings());
        Optional<Tree> path = fields.value("path");
        if (path.isEmpty()) {
            context.values().wrong("include", "path: a file", fields);
        }
        return path.map(each -> context.values().texts("include", each)).orElse(List.of());
    }

    /** Two services of one name from two files are two ideas of it. */
    private void sayConflicts(Tree.Fields included, Tree.Fields own, Tree.Text at) {
        Map<String, Tree.Field> mine = services(own);
        for (String name : services(included).keySet()) {
            if (mine.containsKey(name)) {
                context.findings()
                        .error(
                                at.place(),
                                "include-conflict",
                                "include: '" + name + "' of " + at.value() + " is here too",
                                "name them apart, or let one extend the other");
            }
        }
    }

    private static Map<String, Tree.Field> services(Tree.Fields top) {
        return top.value("services").orElse(null) instanceof Tree.Fields services
                ? services.fields()
                : Map.of();
    }
}
