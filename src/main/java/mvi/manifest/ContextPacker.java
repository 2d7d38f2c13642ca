package mvi.manifest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Problem;
import mvi.manifest.AppProcess.BuildSpec;

/**
 * Project folders as tar archives: the whole of what a deploy sends, and the context of one build.
 *
 * <p>Sent is what some build can see through its own {@code .dockerignore}, and what the manifest
 * is read from; nothing else of the folder leaves the machine.
 */
public final class ContextPacker {
    private static final int IGNORE_LIMIT = 1 << 20;

    private final PackLimits limits;

    public ContextPacker(PackLimits limits) {
        this.limits = limits;
    }

    /** Packs a project whose reading was good. The source reads the files while it is read. */
    public ByteSource pack(Path folder, Reading reading) throws IOException {
        if (!(reading.checked() instanceof Checked.Good good)) {
            throw Problem.invalid("bad-manifest", "the manifest has errors: see `mvi check`");
        }
        Set<String> always = new HashSet<>(reading.files());
        Map<String, IgnoreRules> contexts = new LinkedHashMap<>();
        for (AppProcess process : good.manifest().processes()) {
            if (process.build().isPresent()) {
                BuildSpec build = process.build().get();
                String prefix = prefix(build);
                always.add(prefix + build.dockerfile());
                always.add(prefix + build.dockerfile() + ".dockerignore");
                always.add(prefix + ".dockerignore");
                contexts.put(prefix + "\n" + build.dockerfile(), rules(folder, build));
            }
        }
        // A whole folder goes, whatever an ignore file says of it.
        Set<String> mounted = new HashSet<>();
        good.manifest()
                .processes()
                .forEach(
                        process ->
                                process.mounts().stream()
                                        .filter(
                                                each ->
                                                        each.content().isEmpty()
                                                                && each.variable().isEmpty())
                                        .forEach(each -> mounted.add(each.source())));
        always.addAll(mounted);
        List<PackEntry> entries = new ArrayList<>();
        if (!reading.variables().isEmpty()) {
            entries.add(
                    PackEntry.bytes(
                            ManifestReader.SHELL_FILE,
                            dotenv(reading.variables()).getBytes(StandardCharsets.UTF_8)));
        }
        FolderWalk walk =
                new FolderWalk(
                        folder,
                        path -> isMounted(path, mounted) || isWanted(path, always, contexts),
                        path -> !isMounted(path, mounted) && canSkip(path, always, contexts),
                        limits);
        entries.addAll(walk.entries());
        return new TarSource(entries);
    }

    /** The context of one build, out of a project folder: its own root is the tar's root. */
    public ByteSource subContext(Path folder, BuildSpec build) throws IOException {
        Path root = build.context().equals(".") ? folder : folder.resolve(build.context());
        if (!root.toRealPath().startsWith(folder.toRealPath())) {
            throw Problem.invalid(
                    "context-leads-out",
                    "the build context '" + build.context() + "' leads out of the project folder");
        }
        IgnoreRules rules = rules(folder, build);
        Set<String> always =
                Set.of(build.dockerfile(), ".dockerignore", build.dockerfile() + ".dockerignore");
        boolean isTop = root.equals(folder);
        FolderWalk walk =
                new FolderWalk(
                        root,
                        path ->
                                !(isTop && path.equals(ManifestReader.SHELL_FILE))
                                        && !path.equals(BuildSpec.INLINE)
                                        && (always.contains(path) || !rules.isIgnored(path)),
                        path -> rules.canSkip(path) && isFree(path, always),
                        limits);
        List<PackEntry> entries = new ArrayList<>(walk.entries());
        build.inline()
                .ifPresent(
                        text ->
                                entries.add(
                                        PackEntry.bytes(
                                                build.dockerfile(),
                                                text.getBytes(StandardCharsets.UTF_8))));
        return new TarSource(entries);
    }

    private static boolean isMounted(String path, Set<String> mounted) {
        return mounted.stream().anyMatch(source -> MountCapture.isOf(path, source));
    }

    private static boolean isWanted(
            String path, Set<String> always, Map<String, IgnoreRules> contexts) {
        if (path.equals(ManifestReader.SHELL_FILE)) {
            return false;
        }
        return always.contains(path)
                || contexts.entrySet().stream()
                        .anyMatch(
                                each -> {
                                    String prefix = prefix(each.getKey());
                                    return path.startsWith(prefix)
                                            && !each.getValue()
                                                    .isIgnored(path.substring(prefix.length()));
                                });
    }

    private static boolean canSkip(
            String path, Set<String> always, Map<String, IgnoreRules> contexts) {
        return isFree(path, always)
                && contexts.entrySet().stream()
                        .allMatch(
                                each -> {
                                    String prefix = prefix(each.getKey());
                                    boolean isInside = path.startsWith(prefix);
                                    boolean isAbove = prefix.startsWith(path + "/");
                                    return isInside
                                            ? each.getValue()
                                                    .canSkip(path.substring(prefix.length()))
                                            : !isAbove;
                                });
    }

    private static boolean isFree(String folder, Set<String> always) {
        return always.stream().noneMatch(each -> each.startsWith(folder + "/"));
    }

    private static String prefix(String key) {
        return key.substring(0, key.indexOf('\n'));
    }

    private static String prefix(BuildSpec build) {
        return build.context().equals(".") ? "" : build.context() + "/";
    }

    /** A Dockerfile's own ignore file comes before the context's. */
    private static IgnoreRules rules(Path folder, BuildSpec build) throws IOException {
        FolderFiles files = new FolderFiles(folder);
        for (String name : List.of(build.dockerfile() + ".dockerignore", ".dockerignore")) {
            Optional<byte[]> text = files.read(prefix(build) + name, IGNORE_LIMIT);
            if (text.isPresent()) {
                return IgnoreRules.parse(new String(text.get(), StandardCharsets.UTF_8));
            }
        }
        return IgnoreRules.none();
    }

    private static String dotenv(Map<String, String> variables) {
        StringBuilder text = new StringBuilder();
        variables.forEach(
                (name, value) ->
                        text.append(name)
                                .append("=\"")
                                .append(
                                        value.replace("\\", "\\\\")
                                                .replace("\"", "\\\"")
                                                .replace("$", "\\$"))
                                .append("\"\n"));
        return text.toString();
    }
}
