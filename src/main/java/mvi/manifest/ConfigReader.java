package mvi.manifest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads {@code configs} or {@code secrets}: at the top what each is, in a service where it is
 * placed.
 */
final class ConfigReader {
    private static final Pattern TARGET = Pattern.compile("/[^\\x00-\\x1f]{0,1023}");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
    private static final Pattern MODE = Pattern.compile("0?o?[0-7]{3}");

    /** The two kinds of files that have names of their own in a manifest. */
    enum Kind {
        CONFIGS("configs", "/", ComposeTable.CONFIG, ComposeTable.CONFIG_ENTRY),
        SECRETS("secrets", "/run/secrets/", ComposeTable.SECRET, ComposeTable.SECRET_ENTRY);

        private final String key;
        private final String folder;
        private final String table;
        private final String entryTable;

        Kind(String key, String folder, String table, String entryTable) {
            this.key = key;
            this.folder = folder;
            this.table = table;
            this.entryTable = entryTable;
        }
    }

    private final ReadContext context;
    private final Kind kind;
    private final Map<String, Source> sources = new HashMap<>();

    ConfigReader(ReadContext context, Kind kind) {
        this.context = context;
        this.kind = kind;
    }

    /** A file of the project, content of its own, or a variable of the app's environment. */
    private record Source(String file, Optional<String> content, Optional<String> variable) {
        static Source text(String name, String content) {
            return new Source(name, Optional.of(content), Optional.empty());
        }
    }

    /** The content of the one that is placed at a path by default, where it is known by now. */
    Optional<String> content(String path) {
        if (!path.startsWith(kind.folder)) {
            return Optional.empty();
        }
        Source source = sources.get(path.substring(kind.folder.length()));
        if (source == null || source.variable().isPresent()) {
            return Optional.empty();
        }
        return source.content()
                .or(
                        () ->
                                EnvironmentReader.text(
                                        context, source.file(), new Place(source.file(), 1, 1)));
    }

    /** The top-level mapping. */
    void define(Tree tree) {
        context.values()
                .fields(kind.key, tree)
                .ifPresent(fields -> fields.fields().forEach(this::define));
    }

    private void define(String name, Tree.Field field) {
        Optional<Tree.Fields> fields =
                context.values().fields(kind.key + "." + name, field.value());
        if (fields.isEmpty()) {
            return;
        }
        ComposeTable.check(kind.table, fields.get(), context.findings());
        Values values = context.values();
        Optional<Tree> file = fields.get().value("file");
        Optional<Tree> variable = fields.get().value("environment");
        Optional<Tree> content = fields.get().value("content");
        Optional<Tree> external = fields.get().value("external");
        List<String> said = new ArrayList<>();
        for (String key : List.of("file", "content", "environment")) {
            fields.get().value(key).ifPresent(each -> said.add(key));
        }
        external.filter(each -> values.truth("external", each, true))
                .ifPresent(each -> said.add("external"));
        if (said.size() > 1) {
            values.wrong(
                    kind.key + "." + name,
                    String.join(" or ", said) + ", one of them",
                    fields.get());
        }
        if (file.isPresent()) {
            values.text("file", file.get())
                    .flatMap(path -> context.file(kind.key, path, file.get(), "make it there"))
                    .ifPresent(path -> file(name, path));
        } else if (content.isPresent()) {
            values.text("content", content.get())
                    .ifPresent(text -> sources.put(name, Source.text(name, text)));
        } else if (variable.isPresent()) {
            values.text("environment", variable.get())
                    .flatMap(each -> variable(each, variable.get()))
                    .ifPresent(text -> sources.put(name, Source.text(name, text)));
        } else if (external.isEmpty()) {
            String wanted =
                    kind == Kind.CONFIGS
                            ? "file, content or environment"
                            : "file, environment or external";
            values.wrong(kind.key + "." + name, wanted, fields.get());
        } else if (kind == Kind.SECRETS) {
            external(name, external.get(), fields.get());
        }
    }

    /** Whether or not a container sees it, what reads the manifest again needs it. */
    private void file(String name, String path) {
        context.used().add(path);
        sources.put(name, new Source(path, Optional.empty(), Optional.empty()));
    }

    private void external(String name, Tree said, Tree.Fields fields) {
        if (!context.values().truth("external", said, true)) {
            context.values().wrong("secrets." + name, "file, environment or external", fields);
            return;
        }
        String variable =
                fields.value("name")
                        .flatMap(each -> context.values().text("name", each))
                        .orElse(name);
        if (!VARIABLE.matcher(variable).matches()) {
            context.values()
                    .wrong("secrets." + name, "name: a variable of `mvi env`, as A_NAME", fields);
            return;
        }
        sources.put(name, new Source(name, Optional.empty(), Optional.of(variable)));
    }

    private Optional<String> variable(String name, Tree at) {
        Optional<String> value = context.interpolation().lookUp(name);
        if (value.isEmpty()) {
            context.findings()
                    .error(
                            at.place(),
                            "unset-variable",
                            kind.key + ": the variable '" + name + "' is not set",
                            "set it in .env or in the shell");
        }
        return value;
    }

    /** Of a service. */
    List<CapturedMount> of(Tree.Fields service) {
        return service.value(kind.key).map(each -> read(each, kind.entryTable)).orElse(List.of());
    }

    /** Of {@code build}: what its Dockerfile calls them is the end of their path. */
    List<CapturedMount> ofBuild(Tree.Fields build) {
        Optional<Tree> said = build.value(kind.key);
        if (said.isEmpty()) {
            return List.of();
        }
        List<CapturedMount> mounts = read(said.get(), ComposeTable.BUILD_SECRET);
        for (CapturedMount mount : mounts) {
            if (!ID.matcher(id(mount)).matches()) {
                context.findings()
                        .error(
                                said.get().place(),
                                "wrong-type",
                                "build.secrets: '" + id(mount) + "' is not an id",
                                "name it with A-Z a-z 0-9 _ . -");
            }
        }
        return mounts;
    }

    private String id(CapturedMount mount) {
        String target = mount.target();
        return target.startsWith(kind.folder) ? target.substring(kind.folder.length()) : target;
    }

    private List<CapturedMount> read(Tree tree, String table) {
        List<CapturedMount> mounts = new ArrayList<>();
        if (!(tree instanceof Tree.Items items)) {
            context.values().wrong(kind.key, "a list", tree);
            return mounts;
        }
        Set<String> targets = new HashSet<>();
        for (Tree item : items.items()) {
            Optional<CapturedMount> mount =
                    switch (item) {
                        case Tree.Text text ->
                                place(
                                        text.value(),
                                        kind.folder + text.value(),
                                        Optional.empty(),
                                        text);
                        case Tree.Fields fields -> longForm(fields, table);
                        case Tree.Items nested ->
                                context.values().wrong(kind.key, "a name", nested);
                    };
            mount.filter(each -> !targets.add(each.target()))
                    .ifPresent(each -> context.targetTaken(kind.key, each.target(), item));
            mount.ifPresent(mounts::add);
        }
        return mounts;
    }

    private Optional<CapturedMount> longForm(Tree.Fields fields, String table) {
        ComposeTable.check(table, fields, context.findings());
        Values values = context.values();
        Optional<String> source =
                fields.value("source").flatMap(each -> values.text("source", each));
        if (source.isEmpty()) {
            return values.wrong(kind.key, "source: a name of the top level", fields);
        }
        String target =
                fields.value("target")
                        .flatMap(each -> values.text("target", each))
                        .map(each -> inFolder(each))
                        .orElse(kind.folder + source.get());
        Optional<Integer> mode = fields.value("mode").flatMap(this::mode);
        return place(source.get(), target, mode, fields);
    }

    /** A secret's target may be a name in the folder of secrets. */
    private String inFolder(String target) {
        boolean isName = kind == Kind.SECRETS && !target.isEmpty() && !target.startsWith("/");
        return isName ? kind.folder + target : target;
    }

    private Optional<Integer> mode(Tree tree) {
        Optional<String> text = context.values().text("mode", tree);
        if (text.isPresent() && !MODE.matcher(text.get()).matches()) {
            return context.values().wrong("mode", "octal permissions such as 0440", tree);
        }
        return text.map(each -> Integer.parseInt(each.replace("o", ""), 8));
    }

    private Optional<CapturedMount> place(
            String name, String target, Optional<Integer> mode, Tree at) {
        if (!TARGET.matcher(target).matches()) {
            return context.values().wrong(kind.key, "target: an absolute path", at);
        }
        Source source = sources.get(name);
        if (source == null) {
            context.findings()
                    .error(
                            at.place(),
                            "unknown-config",
                            kind.key + ": there is no '" + name + "' among those at the top level",
                            NearName.didYouMean(name, sources.keySet()));
            return Optional.empty();
        }
        return Optional.of(
                new CapturedMount(
                        source.file(),
                        target,
                        true,
                        mode,
                        source.content(),
                        kind == Kind.SECRETS,
                        source.variable()));
    }
}
