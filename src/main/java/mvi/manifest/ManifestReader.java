package mvi.manifest;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads a project's manifest and says everything that is wrong with it at once.
 *
 * <p>Variables come from the shell, then from the project's {@code .env}. A context that was packed
 * elsewhere carries the shell's variables that its manifest asks for in {@link #SHELL_FILE}.
 */
public final class ManifestReader {
    /** In Compose's own order of preference. */
    public static final List<String> NAMES =
            List.of("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml");

    /** Written by the packer, read here, never part of a build. */
    public static final String SHELL_FILE = ".mvi-env";

    /** Names of files, in the order in which they are merged; in .env or in the shell. */
    public static final String FILES = "COMPOSE_FILE";

    private ManifestReader() {}

    /** Of a folder on this machine. */
    public static Checked read(Path projectFolder, Map<String, String> shellEnvironment) {
        return reading(new FolderFiles(projectFolder), shellEnvironment).checked();
    }

    /** Of files that are somewhere. */
    public static Checked read(ProjectFiles files, Map<String, String> shellEnvironment) {
        return reading(files, shellEnvironment).checked();
    }

    /** The same, with what it drew upon. */
    public static Reading reading(ProjectFiles files, Map<String, String> shellEnvironment) {
        Findings findings = new Findings();
        ReadContext bare = context(findings, files, new Interpolation(Map.of(), findings));
        Map<String, String> shell = new LinkedHashMap<>(shellEnvironment);
        shell.putAll(dotenv(bare, SHELL_FILE));
        ReadContext outer = context(findings, files, new Interpolation(shell, findings));
        ReadContext beside = outer.below(dotenv(outer, ".env"));
        String folder = named(beside).stream().findFirst().map(FolderPaths::of).orElse("");
        ReadContext context =
                folder.isEmpty() ? beside : beside.below(dotenv(beside, folder + "/.env"));
        Optional<Manifest> manifest = manifest(context);
        Map<String, String> fromShell = new LinkedHashMap<>(context.interpolation().used());
        fromShell.keySet().retainAll(shell.keySet());
        Checked checked =
                manifest.isPresent() && !findings.hasErrors()
                        ? new Checked.Good(manifest.get(), findings.sorted())
                        : new Checked.Bad(findings.sorted());
        return new Reading(checked, context.used(), fromShell, findings.edits());
    }

    /** Of one file, or of those that {@code COMPOSE_FILE} names. */
    private static Optional<Manifest> manifest(ReadContext context) {
        List<String> named = named(context);
        Optional<String> first =
                named.isEmpty()
                        ? NAMES.stream().filter(context.files()::isFile).findFirst()
                        : Optional.of(named.getFirst());
        Place start = new Place(first.orElse(NAMES.getFirst()), 1, 1);
        if (first.isEmpty()) {
            context.findings()
                    .error(
                            start,
                            "no-manifest",
                            "there is no compose.yaml in the project folder",
                            "`mvi init` writes one; or write: services: {web: {build: ., ports: [\"8080\"]}}");
            return Optional.empty();
        }
        if (!named.stream().allMatch(each -> isThere(context, each))) {
            return Optional.empty();
        }
        return context.tree(first.get(), start, context.interpolation())
                .or(() -> empty(context.findings(), start))
                .flatMap(
                        tree ->
                                new FileReader(context)
                                        .read(
                                                named.isEmpty() ? List.of(first.get()) : named,
                                                tree));
    }

    private static List<String> named(ReadContext context) {
        String separator =
                context.interpolation()
                        .lookUp("COMPOSE_PATH_SEPARATOR")
                        .filter(each -> !each.isEmpty())
                        .orElse(":");
        String files = context.interpolation().lookUp(FILES).orElse("");
        return Stream.of(files.split(Pattern.quote(separator), -1))
                .filter(each -> !each.isEmpty())
                .map(each -> ReadContext.inside("", each).orElse(each))
                .toList();
    }

    private static boolean isThere(ReadContext context, String file) {
        boolean isInside = ReadContext.inside("", file).isPresent();
        if (!isInside || !context.files().isFile(file)) {
            context.findings()
                    .error(
                            new Place(file, 1, 1),
                            "no-manifest",
                            isInside
                                    ? "there is no " + file + " in the project folder"
                                    : file + " is not in the project folder",
                            "look at -f and " + FILES);
            return false;
        }
        return true;
    }

    private static Optional<Tree> empty(Findings findings, Place start) {
        if (!findings.hasErrors()) {
            findings.error(
                    start,
                    "empty",
                    "the manifest is empty",
                    "write: services: {web: {build: ., ports: [\"8080\"]}}");
        }
        return Optional.empty();
    }

    private static ReadContext context(
            Findings findings, ProjectFiles files, Interpolation interpolation) {
        return new ReadContext(
                findings, new Values(findings), files, interpolation, new TreeSet<>());
    }

    private static Map<String, String> dotenv(ReadContext context, String file) {
        Optional<String> text = EnvironmentReader.text(context, file, new Place(file, 1, 1));
        if (text.isEmpty()) {
            return Map.of();
        }
        context.used().add(file);
        return Dotenv.read(file, text.get(), context.findings(), context.interpolation());
    }
}
