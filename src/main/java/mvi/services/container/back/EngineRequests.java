package mvi.services.container.back;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
                Map.of("/tmp", TMP_OPTIONS),
                CAPABILITIES,
                abilities.hasLimits()
                        ? limits(spec.resources(), abilities)
                        : ContainerRequest.Limits.NONE,
                spec.user(),
                spec.workingDir(),
                spec.stopSignal().isEmpty() ? Optional.empty() : Optional.of(spec.stopSignal()),
                spec.labels().role().equals(ContainerSpec.Labels.ONE_OFF),
                abilities.hasInit(),
                Optional.empty(),
                // Podman's driver and size stand in its configuration, which is ours.
                abilities.isPodman() ? "" : "json-file",
                abilities.isPodman()
                        ? Map.of()
                        : Map.of("max-size", LOG_MAX_SIZE, "max-file", "1"));
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

    private static ContainerRequest.Limits limits(
            ContainerSpec.Resources resources, Abilities abilities) {
        long nanos = (long) (Math.min(resources.cpus(), abilities.cpus()) * NANOS);
        return new ContainerRequest.Limits(
                resources.memory().bytes(), nanos, resources.pids(), List.of());
    }
}
