package mvi.cli.command;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import mvi.cli.Platform;
import mvi.cli.output.Terminal;
import mvi.cli.remote.ApiAddress;
import mvi.cli.remote.ApiClient;
import mvi.cli.remote.Json;
import mvi.engines.base.Clock;
import mvi.engines.base.Problem;
import mvi.manifest.Checked;
import mvi.manifest.ManifestReader;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** One call of a command: what was written, and the world that it runs in. */
final class Call {
    /**
     * @param folder where relative paths start
     * @param platform none where only remote platforms can be reached
     */
    record World(
            Terminal terminal,
            Map<String, String> environment,
            Path folder,
            Clock clock,
            Optional<Platform> platform) {}

    static final String FILES = "--file";

    private static final int LONGEST_LINE = 4096;

    private final ParseResult parsed;
    private final World world;

    Call(ParseResult parsed, World world) {
        this.parsed = parsed;
        this.world = world;
    }

    World world() {
        return world;
    }

    Terminal terminal() {
        return world.terminal();
    }

    ApiClient api() throws IOException {
        return new ApiClient(ApiAddress.from(world.environment()));
    }

    /** The same on this machine's platform, wherever this user has logged in. */
    Call here() {
        Map<String, String> environment = new HashMap<>(world.environment());
        environment.putIfAbsent("MVI_HOME", ApiAddress.USUAL_HOME);
        return new Call(
                parsed,
                new World(
                        world.terminal(),
                        environment,
                        world.folder(),
                        world.clock(),
                        world.platform()));
    }

    boolean has(String flag) {
        return parsed.hasMatchedOption(flag);
    }

    /** Of the verb, or of the noun before it. */
    Optional<String> option(String name) {
        for (CommandSpec spec = parsed.commandSpec(); spec != null; spec = spec.parent()) {
            OptionSpec option = spec.findOption(name);
            if (option != null && option.getValue() instanceof String text && !text.isEmpty()) {
                return Optional.of(text);
            }
        }
        return Optional.empty();
    }

    List<String> words() {
        return List.of(parsed.matchedPositionalValue(0, new String[0]));
    }

    /** What manifests are read with: the environment, and the files that {@code -f} names. */
    Map<String, String> shell() {
        List<String> files = parsed.matchedOptionValue(FILES, List.of());
        if (files.isEmpty()) {
            return world.environment();
        }
        Map<String, String> all = new HashMap<>(world.environment());
        all.put(ManifestReader.FILES, String.join(":", files));
        all.put("COMPOSE_PATH_SEPARATOR", ":");
        return all;
    }

    /** The folder that the command names, else the current one. */
    Path project() {
        Path folder =
                words().isEmpty() ? world.folder() : world.folder().resolve(words().getFirst());
        if (!folder.toFile().isDirectory()) {
            throw Problem.missing(
                    "no-folder", "there is no folder '" + folder + "': name the project's folder");
        }
        return folder.toAbsolutePath().normalize();
    }

    /** {@code -a}, else the name in the current folder's manifest, else the folder's. */
    String app() {
        return app(world.folder());
    }

    String app(Path folder) {
        Optional<String> named = option("-a");
        if (named.isPresent()) {
            return named.get();
        }
        if (!shell().containsKey(ManifestReader.FILES)
                && ManifestReader.NAMES.stream()
                        .noneMatch(each -> folder.resolve(each).toFile().exists())) {
            throw Problem.invalid(
                    "no-app",
                    "which app? '" + folder + "' has no compose.yaml: name the app with -a");
        }
        Checked checked = ManifestReader.read(folder, shell());
        Optional<String> fromManifest =
                checked instanceof Checked.Good good ? good.manifest().name() : Optional.empty();
        return fromManifest.orElse(folderName(folder));
    }

    private static String folderName(Path folder) {
        Path name = folder.toAbsolutePath().normalize().getFileName();
        String clean =
                String.valueOf(name)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9]+", "-")
                        .replaceAll("^-+|-+$", "");
        return clean.isEmpty() ? "app" : clean.substring(0, Math.min(40, clean.length()));
    }

    /** {@code /v1/apps/APP…} */
    String appPath(String rest) {
        return "/v1/apps/" + ApiClient.encoded(app()) + rest;
    }

    void print(String text) {
        terminal().out().print(text);
        terminal().out().flush();
    }

    /** A line of input that a person types without seeing it. */
    String secret(String what) throws IOException {
        Console console = terminal().isTerminal() ? System.console() : null;
        if (console != null) {
            char[] typed = console.readPassword(what + " (it is not shown): ");
            return typed == null ? "" : new String(typed).strip();
        }
        terminal().err().print(what + ": ");
        terminal().err().flush();
        return line();
    }

    /** A line of input, without the spaces around it. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        InputStream in = terminal().in();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (line.length() == LONGEST_LINE) {
                throw Problem.invalid("bad-input", "the line of input is too long");
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }

    /** Prints the JSON itself when it was asked for. */
    Optional<Json> shown(String json) throws IOException {
        if (has("--json")) {
            print(Json.pretty(json) + "\n");
            return Optional.empty();
        }
        return Optional.of(Json.parse(json));
    }
}
