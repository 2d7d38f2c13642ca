package mvi.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A platform of its own: its folder, its ports, its name in the engine and the firewall. It shares
 * nothing with other worlds but the machine and its engine's store, and leaves nothing behind.
 */
final class World implements AutoCloseable {
    static final Duration COMMAND = Duration.ofSeconds(60);
    static final Duration ROLLOUT = Duration.ofSeconds(240);
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final List<String> PORTS =
            List.of("HTTP", "HTTPS", "API", "SERVICES", "REGISTRY");
    private static final int TAIL_LINES = 60;

    private final Path home;
    private final Path launcher;
    private final Set<String> deployed = new HashSet<>();
    private String platform = "";
    private Map<String, Integer> ports = Map.of();
    private Map<String, String> variables = Map.of();

    private World(Path home, Path launcher) {
        this.home = home;
        this.launcher = launcher;
    }

    /** Not started yet: the first {@link #up} does that. The short folder is for Unix sockets. */
    static World create() throws IOException {
        return in(Files.createTempDirectory(Path.of("/tmp"), "mvi-"));
    }

    static World in(Path home) {
        return new World(
                home,
                Path.of(System.getenv().getOrDefault("MVI_LAUNCHER", "mvi")).toAbsolutePath());
    }

    /** With these variables at its first {@link #up}, and at no other command. */
    World with(Map<String, String> firstVariables) {
        variables = Map.copyOf(firstVariables);
        return this;
    }

    static World started() throws IOException {
        World world = create();
        try {
            world.up();
            return world;
        } catch (AssertionError | RuntimeException failed) {
            System.err.println(world.logTails());
            world.close();
            throw failed;
        }
    }

    Result up(String... words) {
        Result result =
                mvi(
                        ROLLOUT,
                        Stream.concat(Stream.of("up"), Arrays.stream(words))
                                .toArray(String[]::new));
        if (result.exit() == 0) {
            learn();
        }
        return words.length == 0 ? result.succeeded() : result;
    }

    private void learn() {
        JsonNode status = status();
        platform = status.path("platform").asText();
        Map<String, Integer> read = new HashMap<>();
        for (String port : List.of("http", "https", "api", "services", "registry")) {
            read.put(port, status.path("ports").path(port).asInt());
        }
        ports = Map.copyOf(read);
    }

    Path home() {
        return home;
    }

    Path launcher() {
        return launcher;
    }

    String platform() {
        return platform;
    }

    int port(String name) {
        return ports.getOrDefault(name, 0);
    }

    JsonNode status() {
        return mvi("status", "--json").json();
    }

    /** The operator's variables, or an app's. */
    Map<String, String> env(String... words) {
        List<String> command = new ArrayList<>(List.of("services", "env", "--format", "json"));
        command.addAll(List.of(words));
        Map<String, String> env = new TreeMap<>();
        mvi(command.toArray(String[]::new))
                .json()
                .properties()
                .forEach(each -> env.put(each.getKey(), each.getValue().asText()));
        return env;
    }

    Result mvi(String... words) {
        return mvi(isLong(words) ? ROLLOUT : COMMAND, words);
    }

    private static boolean isLong(String... words) {
        return Set.of(
                        "deploy",
                        "up",
                        "down",
                        "rollback",
                        "scale",
                        "restart",
                        "env",
                        "apps",
                        "run",
                        "credentials")
                .contains(words[0]);
    }

    Result mvi(Duration limit, String... words) {
        return Shell.run(command(words), environment(), home, "", limit);
    }

    Result mviSaying(String input, String... words) {
        return Shell.run(command(words), environment(), home, input, ROLLOUT);
    }

    Shell.Running start(String... words) {
        return Shell.start(command(words), environment(), home, ROLLOUT);
    }

    private List<String> command(String... words) {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(words));
        return command;
    }

    private Map<String, String> environment() {
        Map<String, String> environment =
                new HashMap<>(
                        Map.of(
                                "MVI_HOME",
                                home.toString(),
                                "XDG_STATE_HOME",
                                home.resolve("state").toString()));
        if (ports.isEmpty()) {
            PORTS.forEach(port -> environment.put("MVI_" + port + "_PORT", "0"));
            environment.putAll(variables);
        }
        return environment;
    }

    /** A shell's output, with the variables that {@code services env} prints; one try each. */
    String script(Path folder, String text) {
        Map<String, String> environment =
                Map.of(
                        "MVI_HOME",
                        home.toString(),
                        "AWS_PAGER",
                        "",
                        "AWS_MAX_ATTEMPTS",
                        "1",
                        "HOME",
                        folder.toString());
        String eval = "set -eu\neval \"$(" + launcher + " services env)\"\n";
        return Shell.run(List.of("sh", "-c", eval + text), environment, folder, "", ROLLOUT)
                .succeeded()
                .out();
    }

    /** What somebody types in a folder; output and errors come together, as on a terminal. */
    Result typed(Path folder, String text) {
        return Shell.run(
                List.of("sh", "-eu", "-c", "exec 2>&1\n" + text),
                environment(),
                folder,
                "",
                ROLLOUT);
    }

    Result deploy(Path folder, String app) {
        return mvi("deploy", folder.toString(), "-a", app);
    }

    /** Once in this world, however many tests want it. */
    void ensureDeployed(Path folder, String app) {
        if (!deployed.contains(app)) {
            deploy(folder, app).succeeded();
            deployed.add(app);
        }
    }

    Web.Answer request(String app, String path) throws IOException {
        return Web.get(port("http"), host(app), path, ANSWER);
    }

    /** Asks for harm, once; true when that ended whoever was asked before it could answer. */
    boolean harms(String app, String path) {
        try {
            return Web.post(port("http"), host(app), path, ANSWER).status() == 502;
        } catch (IOException cut) {
            return true;
        }
    }

    String host(String app) {
        return app + ".localhost:" + port("http");
    }

    /** The answer's text; anything but 200 fails. */
    String ask(String app, String path) throws IOException {
        Web.Answer answer = request(app, path);
        if (answer.status() != 200) {
            throw new AssertionError(app + path + " answered " + answer);
        }
        return answer.body().strip();
    }

    long pid(String process) {
        for (JsonNode each : status().path("processes")) {
            if (each.path("name").asText().equals(process)) {
                return each.path("pid").asLong();
            }
        }
        throw new AssertionError("status names no process " + process);
    }

    /** Kills it by its number; the number is for {@link #awaitOther}. */
    long kill(String process, String signal) {
        long pid = pid(process);
        Shell.run("kill", "-" + signal, Long.toString(pid)).succeeded();
        return pid;
    }

    void awaitOther(String process, long killed, Duration limit) {
        Await.until(
                process + " is back",
                limit,
                () -> {
                    long pid = pid(process);
                    return pid > 0 && pid != killed;
                });
    }

    /** The app's containers that run, by the engine's own word. */
    List<String> containers(String app) {
        return Shell.run(
                        "podman",
                        "ps",
                        "-q",
                        "--filter",
                        "label=mvi.platform=" + platform,
                        "--filter",
                        "label=mvi.app=" + app)
                .succeeded()
                .out()
                .lines()
                .toList();
    }

    String logTails() {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> logs = Files.list(home.resolve("log"))) {
            for (Path log :
                    logs.filter(each -> each.toString().endsWith(".log")).sorted().toList()) {
                List<String> lines = Files.readAllLines(log);
                text.append("--- ").append(log).append('\n');
                lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size())
                        .forEach(line -> text.append(line).append('\n'));
            }
        } catch (IOException | UncheckedIOException none) {
            text.append("no logs: ").append(none).append('\n');
        }
        return text.toString();
    }

    @Override
    public void close() {
        Result down = mvi("down");
        if (down.exit() != 0) {
            System.err.println("down failed: " + down);
        }
        new Leftovers(platformId(), home).remove();
    }

    /** Also of a platform that never became ready. */
    private String platformId() {
        try {
            return platform.isEmpty()
                    ? Files.readString(home.resolve("platform-id")).strip()
                    : platform;
        } catch (IOException none) {
            return "";
        }
    }
}
