package mvi.manifest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code configs}: at the top what each is, in a service where it is placed. */
final class ConfigReader {
    private static final Pattern TARGET = Pattern.compile("/[^\\x00-\\x1f]{0,1023}");
    private static final Pattern MODE = Pattern.compile("0?o?[0-7]{3}");

    private final ReadContext context;
    private final Map<String, Source> sources = new HashMap<>();

    ConfigReader(ReadContext context) {
        this.context = context;
    }

    /** A file of the project, or content of its own. */
    private record Source(String file, Optional<String> content) {}

    /** The top-level mapping. */
    void define(Tree tree) {
        context.values()
                .fields("configs", tree)
                .ifPresent(fields -> fields.fields().forEach(this::define));
    }

    private void define(String name, Tree.Field field) {
        Optional<Tree.Fields> fields = context.values().fields("configs." + name, field.value());
        if (fields.isEmpty()) {
            return;
        }
        ComposeTable.check(ComposeTable.CONFIG, fields.get(), context.findings());
        Values values = context.values();
        Optional<Tree> file = fields.get().value("file");
        Optional<Tree> variable = fields.get().value("environment");
        Optional<Tree> content = fields.get().value("content");
        if (file.isPresent()) {
            values.text("file", file.get())
                    .flatMap(path -> context.file("configs", path, file.get(), "make it there"))
                    .ifPresent(path -> sources.put(name, new Source(path, Optional.empty())));
        } else if (content.isPresent()) {
            values.text("content", content.get())
                    .ifPresent(text -> sources.put(name, new Source(name, Optional.of(text))));
        } else if (variable.isPresent()) {
            values.text("environment", variable.get())
                    .flatMap(each -> variable(each, variable.get()))
                    .ifPresent(text -> sources.put(name, new Source(name, Optional.of(text))));
        } else if (fields.get().value("external").isEmpty()) {
            values.wrong("configs." + name, "file, content or environment", fields.get());
        }
    }

    private Optional<String> variable(String name, Tree at) {
        Optional<String> value = context.interpolation().lookUp(name);
        if (value.isEmpty()) {
            context.findings()
                    .error(
                            at.place(),
                            "unset-variable",
                            "configs: the variable '" + name + "' is not set",
                            "set it in .env or in the shell");
        }
        return value;
    }

    /** Of a service. */
    List<CapturedMount> read(Tree tree) {
        List<CapturedMount> mounts = new ArrayList<>();
        if (!(tree instanceof Tree.Items items)) {
            context.values().wrong("configs", "a list", tree);
            return mounts;
        }
        for (Tree item : items.items()) {
            switch (item) {
                case Tree.Text text ->
                        place(text.value(), "/" + text.value(), Optional.empty(), text)
                                .ifPresent(mounts::add);
                case Tree.Fields fields -> longForm(fields).ifPresent(mounts::add);
                case Tree.Items nested -> context.values().wrong("configs", "a config", nested);
            }
        }
        return mounts;
    }

    private Optional<CapturedMount> longForm(Tree.Fields fields) {
        ComposeTable.check(ComposeTable.CONFIG_ENTRY, fields, context.findings());
        Values values = context.values();
        Optional<String> source =
                fields.value("source").flatMap(each -> values.text("source", each));
        if (source.isEmpty()) {
            return values.wrong("configs", "source: the name of a config", fields);
        }
        String target =
                fields.value("target")
                        .flatMap(each -> values.text("target", each))
                        .orElse("/" + source.get());
        Optional<Integer> mode = fields.value("mode").flatMap(this::mode);
        return place(source.get(), target, mode, fields);
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
            return context.values().wrong("configs", "target: an absolute path", at);
        }
        Source source = sources.get(name);
        if (source == null) {
            context.findings()
                    .error(
                            at.place(),
                            "unknown-config",
                            "configs: there is no '" + name + "' among those at the top level",
                            NearName.didYouMean(name, sources.keySet()));
            return Optional.empty();
        }
        return Optional.of(new CapturedMount(source.file(), target, true, mode, source.content()));
    }
}
