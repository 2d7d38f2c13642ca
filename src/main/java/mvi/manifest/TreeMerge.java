package mvi.manifest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One mapping over another, by the Compose Specification's rules of merging: mappings by key, lists
 * one after the other, everything else the later one; {@code !reset} and {@code !override} say
 * otherwise.
 */
final class TreeMerge {
    /** Lists that are one thing. */
    private static final Set<String> REPLACED = Set.of("command", "entrypoint", "test");

    /** Lists of {@code NAME=value} that are mappings in another form. */
    private static final Set<String> PAIRS =
            Set.of("environment", "labels", "args", "sysctls", "annotations");

    /** A text that is a list of one. */
    private static final Set<String> LISTS =
            Set.of("env_file", "tmpfs", "dns", "dns_search", "label_file");

    private TreeMerge() {}

    static Tree.Fields merge(Tree.Fields base, Tree.Fields over) {
        Map<String, Tree.Field> all = new LinkedHashMap<>(base.fields());
        over.fields()
                .forEach(
                        (key, field) -> {
                            Tree.Field before = all.get(key);
                            if (before == null
                                    || before.merging() == Tree.Merging.RESET
                                    || field.merging() != Tree.Merging.USUAL) {
                                all.put(key, field);
                            } else {
                                Tree merged = merge(key, before.value(), field.value());
                                all.put(key, new Tree.Field(field.key(), merged, before.merging()));
                            }
                        });
        return new Tree.Fields(all, over.place());
    }

    /** When nothing more is merged over it: without what was reset. */
    static Tree.Fields settled(Tree.Fields fields) {
        Map<String, Tree.Field> all = new LinkedHashMap<>();
        fields.fields()
                .forEach(
                        (key, field) -> {
                            if (field.merging() != Tree.Merging.RESET) {
                                Tree value = settled(field.value());
                                all.put(key, new Tree.Field(field.key(), value));
                            }
                        });
        return new Tree.Fields(all, fields.place());
    }

    private static Tree settled(Tree tree) {
        return switch (tree) {
            case Tree.Fields fields -> settled(fields);
            case Tree.Items items ->
                    new Tree.Items(
                            items.items().stream().map(TreeMerge::settled).toList(), items.place());
            case Tree.Text text -> text;
        };
    }

    private static Tree merge(String key, Tree base, Tree over) {
        if (REPLACED.contains(key)) {
            return over;
        }
        Tree below = inMergedForm(key, base, over);
        Tree above = inMergedForm(key, over, base);
        if (below instanceof Tree.Fields one && above instanceof Tree.Fields other) {
            return merge(one, other);
        }
        if (below instanceof Tree.Items one && above instanceof Tree.Items other) {
            return append(key, one, other);
        }
        return above;
    }

    /** In its long form, when the other is; where one form is all that is merged, in that. */
    private static Tree inMergedForm(String key, Tree tree, Tree other) {
        if (PAIRS.contains(key)) {
            return mapping(tree, "=");
        }
        if (LISTS.contains(key)) {
            return list(tree);
        }
        if (!(other instanceof Tree.Fields)) {
            return tree;
        }
        return switch (key) {
            case "build" -> tree instanceof Tree.Text text ? context(text) : tree;
            case "depends_on", "networks" -> names(tree);
            case "extra_hosts" -> mapping(tree, "[:=]");
            default -> tree;
        };
    }

    private static Tree context(Tree.Text folder) {
        Map<String, Tree.Field> fields = new LinkedHashMap<>();
        fields.put("context", new Tree.Field(folder.place(), folder));
        return folder.isNull() ? folder : new Tree.Fields(fields, folder.place());
    }

    /** What takes the place of its like; what stands there already is not repeated. */
    private static Tree append(String key, Tree.Items base, Tree.Items over) {
        List<Tree> all = new ArrayList<>(base.items());
        for (Tree item : over.items()) {
            all.removeIf(
                    each ->
                            switch (key) {
                                case "volumes" -> target(each).equals(target(item));
                                case "configs", "secrets" -> placed(each).equals(placed(item));
                                default -> isSame(each, item);
                            });
            all.add(item);
        }
        return new Tree.Items(all, over.place());
    }

    private static boolean isSame(Tree one, Tree other) {
        return one instanceof Tree.Text text
                && other instanceof Tree.Text same
                && text.value().equals(same.value());
    }

    /** Where a mount goes; what says no target is like no other. */
    static String target(Tree volume) {
        return switch (volume) {
            case Tree.Text text -> {
                String[] parts = text.value().split(":", -1);
                yield parts.length == 1 ? parts[0] : parts[1];
            }
            case Tree.Fields fields ->
                    fields.value("target").map(TreeMerge::target).orElse(fields.place() + "");
            case Tree.Items items -> items.place() + "";
        };
    }

    /** Where a config or secret goes: a name stands for its own. */
    private static String placed(Tree file) {
        return switch (file) {
            case Tree.Text text -> text.value();
            case Tree.Fields fields ->
                    fields.value("target")
                            .or(() -> fields.value("source"))
                            .map(TreeMerge::placed)
                            .orElse(fields.place() + "");
            case Tree.Items items -> items.place() + "";
        };
    }

    private static Tree list(Tree tree) {
        return tree instanceof Tree.Items ? tree : new Tree.Items(List.of(tree), tree.place());
    }

    /** A list of names, as a mapping of them to nothing. */
    private static Tree names(Tree tree) {
        return mapping(tree, "(?!)");
    }

    /** A list of names and values, as a mapping; what has no separator is a name alone. */
    static Tree mapping(Tree tree, String separator) {
        if (!(tree instanceof Tree.Items items)) {
            return tree;
        }
        Map<String, Tree.Field> fields = new LinkedHashMap<>();
        for (Tree item : items.items()) {
            if (!(item instanceof Tree.Text text)) {
                return tree;
            }
            String[] parts = text.value().split(separator, 2);
            Tree.Text value =
                    parts.length == 1
                            ? new Tree.Text("", true, text.place())
                            : new Tree.Text(parts[1], false, text.place());
            fields.put(parts[0], new Tree.Field(text.place(), value));
        }
        return new Tree.Fields(fields, items.place());
    }
}
