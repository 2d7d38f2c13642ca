package mvi.manifest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Makes the paths of a file that another folder holds the project's own, as Compose does. */
final class FolderPaths {
    private static final String EACH_VALUE = "*";
    private static final String EACH_ITEM = "-";

    private final String folder;

    /**
     * @param folder of the project, whose paths are meant; empty for the project folder itself
     */
    FolderPaths(String folder) {
        this.folder = folder;
    }

    /** The folder that a file of the project is in. */
    static String of(String file) {
        return file.substring(0, Math.max(0, file.lastIndexOf('/')));
    }

    /** Every path that Compose reads as one of the file's folder. */
    Tree.Fields rebased(Tree.Fields top) {
        if (folder.isEmpty()) {
            return top;
        }
        Tree all = top;
        for (String paths :
                List.of(
                        "include -",
                        "include - path",
                        "include - path -",
                        "include - project_directory",
                        "include - env_file",
                        "include - env_file -",
                        "configs * file",
                        "secrets * file",
                        "services * extends file",
                        "services * env_file",
                        "services * env_file path",
                        "services * env_file -",
                        "services * env_file - path",
                        "services * label_file",
                        "services * label_file -",
                        "services * x-mvi client_certificates")) {
            all = changed(all, paths, this::path);
        }
        all = changed(all, "services * build", this::context);
        all = changed(all, "services * build context", this::context);
        all = changed(all, "services * volumes -", this::volume);
        return (Tree.Fields) all;
    }

    /** With a context for builds that name none; what extends another may have that one's. */
    Tree.Fields withContexts(Tree.Fields top) {
        return folder.isEmpty() ? top : (Tree.Fields) changed(top, "services *", this::withContext);
    }

    /**
     * Variables without a value, which are taken from where the file's own come from.
     *
     * @param scope of a file that has variables of its own
     */
    static Tree.Fields withValues(Tree.Fields top, Interpolation scope) {
        UnaryOperator<Tree> valued = pairs -> withValues(pairs, scope);
        Tree all = changed(top, "services * environment", valued);
        return (Tree.Fields) changed(all, "services * build args", valued);
    }

    private static Tree withValues(Tree pairs, Interpolation scope) {
        if (!(TreeMerge.mapping(pairs, "=") instanceof Tree.Fields fields)) {
            return pairs;
        }
        Map<String, Tree.Field> all = new LinkedHashMap<>();
        fields.fields()
                .forEach(
                        (name, field) -> {
                            Optional<String> value =
                                    field.value() instanceof Tree.Text text && text.isNull()
                                            ? scope.lookUp(name)
                                            : Optional.empty();
                            all.put(name, value.map(each -> with(field, each)).orElse(field));
                        });
        return new Tree.Fields(all, fields.place());
    }

    private static Tree.Field with(Tree.Field field, String value) {
        Tree.Text text = new Tree.Text(value, false, field.value().place());
        return new Tree.Field(field.key(), text, field.merging());
    }

    private Tree withContext(Tree service) {
        if (!(service instanceof Tree.Fields fields)
                || fields.value("extends").isPresent()
                || !(fields.value("build").orElse(null) instanceof Tree.Fields build)
                || build.value("context").isPresent()) {
            return service;
        }
        Map<String, Tree.Field> all = new LinkedHashMap<>(build.fields());
        Tree.Text context = new Tree.Text(folder, false, build.place());
        all.put("context", new Tree.Field(build.place(), context));
        return changed(fields, "build", same -> new Tree.Fields(all, build.place()));
    }

    /**
     * @param keys by which the parts are reached, with a space between them
     */
    private static Tree changed(Tree tree, String keys, UnaryOperator<Tree> change) {
        if (keys.isEmpty()) {
            return change.apply(tree);
        }
        int space = keys.indexOf(' ');
        String key = space < 0 ? keys : keys.substring(0, space);
        String rest = space < 0 ? "" : keys.substring(space + 1);
        return switch (tree) {
            case Tree.Text text -> text;
            case Tree.Items items -> {
                List<Tree> all = new ArrayList<>(items.items());
                if (key.equals(EACH_ITEM)) {
                    all.replaceAll(each -> changed(each, rest, change));
                }
                yield new Tree.Items(all, items.place());
            }
            case Tree.Fields fields -> {
                Map<String, Tree.Field> all = new LinkedHashMap<>(fields.fields());
                all.replaceAll(
                        (name, field) ->
                                key.equals(EACH_VALUE) || key.equals(name)
                                        ? new Tree.Field(
                                                field.key(),
                                                changed(field.value(), rest, change),
                                                field.merging())
                                        : field);
                yield new Tree.Fields(all, fields.place());
            }
        };
    }

    private Tree path(Tree tree) {
        return tree instanceof Tree.Text text && !text.isNull()
                ? new Tree.Text(path(text.value()), text.isPlain(), text.place())
                : tree;
    }

    /** One that leads out of the project is left to who reads it: to refuse it. */
    private String path(String written) {
        return written.startsWith("/") || written.startsWith("~")
                ? written
                : ReadContext.inside(folder, written)
                        .map(inside -> inside.isEmpty() ? "." : inside)
                        .orElse(folder + "/" + written);
    }

    private Tree context(Tree tree) {
        return tree instanceof Tree.Text text && BuildReader.isRemote(text.value())
                ? tree
                : path(tree);
    }

    private Tree volume(Tree tree) {
        return switch (tree) {
            case Tree.Text text when text.value().startsWith(".") -> {
                int colon = (text.value() + ":").indexOf(':');
                yield new Tree.Text(
                        "./"
                                + path(text.value().substring(0, colon))
                                + text.value().substring(colon),
                        text.isPlain(),
                        text.place());
            }
            case Tree.Fields fields
                    when fields.value("type").orElse(null) instanceof Tree.Text type
                            && type.value().equals("bind") ->
                    changed(fields, "source", this::path);
            default -> tree;
        };
    }
}
