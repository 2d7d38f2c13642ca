package mvi.services.container.back;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import mvi.engines.base.PlatformId;
import mvi.engines.docker.ContainerRequest;
import mvi.services.container.ContainerSpec;

/** A spec as the engine's request, with everything that holds for every container. Pure. */
final class EngineRequests {
    static final String PLATFORM = "mvi.platform";
    static final String APP = "mvi.app";
    static final String PROCESS = "mvi.process";
    static final String RELEASE = "mvi.release";
    static final String ROLE = "mvi.role";

    /**
     * What official images need that start as root, prepare a folder and step down to a user of
     * their own (CHOWN, DAC_OVERRIDE, FOWNER, SETUID, SETGID), signal their children as another
     * user (KILL), and listen on a low port (NET_BIND_SERVICE). Left out of Docker's usual set: raw
     * sockets, device nodes, file capabilities, chroot, audit.
     */
    static final List<String> CAPABILITIES =
            List.of(
                    "CHOWN",
                    "DAC_OVERRIDE",
                    "FOWNER",
                    "KILL",
                    "NET_BIND_SERVICE",
                    "SETGID",
                    "SETUID");

    /** Roles whose standard input somebody writes to. */
    private static final Set<String> INTERACTIVE =
            Set.of(ContainerSpec.Labels.ONE_OFF, ContainerSpec.Labels.RUN);

    static final String TMP_OPTIONS = "rw,nosuid,nodev,size=64m,mode=1777";
    static final String LOG_MAX_SIZE = "64m";
    private static final double NANOS = 1e9;

    private EngineRequests() {}

    /**
     * What the engine can do.
     *
     * @param cpus more can not be asked for
     */
    record Abilities(boolean isPodman, boolean hasInit, boolean hasLimits, int cpus) {}

    static ContainerRequest of(ContainerSpec spec, PlatformId platform, Abilities abilities) {
        return new ContainerRequest(
                spec.name(),
                spec.image(),
                spec.entrypoint().isEmpty() ? Optional.empty() : Optional.of(spec.entrypoint()),
                spec.command().isEmpty() ? Optional.empty() : Optional.of(spec.command()),
                spec.environment(),
                labels(spec.labels(), platform),
                spec.network().network(),
                spec.network().address(),
                spec.hosts(),
                spec.mounts().stream()
                        .map(m -> new ContainerRequest.Bind(m.source(), m.target(), m.readOnly()))
                        .toList(),
                tmpfs(spec.settings().tmpfs()),
                capabilities(spec.settings()),
                limits(spec, abilities),
                spec.user(),
                spec.workingDir(),
                spec.stopSignal().isEmpty() ? Optional.empty() : Optional.of(spec.stopSignal()),
                INTERACTIVE.contains(spec.labels().role()),
                abilities.hasInit() && spec.settings().hasInit(),
                Optional.empty(),
                // Podman's driver and size stand in its configuration, which is ours.
                abilities.isPodman() ? "" : "json-file",
                abilities.isPodman() ? Map.of() : Map.of("max-size", LOG_MAX_SIZE, "max-file", "1"),
                setup(spec.settings()));
    }

    private static ContainerRequest.Setup setup(ContainerSpec.Settings settings) {
        return new ContainerRequest.Setup(
                settings.hostname(),
                settings.groups(),
                settings.isReadOnly(),
                settings.sharedMemory().bytes(),
                settings.sysctls(),
                settings.nameServers());
    }

    /** Whatever else is asked for: no devices and no set-user-ID programs on them. */
    private static Map<String, String> tmpfs(Map<String, String> own) {
        Map<String, String> all = new LinkedHashMap<>(Map.of("/tmp", TMP_OPTIONS));
        own.forEach(
                (path, options) ->
                        all.put(
                                path,
                                options.isEmpty() ? TMP_OPTIONS : "rw,nosuid,nodev," + options));
        return all;
    }

    private static List<String> capabilities(ContainerSpec.Settings settings) {
        TreeSet<String> kept = new TreeSet<>(CAPABILITIES);
        if (settings.dropped().contains("ALL")) {
            kept.clear();
        }
        kept.removeAll(settings.dropped());
        kept.addAll(settings.added());
        return List.copyOf(kept);
    }

    static Map<String, String> labels(ContainerSpec.Labels labels, PlatformId platform) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put(PLATFORM, platform.text());
        all.put(APP, labels.app());
        all.put(PROCESS, labels.process());
        all.put(RELEASE, labels.release());
        all.put(ROLE, labels.role());
        return all;
    }

    static ContainerSpec.Labels labels(Map<String, String> labels) {
        return new ContainerSpec.Labels(
                labels.getOrDefault(APP, ""),
                labels.getOrDefault(PROCESS, ""),
                labels.getOrDefault(RELEASE, ""),
                labels.getOrDefault(ROLE, ""));
    }

    private static ContainerRequest.Limits limits(ContainerSpec spec, Abilities abilities) {
        List<ContainerRequest.Ulimit> ulimits = ulimits(spec.settings().ulimits(), abilities);
        if (!abilities.hasLimits()) {
            return new ContainerRequest.Limits(0, 0, 0, ulimits);
        }
        ContainerSpec.Resources resources = spec.resources();
        long nanos = (long) (Math.min(resources.cpus(), abilities.cpus()) * NANOS);
        return new ContainerRequest.Limits(
                resources.memory().bytes(), nanos, resources.pids(), ulimits);
    }

    /** Podman forgets its configuration's own, which the host allows, as soon as one is named. */
    private static List<ContainerRequest.Ulimit> ulimits(
            Map<String, ContainerSpec.Ulimit> named, Abilities abilities) {
        Map<String, ContainerSpec.Ulimit> all = new TreeMap<>(named);
        if (abilities.isPodman() && !named.isEmpty()) {
            var most = new ContainerSpec.Ulimit(Long.MAX_VALUE, Long.MAX_VALUE);
            all.putIfAbsent("nofile", most);
            all.putIfAbsent("nproc", most);
        }
        return all.entrySet().stream()
                .map(
                        each ->
                                new ContainerRequest.Ulimit(
                                        each.getKey(),
                                        each.getValue().soft(),
                                        each.getValue().hard()))
                .toList();
    }
}
