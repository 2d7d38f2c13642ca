package mvi.manifest;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import mvi.manifest.AppProcess.BuildSpec;

/**
 * Reads {@code volumes} of a service: what lies in the project is captured, a source-code mount
 * that hides the image's own copy is left out, file systems in memory are made, and what would have
 * to last is refused with the way that works.
 */
final class VolumeReader {
    static final String EPHEMERAL =
            "keep files in a blob service and shared state in postgres, or say that it may be lost:"
                    + " x-mvi: {scratch: true} under the volume at the top level";

    private static final Pattern TARGET = Pattern.compile("/[^\\x00-\\x1f:]{0,1023}");
    private static final Pattern SHORT_OPTIONS =
            Pattern.compile(
                    "(rw|ro|z|Z|cached|delegated|consistent|nocopy|rshared|rslave|rprivate)");
    private static final Pattern VOLUME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");
    private static final Set<String> ENGINE_SOCKETS =
            Set.of("/var/run/docker.sock", "/run/docker.sock", "/run/podman/podman.sock");

    /** Folders that a build fills and a laptop's volume only keeps from being hidden. */
    private static final Set<String> BUILT =
            Set.of(
                    "node_modules",
                    "bower_components",
                    "vendor",
                    ".venv",
                    "venv",
                    "target",
                    ".next",
                    ".nuxt",
                    ".gradle",
                    "__pycache__");

    private final ReadContext context;
    private final Optional<BuildSpec> build;
    private final Set<String> scratch;
    private final String advice;
    private final List<CapturedMount> mounts = new ArrayList<>();
    private final Map<String, String> tmpfs = new LinkedHashMap<>();
    private final List<String> leftOut = new ArrayList<>();
    private boolean losesData;

    /**
     * @param build of the service, whose context the image has a copy of
     * @param scratch top-level volumes whose content may be lost
     * @param advice for content that has to last
     */
    VolumeReader(
            ReadContext context, Optional<BuildSpec> build, Set<String> scratch, String advice) {
        this.advice = advice;
        this.context = context;
        this.build = build;
        this.scratch = scratch;
    }

    /**
     * What a service's volumes come to.
     *
     * @param losesData whether one of them was refused since nobody would keep its content
     */
    record Volumes(List<CapturedMount> mounts, Map<String, String> tmpfs, boolean losesData) {
        static final Volumes NONE = new Volumes(List.of(), Map.of(), false);
    }

    /** One entry as both forms say it; an empty source is an anonymous volume. */
    private record Entry(String source, String target, boolean isReadOnly, Tree at) {}

    Volumes read(Tree tree) {
        if (!(tree instanceof Tree.Items items)) {
            context.values().wrong("volumes", "a list", tree);
            return Volumes.NONE;
        }
        List<Entry> entries = new ArrayList<>();
        for (Tree item : items.items()) {
            switch (item) {
                case Tree.Text text -> shortForm(text).ifPresent(entries::add);
                case Tree.Fields fields -> longForm(fields).ifPresent(entries::add);
                case Tree.Items nested -> context.values().wrong("volumes", "a mount", nested);
            }
        }
        sayTaken(entries);
        // Those of the project first: what shields a folder from one that is left out goes with it.
        entries.stream().filter(VolumeReader::isBind).forEach(this::bind);
        entries.stream().filter(entry -> !isBind(entry)).forEach(this::volume);
        return new Volumes(List.copyOf(mounts), Map.copyOf(tmpfs), losesData);
    }

    private void sayTaken(List<Entry> entries) {
        Set<String> targets = new HashSet<>();
        for (Entry entry : entries) {
            if (!targets.add(entry.target())) {
                context.targetTaken("volumes", entry.target(), entry.at());
            }
        }
    }

    private static boolean isBind(Entry entry) {
        return isPath(entry.source());
    }

    private Optional<Entry> shortForm(Tree.Text text) {
        String[] parts = text.value().split(":", -1);
        boolean isTargetAlone = parts.length == 1;
        String options = parts.length == 3 ? parts[2] : "";
        String target = isTargetAlone ? parts[0] : parts.length > 3 ? "" : parts[1];
        boolean isGood =
                TARGET.matcher(target).matches()
                        && (options.isEmpty()
                                || List.of(options.split(",", -1)).stream()
                                        .allMatch(each -> SHORT_OPTIONS.matcher(each).matches()));
        if (!isGood) {
            return context.values().wrong("volumes", "SOURCE:/TARGET or SOURCE:/TARGET:ro", text);
        }
        boolean isReadOnly = List.of(options.split(",", -1)).contains("ro");
        return Optional.of(new Entry(isTargetAlone ? "" : parts[0], target, isReadOnly, text));
    }

    private Optional<Entry> longForm(Tree.Fields fields) {
        ComposeTable.check(ComposeTable.VOLUME_ENTRY, fields, context.findings());
        Values values = context.values();
        String type = fields.value("type").flatMap(each -> values.text("type", each)).orElse("");
        String source =
                fields.value("source").flatMap(each -> values.text("source", each)).orElse("");
        Optional<String> target =
                fields.value("target").flatMap(each -> values.text("target", each));
        if (target.filter(each -> TARGET.matcher(each).matches()).isEmpty()) {
            return values.wrong("volumes", "target: an absolute path", fields);
        }
        boolean isReadOnly =
                fields.value("read_only")
                        .map(each -> values.truth("read_only", each, false))
                        .orElse(false);
        return switch (type) {
            case "bind" -> {
                String path = isPath(source) ? source : "./" + source;
                yield Optional.of(new Entry(path, target.get(), isReadOnly, fields));
            }
            case "volume" -> Optional.of(new Entry(source, target.get(), isReadOnly, fields));
            case "tmpfs" -> {
                tmpfs.put(target.get(), "");
                yield Optional.empty();
            }
            default ->
                    values.wrong(
                            "type", "bind, volume or tmpfs", fields.value("type").orElse(fields));
        };
    }

    private static boolean isPath(String source) {
        return source.startsWith(".") || source.startsWith("/") || source.startsWith("~");
    }

    private void bind(Entry entry) {
        if (ENGINE_SOCKETS.contains(entry.source())) {
            refuse(
                    entry,
                    "volumes: the container engine is closed to apps",
                    "leave it out; `mvi` and its API do what an app may");
            return;
        }
        Optional<String> source =
                entry.source().startsWith(".")
                        ? ReadContext.inside("", entry.source())
                        : Optional.empty();
        if (source.isEmpty()) {
            refuse(
                    entry,
                    "volumes: " + entry.source() + " is outside of the project folder",
                    "copy it into the project, or into the image");
        } else if (isHidden(source.get(), entry.target())) {
            leftOut.add(entry.target());
            context.findings()
                    .warn(
                            entry.at().place(),
                            "source-mount",
                            "volumes: "
                                    + entry.source()
                                    + " is left out: the image has its own copy of it",
                            "");
        } else if (source.get().isEmpty()) {
            refuse(
                    entry,
                    "volumes: the whole project folder is no configuration",
                    "mount the files that are needed, or build an image of it");
        } else if (!context.files().isFile(source.get())
                && !context.files().isFolder(source.get())) {
            context.findings()
                    .error(
                            entry.at().place(),
                            "no-such-file",
                            "volumes: there is no '" + source.get() + "' in the project folder",
                            "make it, or leave the mount out");
        } else {
            mounts.add(CapturedMount.bind(source.get(), entry.target(), entry.isReadOnly()));
        }
    }

    /** A folder that the image was made of: its own copy is at the target. */
    private boolean isHidden(String source, String target) {
        if (build.isEmpty() || context.files().isFile(source)) {
            return false;
        }
        String own = build.get().context().equals(".") ? "" : build.get().context();
        if (source.isEmpty() && !own.isEmpty()) {
            return true;
        }
        if (!own.isEmpty() && !MountCapture.isOf(source, own)) {
            return own.startsWith(source + "/");
        }
        String inContext =
                source.equals(own) ? "" : source.substring(own.isEmpty() ? 0 : own.length() + 1);
        return BuildReader.dockerfile(context, build.get())
                .map(DockerfileCopies::read)
                .filter(copies -> copies.haveAt(inContext, target))
                .isPresent();
    }

    private void volume(Entry entry) {
        boolean isNamed = VOLUME.matcher(entry.source()).matches();
        if (!isNamed && !entry.source().isEmpty()) {
            context.values().wrong("volumes", "the name of a volume or a path", entry.at());
        } else if (scratch.contains(entry.source())) {
            context.findings()
                    .warn(
                            entry.at().place(),
                            "scratch",
                            "volumes: "
                                    + entry.target()
                                    + " is the container's own and gone with it, as was said",
                            "");
        } else if (build.isPresent() && BUILT.contains(lastName(entry.target()))) {
            context.findings()
                    .warn(
                            entry.at().place(),
                            "source-mount",
                            "volumes: "
                                    + entry.target()
                                    + " is left out: the image has what its build put there",
                            "");
        } else if (!isNamed && leftOut.stream().anyMatch(each -> isBelow(entry.target(), each))) {
            context.findings()
                    .warn(
                            entry.at().place(),
                            "source-mount",
                            "volumes: "
                                    + entry.target()
                                    + " is left out with the mount that it shielded it from",
                            "");
        } else {
            losesData = true;
            refuse(entry, "volumes: file systems are ephemeral", advice);
        }
    }

    private static String lastName(String path) {
        String bare = path.replaceAll("/+$", "");
        return bare.substring(bare.lastIndexOf('/') + 1);
    }

    private static boolean isBelow(String path, String folder) {
        return path.equals(folder) || path.startsWith(folder.replaceAll("/$", "") + "/");
    }

    private void refuse(Entry entry, String why, String fix) {
        context.findings().error(entry.at().place(), "refused", why, fix);
    }
}
