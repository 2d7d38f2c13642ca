package mvi.engines.docker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Problem;

/**
 * Finds the settings with which podman starts containers on this machine, by starting one that does
 * nothing with each in turn: the first that works is kept, and remembered for as long as the
 * engine, the kernel and the limits are the same.
 */
final class PodmanProbe {
    private static final Duration RUN_LIMIT = Duration.ofSeconds(60);

    /** Enough for a web server with ten thousand connections; a host may allow less. */
    static final long FILES = 65_536;

    static final long PROCESSES = 32_768;

    private final Path podman;
    private final Path folder;
    private final Map<String, String> environment;

    /**
     * @param folder where the configuration and the cache lie
     */
    PodmanProbe(Path podman, Path folder, Map<String, String> environment) {
        this.podman = podman;
        this.folder = folder;
        this.environment = Map.copyOf(environment);
    }

    /** Throws {@code engine-unavailable} with every attempt's reason when nothing works. */
    EngineSettings settings() throws IOException {
        String key = key();
        Optional<EngineSettings> known = cached(key);
        if (known.isPresent()) {
            return known.get();
        }
        List<String> reasons = new ArrayList<>();
        try {
            importImage(reasons);
            for (EngineSettings candidate : candidates()) {
                Command.Result result = attempt(candidate, List.of());
                if (result.code() == 0) {
                    EngineSettings found = refine(candidate);
                    Files.writeString(cache(), key + "\n" + found.encoded() + "\n");
                    return found;
                }
                reasons.add(candidate + ": " + lastLine(result.output()));
            }
        } finally {
            podman(List.of("rmi", "-f", image()));
        }
        throw Problem.unavailable(
                "engine-unavailable",
                "podman can not start a container on this machine. Tried:\n  "
                        + String.join("\n  ", reasons)
                        + "\nInstall runc (apt-get install runc), or run Docker Engine.",
                null);
    }

    private void importImage(List<String> reasons) throws IOException {
        Path tar = folder.resolve("probe.tar");
        Files.write(tar, ProbeImage.archive(System.getProperty("os.arch", "")));
        EngineSettings any = candidates().getFirst();
        write(any);
        Command.Result imported = podman(List.of("import", "-q", tar.toString(), image()));
        Files.delete(tar);
        if (imported.code() != 0) {
            reasons.add("podman import: " + lastLine(imported.output()));
        }
    }

    private List<EngineSettings> candidates() {
        List<String> runtimes =
                List.of("crun", "runc").stream()
                        .filter(name -> Command.find(name, environment).isPresent())
                        .toList();
        List<String> managers =
                Files.isDirectory(Path.of("/run/systemd/system"))
                        ? List.of("systemd", "cgroupfs")
                        : List.of("cgroupfs");
        List<String> ulimits =
                List.of(
                        "nofile=" + HostLimits.atMost("Max open files", FILES),
                        "nproc=" + HostLimits.atMost("Max processes", PROCESSES));
        List<EngineSettings> candidates = new ArrayList<>();
        for (String manager : managers) {
            for (String runtime : runtimes.isEmpty() ? List.of("crun") : runtimes) {
                candidates.add(new EngineSettings(runtime, manager, ulimits, false, false));
                candidates.add(new EngineSettings(runtime, manager, List.of(), false, false));
            }
        }
        return candidates;
    }

    /** What else works with settings that do. */
    private EngineSettings refine(EngineSettings works) throws IOException {
        List<String> limits = List.of("--memory", "32m", "--memory-swap", "32m", "--cpus", "0.5");
        boolean hasLimits = attempt(works, limits).code() == 0;
        boolean hasInit = attempt(works, List.of("--init")).code() == 0;
        return new EngineSettings(
                works.runtime(), works.cgroupManager(), works.ulimits(), hasLimits, hasInit);
    }

    private Command.Result attempt(EngineSettings settings, List<String> options)
            throws IOException {
        write(settings);
        List<String> words = new ArrayList<>(List.of("run", "--rm", "--network", "none"));
        words.addAll(options);
        words.addAll(List.of(image(), ProbeImage.PROGRAM));
        return podman(words);
    }

    private void write(EngineSettings settings) throws IOException {
        Files.writeString(folder.resolve("containers.conf"), settings.containersConf());
    }

    private Command.Result podman(List<String> words) {
        List<String> all = new ArrayList<>(List.of(podman.toString(), "--log-level", "error"));
        all.addAll(words);
        return Command.run(all, environment, RUN_LIMIT);
    }

    /** Of this platform alone: two may probe at once in one store. */
    private String image() {
        return "localhost/mvi-probe-" + Integer.toHexString(folder.toString().hashCode()) + ":1";
    }

    private Path cache() {
        return folder.resolve("probe");
    }

    private Optional<EngineSettings> cached(String key) throws IOException {
        if (!Files.exists(cache())) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(cache(), StandardCharsets.UTF_8);
        return lines.size() == 2 && lines.getFirst().equals(key)
                ? Optional.of(EngineSettings.decoded(lines.getLast()))
                : Optional.empty();
    }

    private String key() throws IOException {
        String kernel = Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip();
        return String.join(
                " | ", "1", podman(List.of("--version")).output(), kernel, candidates().toString());
    }

    private static String lastLine(String output) {
        return output.substring(output.lastIndexOf('\n') + 1);
    }
}
