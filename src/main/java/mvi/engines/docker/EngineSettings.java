package mvi.engines.docker;

import java.util.List;
import java.util.Locale;

/**
 * How podman is told to start containers on this machine.
 *
 * @param runtime {@code crun} or {@code runc}
 * @param cgroupManager {@code systemd} or {@code cgroupfs}
 * @param ulimits of every container and build step, as {@code nofile=1024:1024}; empty for podman's
 *     own, which some machines refuse
 * @param hasLimits whether memory, CPU and process limits can be set
 * @param hasInit whether an init process can reap children
 */
public record EngineSettings(
        String runtime,
        String cgroupManager,
        List<String> ulimits,
        boolean hasLimits,
        boolean hasInit) {
    /** What one container's log file may hold; what is pushed out before it is read is lost. */
    static final long LOG_BYTES = 64L << 20;

    public EngineSettings {
        ulimits = List.copyOf(ulimits);
    }

    /** Podman reads this file instead of the machine's own. */
    String containersConf() {
        StringBuilder text = new StringBuilder();
        text.append("# Written by mvi for its own engine service; rewritten when it starts.\n");
        text.append("[containers]\n");
        if (!ulimits.isEmpty()) {
            text.append("default_ulimits = [\"")
                    .append(String.join("\", \"", ulimits))
                    .append("\"]\n");
        }
        text.append("log_driver = \"k8s-file\"\n");
        text.append("log_size_max = ").append(LOG_BYTES).append('\n');
        text.append("[engine]\n");
        text.append("runtime = \"").append(runtime).append("\"\n");
        text.append("cgroup_manager = \"").append(cgroupManager).append("\"\n");
        text.append("events_logger = \"file\"\n");
        text.append("compat_api_enforce_docker_hub = false\n");
        return text.toString();
    }

    /** Short names are mvi's own first, then Docker Hub's, as every Dockerfile expects. */
    static String registriesConf(int registryPort) {
        String registry = "127.0.0.1:" + registryPort;
        return """
        # Written by mvi for its own engine service; rewritten when it starts.
        unqualified-search-registries = ["docker.io"]
        short-name-mode = "permissive"
        [[registry]]
        location = "%s"
        insecure = true
        [aliases]
        "mvi/java" = "%s/mvi/java"
        """
                .formatted(registry, registry);
    }

    /** One line, for the cache of what was found. */
    String encoded() {
        return String.join(
                " ",
                runtime,
                cgroupManager,
                Boolean.toString(hasLimits),
                Boolean.toString(hasInit),
                String.join(",", ulimits));
    }

    static EngineSettings decoded(String line) {
        String[] parts = line.split(" ", -1);
        if (parts.length != 5) {
            throw new IllegalArgumentException("not a line of engine settings: " + line);
        }
        return new EngineSettings(
                parts[0],
                parts[1],
                parts[4].isEmpty() ? List.of() : List.of(parts[4].split(",", -1)),
                Boolean.parseBoolean(parts[2]),
                Boolean.parseBoolean(parts[3]));
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "runtime %s, cgroups by %s, ulimits %s, limits %s, init %s",
                runtime,
                cgroupManager,
                ulimits.isEmpty() ? "the engine's own" : String.join(" ", ulimits),
                hasLimits ? "yes" : "no",
                hasInit ? "yes" : "no");
    }
}
