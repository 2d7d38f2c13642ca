package mvi.cli.init;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mvi.manifest.AppProcess;

/**
 * The text of a compose.yaml. What it does not need yet stands in comments, each good as soon as
 * its {@code #} is taken away.
 */
public final class ManifestText {
    private static final String WORKER = "worker";
    private static final String DATABASE = "database";

    /** Text in any YAML without quotes. */
    private static final Pattern PLAIN = Pattern.compile("(?:\\.?/|--?)?[A-Za-z][\\w./=-]*");

    private static final Set<String> NOT_TEXT =
            Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null");

    private final Project project;
    private final List<String> lines = new ArrayList<>();

    private ManifestText(Project project) {
        this.project = project;
    }

    public static String of(Project project) {
        return new ManifestText(project).text();
    }

    private String text() {
        say("", "What this app is made of, as a Compose file.");
        say("", "  mvi check   says what is wrong with it");
        say("", "  mvi up .    starts the platform, builds the app and runs it");
        lines.add("services:");
        Project.Service first = project.services().getFirst();
        for (Project.Service each : project.services()) {
            if (each != first) {
                lines.add("");
            }
            service(each, each == first);
        }
        project.release().ifPresent(this::release);
        if (isFree(WORKER) && !project.recipe().workerCommand().isEmpty()) {
            worker();
        }
        if (isFree(DATABASE)) {
            database();
        }
        lines.add("");
        say("", "Host names beside APP.localhost; their DNS has to lead to this machine.");
        say("", "x-mvi: {domains: [www.example.com]}");
        return String.join("\n", lines) + "\n";
    }

    private void service(Project.Service service, boolean isFirst) {
        Recipe recipe = project.recipe();
        lines.add("  " + key(service.name()) + ":");
        if (isFirst) {
            say("    ", "Made from the Dockerfile in this folder.");
        }
        lines.add("    build: .");
        if (!service.command().isEmpty()) {
            if (isFirst && recipe.hasEntrypoint()) {
                say("    ", "Arguments of the Dockerfile's ENTRYPOINT.");
            }
            lines.add("    command: " + list(service.command()));
        }
        if (service.name().equals(AppProcess.WEB)) {
            say("    ", recipe.portReason());
            lines.add("    ports: [\"" + recipe.port() + "\"]");
            health();
        }
        if (isFirst) {
            proposals(service.name());
        }
    }

    private void health() {
        say(
                "    ",
                "A path that answers 2xx or 3xx when all is well; without one, an open port does.");
        project.recipe()
                .health()
                .ifPresentOrElse(
                        path -> lines.add("    x-mvi: {health: " + path + "}"),
                        () -> say("    ", "x-mvi: {health: /health}"));
    }

    private void proposals(String name) {
        say(
                "    ",
                "How many containers, and what each may use; `mvi scale "
                        + name
                        + "=3` works at once.");
        say("    ", "deploy: {replicas: 2, resources: {limits: {memory: 512M, cpus: \"0.5\"}}}");
        say(
                "    ",
                "Settings. Secrets don't belong into a file: `mvi env set NAME=VALUE` keeps them sealed.");
        say("    ", "environment: {LOG_LEVEL: info}");
        if (isFree(DATABASE)) {
            say("    ", "What it needs: with the database below, DATABASE_URL says where that is.");
            say("    ", "depends_on: [" + DATABASE + "]");
        }
    }

    private void release(String command) {
        lines.add("");
        say("  ", "The Procfile's release is no process that goes on: run it once after a deploy.");
        say("  ", "  mvi run -- " + command);
    }

    private void worker() {
        lines.add("");
        say("  ", "Another process of the same image; without ports it takes no requests.");
        say("  ", WORKER + ":");
        say("  ", "  build: .");
        say("  ", "  command: " + list(project.recipe().workerCommand()));
    }

    private void database() {
        lines.add("");
        say(
                "  ",
                "A PostgreSQL of this app alone. The services blob, kv and crypto are had the same way.");
        say("  ", DATABASE + ":");
        say("  ", "  provider: {type: mvi, options: {service: postgres}}");
    }

    private boolean isFree(String name) {
        return project.services().stream().noneMatch(each -> each.name().equals(name));
    }

    private void say(String indent, String text) {
        lines.add(indent + "# " + text);
    }

    private static String list(List<String> words) {
        return words.stream().map(ManifestText::scalar).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String key(String name) {
        return isPlain(name) ? name : '"' + name + '"';
    }

    private static String scalar(String word) {
        return isPlain(word)
                ? word
                : '"'
                        + word.replace("\\", "\\\\")
                                .replace("\"", "\\\"")
                                .replace("\t", "\\t")
                                .replace("$", "$$")
                        + '"';
    }

    private static boolean isPlain(String text) {
        return PLAIN.matcher(text).matches() && !NOT_TEXT.contains(text.toLowerCase(Locale.ROOT));
    }
}
