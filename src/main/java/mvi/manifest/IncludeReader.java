package mvi.manifest;

import java.util.HashMap;
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
    private final Map<Interpolation, Map<Map<String, String>, Interpolation>> scopes =
            new HashMap<>();
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
        FolderPaths paths = new FolderPaths(FolderPaths.of(name));
        Scope scope = new Scope(FolderPaths.of(name), context.interpolation());
        Tree.Fields own = paths.rebased(ShortForm.inFull(top));
        Tree.Fields whole = including(name, own, new LinkedHashSet<>(), scope);
        if (context.interpolation().lookUp(ManifestReader.FILES).isPresent()) {
            for (String next : names.subList(1, names.size())) {
                whole = over(whole, next, scope);
            }
            return paths.withContexts(whole);
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
                return over(whole, override, scope);
            }
        }
        return whole;
    }

    private Tree.Fields over(Tree.Fields whole, String file, Scope scope) {
        Tree.Fields next = others.read(file, new Place(file, 1, 1), scope);
        return TreeMerge.merge(whole, including(file, next, new LinkedHashSet<>(), scope));
    }

    private Tree.Fields including(String file, Tree.Fields top, Set<String> above, Scope scope) {
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
            if (!paths.isEmpty()) {
                Tree.Fields included = included(item, paths, above, scope);
                sayConflicts(included, whole, paths.getFirst());
                whole = TreeMerge.merge(included, whole);
            }
        }
        return whole;
    }

    /** One entry: a project of its own, with its folder and its variables, without its name. */
    private Tree.Fields included(Tree item, List<Tree.Text> paths, Set<String> above, Scope scope) {
        Tree.Fields all = Tree.Fields.none(item.place());
        Optional<Scope> own = Optional.empty();
        for (Tree.Text path : paths) {
            Optional<String> file = context.file("include", path.value(), path, "");
            if (file.isEmpty() || !isWithinLimit(path)) {
                continue;
            }
            own = own.or(() -> scope(item, file.get(), scope));
            if (own.isPresent()) {
                Tree.Fields read = others.read(file.get(), path.place(), own.get());
                all =
                        TreeMerge.merge(
                                all,
                                including(file.get(), read, new LinkedHashSet<>(above), own.get()));
            }
        }
        if (own.isPresent()) {
            all = new FolderPaths(own.get().folder()).withContexts(all);
            if (!own.get().variables().equals(scope.variables())) {
                all = FolderPaths.withValues(all, own.get().variables());
            }
        }
        Map<String, Tree.Field> rest = new LinkedHashMap<>(all.fields());
        rest.remove("name");
        return new Tree.Fields(rest, all.place());
    }

    /** Empty when the entry says a folder that is none. */
    private Optional<Scope> scope(Tree item, String file, Scope above) {
        Optional<Tree.Fields> entry =
                Optional.of(item)
                        .filter(Tree.Fields.class::isInstance)
                        .map(Tree.Fields.class::cast);
        Optional<Tree> said = entry.flatMap(fields -> fields.value("project_directory"));
        Optional<String> folder =
                said.isEmpty() ? Optional.of(FolderPaths.of(file)) : said.flatMap(this::folder);
        Optional<Tree> envFile = entry.flatMap(fields -> fields.value("env_file"));
        return folder.map(
                each -> {
                    Map<String, String> own = new LinkedHashMap<>();
                    if (envFile.isPresent()) {
                        for (Tree.Text path :
                                context.values().texts("include.env_file", envFile.get())) {
                            context.file("include.env_file", path.value(), path, "")
                                    .ifPresent(
                                            env -> own.putAll(variables(env, path.place(), above)));
                        }
                    } else if (!each.equals(above.folder())) {
                        String env = (each.isEmpty() ? "" : each + "/") + ".env";
                        own.putAll(variables(env, new Place(env, 1, 1), above));
                    }
                    return new Scope(each, below(above.variables(), own));
                });
    }

    private Optional<String> folder(Tree said) {
        Optional<String> written = context.values().text("include.project_directory", said);
        Optional<String> folder =
                written.flatMap(path -> ReadContext.inside("", path))
                        .filter(path -> path.isEmpty() || context.files().isFolder(path));
        if (written.isPresent() && folder.isEmpty()) {
            context.findings()
                    .error(
                            said.place(),
                            "no-such-file",
                            "include: there is no folder '" + written.get() + "' in the project",
                            "");
        }
        return folder;
    }

    private Map<String, String> variables(String file, Place at, Scope above) {
        Optional<String> text = EnvironmentReader.text(context, file, at);
        if (text.isEmpty()) {
            return Map.of();
        }
        context.used().add(file);
        return Dotenv.read(file, text.get(), context.findings(), above.variables());
    }

    /** One for each set of variables, so that a file which many include is read once. */
    private Interpolation below(Interpolation above, Map<String, String> own) {
        return own.isEmpty()
                ? above
                : scopes.computeIfAbsent(above, any -> new HashMap<>())
                        .computeIfAbsent(own, above::over);
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
