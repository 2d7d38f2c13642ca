package mvi.manifest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.manifest.AppProcess.BuildSpec;

/** Reads {@code build}: a folder, or a mapping. */
final class BuildReader {
    private final ReadContext context;
    private final ConfigReader secrets;

    BuildReader(ReadContext context, ConfigReader secrets) {
        this.context = context;
        this.secrets = secrets;
    }

    Optional<BuildSpec> read(Tree tree) {
        if (tree instanceof Tree.Text text && !text.isNull()) {
            return checked(
                    text.value(),
                    text.place(),
                    "Dockerfile",
                    text.place(),
                    Optional.empty(),
                    Map.of(),
                    Optional.empty(),
                    Map.of(),
                    List.of());
        }
        if (!(tree instanceof Tree.Fields fields)) {
            return context.values().wrong("build", "a folder or a mapping", tree);
        }
        ComposeTable.check(ComposeTable.BUILD, fields, context.findings());
        Values values = context.values();
        Optional<Tree> folder = fields.value("context");
        Optional<Tree> dockerfile = fields.value("dockerfile");
        Optional<Tree> inline = fields.value("dockerfile_inline");
        if (inline.isPresent() && dockerfile.isPresent()) {
            return values.wrong("build", "dockerfile or dockerfile_inline, one of them", fields);
        }
        return checked(
                folder.flatMap(each -> values.text("context", each)).orElse("."),
                folder.map(Tree::place).orElse(fields.place()),
                dockerfile
                        .flatMap(each -> values.text("dockerfile", each))
                        .orElse(inline.isPresent() ? BuildSpec.INLINE : "Dockerfile"),
                dockerfile.or(() -> folder).map(Tree::place).orElse(fields.place()),
                inline.flatMap(each -> values.text("dockerfile_inline", each)),
                fields.value("args").map(this::args).orElse(Map.of()),
                fields.value("target").flatMap(each -> values.text("target", each)),
                fields.value("labels").map(this::labels).orElse(Map.of()),
                secrets.ofBuild(fields));
    }

    static boolean isRemote(String context) {
        return context.contains("://") || context.startsWith("git@");
    }

    /** The text of its Dockerfile, wherever that stands. */
    static Optional<String> dockerfile(ReadContext context, BuildSpec build) {
        String file =
                (build.context().equals(".") ? "" : build.context() + "/") + build.dockerfile();
        return build.inline()
                .or(() -> EnvironmentReader.text(context, file, new Place(file, 1, 1)));
    }

    private Map<String, String> args(Tree tree) {
        Map<String, String> args = new LinkedHashMap<>();
        context.values()
                .pairs("args", tree)
                .forEach(
                        (name, value) ->
                                value.or(() -> context.interpolation().lookUp(name))
                                        .ifPresent(each -> args.put(name, each)));
        return args;
    }

    private Map<String, String> labels(Tree tree) {
        Map<String, String> labels = new LinkedHashMap<>();
        context.values()
                .pairs("labels", tree)
                .forEach((name, value) -> labels.put(name, value.orElse("")));
        return labels;
    }

    private Optional<BuildSpec> checked(
            String folder,
            Place folderPlace,
            String dockerfile,
            Place dockerfilePlace,
            Optional<String> inline,
            Map<String, String> args,
            Optional<String> target,
            Map<String, String> labels,
            List<CapturedMount> secrets) {
        Findings findings = context.findings();
        if (isRemote(folder)) {
            findings.error(
                    folderPlace,
                    "remote-context",
                    "the build context '" + folder + "' is not a folder of the project",
                    "clone it into the project");
            return Optional.empty();
        }
        Optional<String> inside = ReadContext.inside("", folder);
        if (inside.isEmpty()) {
            findings.error(
                    folderPlace,
                    "outside",
                    "the build context '" + folder + "' is outside of the project folder",
                    "deploy the folder that holds both");
            return Optional.empty();
        }
        if (!inside.get().isEmpty() && !context.files().isFolder(inside.get())) {
            findings.error(
                    folderPlace,
                    "no-context",
                    "the build context '" + folder + "' is not there",
                    "make the folder, or name another");
            return Optional.empty();
        }
        Optional<String> recipe = ReadContext.inside("", dockerfile);
        if (recipe.isEmpty() || recipe.get().isEmpty()) {
            findings.error(
                    dockerfilePlace,
                    "outside",
                    "the Dockerfile '" + dockerfile + "' is outside of its build context",
                    "move it into the context");
            return Optional.empty();
        }
        String whole = inside.get().isEmpty() ? recipe.get() : inside.get() + "/" + recipe.get();
        if (inline.isEmpty() && !context.files().isFile(whole)) {
            findings.error(
                    dockerfilePlace,
                    "no-dockerfile",
                    "there is no file '" + whole + "' to build from",
                    "write it, or name another with build.dockerfile");
            return Optional.empty();
        }
        return Optional.of(
                new BuildSpec(
                        inside.get().isEmpty() ? "." : inside.get(),
                        recipe.get(),
                        inline,
                        args,
                        target,
                        labels,
                        secrets));
    }
}
