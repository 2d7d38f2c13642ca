package mvi.manifest;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

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
        Optional<String> name = NAMES.stream().filter(files::isFile).findFirst();
        if (name.isEmpty()) {
            findings.error(
                    new Place(NAMES.getFirst(), 1, 1),
                    "no-manifest",
                    "there is no compose.yaml in the project folder",
                    "write one: services: {web: {build: ., ports: [\"8080\"]}}");
            return new Reading(
                    new Checked.Bad(findings.sorted()), new TreeSet<>(), Map.of(), List.of());
        }
        Map<String, String> variables = new LinkedHashMap<>();
        Map<String, String> shell = new LinkedHashMap<>(shellEnvironment);
        ReadContext bare = context(findings, files, Map.of());
        dotenv(bare, SHELL_FILE, Map.of()).forEach(shell::put);
        variables.putAll(dotenv(bare, ".env", shell));
        variables.putAll(shell);
        ReadContext context = context(findings, files, variables);
        context.used().addAll(bare.used());
        context.used().remove(SHELL_FILE);
        context.used().add(name.get());
        Place start = new Place(name.get(), 1, 1);
        Optional<Manifest> manifest =
                EnvironmentReader.text(context, name.get(), start)
                        .flatMap(
                                text ->
                                        new TreeReader(
                                                        name.get(),
                                                        findings,
                                                        context.interpolation())
                                                .read(text))
                        .or(() -> empty(findings, start))
                        .flatMap(tree -> new FileReader(context).read(name.get(), tree));
        Map<String, String> fromShell = new LinkedHashMap<>(context.interpolation().used());
        fromShell.keySet().retainAll(shell.keySet());
        Checked checked =
                manifest.isPresent() && !findings.hasErrors()
                        ? new Checked.Good(manifest.get(), findings.sorted())
                        : new Checked.Bad(findings.sorted());
        return new Reading(checked, context.used(), fromShell, findings.edits());
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
            Findings findings, ProjectFiles files, Map<String, String> variables) {
        return new ReadContext(
                findings,
                new Values(findings),
                files,
                new Interpolation(variables, findings),
                variables,
                new TreeSet<>());
    }

    private static Map<String, String> dotenv(
            ReadContext context, String file, Map<String, String> shell) {
        Optional<String> text = EnvironmentReader.text(context, file, new Place(file, 1, 1));
        if (text.isEmpty()) {
            return Map.of();
        }
        context.used().add(file);
        return Dotenv.read(file, text.get(), context.findings(), shell);
    }
}
