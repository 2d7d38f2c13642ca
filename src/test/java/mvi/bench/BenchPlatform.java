package mvi.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** A platform of a measurement's own, in a folder of its own, on ports of its own. */
final class BenchPlatform {
    private static final String[] PROCESSES = {"control", "data", "balance"};
    private static final Duration BACK = Duration.ofSeconds(60);

    private final Map<String, String> environment;
    private final Path home;
    private final String launcher;
    private final Map<String, String> knobs;
    private final ObjectMapper json = new ObjectMapper();

    BenchPlatform(Map<String, String> environment) throws IOException {
        this(environment, Map.of());
    }

    /**
     * @param knobs variables that its processes get
     */
    BenchPlatform(Map<String, String> environment, Map<String, String> knobs) throws IOException {
        this.environment = environment;
        this.knobs = Map.copyOf(knobs);
        this.home = Files.createTempDirectory("mvi-bench-");
        this.launcher = environment.getOrDefault("MVI_LAUNCHER", "./mvi");
    }

    Path home() {
        return home;
    }

    Map<String, Long> pids() throws Exception {
        Map<String, Long> pids = new HashMap<>();
        for (JsonNode process : status().path("processes")) {
            if (Arrays.asList(PROCESSES).contains(process.path("name").asText())) {
                pids.put(process.path("name").asText(), process.path("pid").asLong());
            }
        }
        return pids;
    }

    JsonNode status() throws Exception {
        return json.readTree(mvi("status", "--json"));
    }

    String mvi(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(launcher));
        command.addAll(List.of(words));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("MVI_HOME", home.toString());
        for (String port : List.of("HTTP", "HTTPS", "API", "SERVICES", "REGISTRY")) {
            if (!Files.exists(home.resolve("mvi.yaml"))) {
                builder.environment().put("MVI_" + port + "_PORT", "0");
            }
        }
        builder.environment().putAll(knobs);
        builder.environment().put("PATH", environment.getOrDefault("PATH", ""));
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        if (exit != 0) {
            say("mvi %s ended with %d", String.join(" ", words), exit);
        }
        return output;
    }

    static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    /** Deletes the app, ends the platform and takes its folder away. */
    void remove(String app) throws Exception {
        String id = status().path("platform").asText();
        mvi("apps", "delete", "-a", app, "--purge");
        // What is left when control stops would stay in the engine's store.
        long end = System.nanoTime() + BACK.toNanos();
        while (System.nanoTime() < end
                && !run("podman", "ps", "-aq", "--filter", "label=mvi.platform=" + id).isBlank()) {
            Thread.sleep(200);
        }
        mvi("down");
        delete(home);
    }

    void kill(String process) throws Exception {
        ProcessHandle.of(pids().get(process)).ifPresent(ProcessHandle::destroyForcibly);
    }

    /** Returns when the control plane answers again. */
    void awaitApi() throws Exception {
        long end = System.nanoTime() + BACK.toNanos();
        while (System.nanoTime() < end && !mvi("apps", "--json").startsWith("[")) {
            Thread.sleep(500);
        }
    }

    /** The app's containers that run, by the engine's own word. */
    List<String> containers(String app) throws Exception {
        String id = status().path("platform").asText();
        return run(
                        "podman",
                        "ps",
                        "-q",
                        "--filter",
                        "label=mvi.platform=" + id,
                        "--filter",
                        "label=mvi.app=" + app)
                .lines()
                .toList();
    }

    /** Returns when so many containers of the app are well. */
    void awaitContainers(String app, int count) throws Exception {
        long end = System.nanoTime() + BACK.toNanos();
        while (System.nanoTime() < end) {
            int well = 0;
            for (JsonNode each : json.readTree(mvi("ps", "-a", app, "--json"))) {
                well += each.path("health").asText().equals("healthy") ? 1 : 0;
            }
            if (well >= count) {
                return;
            }
            Thread.sleep(200);
        }
    }

    String run(String... command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
