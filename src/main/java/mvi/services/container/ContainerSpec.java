package mvi.services.container;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.ByteCount;

/**
 * Everything a container is made from; nothing about it changes afterwards.
 *
 * @param name unique on the host; carries the platform's id
 * @param image a reference the engine can pull, with digest
 * @param command empty for the image's own
 * @param environment may hold secrets: never printed
 * @param network the engine's network, with a fixed address if one is given
 * @param hosts entries for /etc/hosts
 * @param mounts files and folders that the platform owns: data of databases, secrets
 * @param uid the user to run as, or empty for the image's own
 */
public record ContainerSpec(
        String name,
        String image,
        List<String> entrypoint,
        List<String> command,
        Map<String, String> environment,
        Labels labels,
        NetworkAttachment network,
        Map<String, String> hosts,
        List<Mount> mounts,
        List<SeedFile> files,
        Resources resources,
        Optional<String> user,
        Optional<String> workingDir,
        Duration stopGrace,
        String stopSignal,
        Settings settings) {

    /** With these mounts besides its own, and these files instead of its own. */
    public ContainerSpec with(List<Mount> more, List<SeedFile> newFiles) {
        List<Mount> all = new ArrayList<>(mounts);
        all.addAll(more);
        return with(name, environment, all, newFiles);
    }

    /** With these variables over its own. */
    public ContainerSpec with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.putAll(more);
        return with(name, all, mounts, files);
    }

    public ContainerSpec named(String newName) {
        return with(newName, environment, mounts, files);
    }

    private ContainerSpec with(
            String newName,
            Map<String, String> newEnvironment,
            List<Mount> newMounts,
            List<SeedFile> newFiles) {
        return new ContainerSpec(
                newName,
                image,
                entrypoint,
                command,
                newEnvironment,
                labels,
                network,
                hosts,
                newMounts,
                newFiles,
                resources,
                user,
                workingDir,
                stopGrace,
                stopSignal,
                settings);
    }

    /**
     * What the platform needs to know a container again by, after a crash: written as the engine's
     * labels.
     */
    public record Labels(String app, String process, String release, String role) {
        /**
         * Roles: a process of a release, a database, a one-off, a function that is kept warm, a run
         * of one that is not.
         */
        public static final String PROCESS = "process";

        public static final String DATABASE = "database";
        public static final String ONE_OFF = "one-off";
        public static final String FUNCTION = "function";
        public static final String RUN = "run";
    }

    /** An engine network and, where it matters, the address in it. */
    public record NetworkAttachment(String network, Optional<String> address) {}

    /** A folder of the host inside the container. */
    public record Mount(String source, String target, boolean readOnly) {}

    /**
     * A file put into the container before it starts: trust stores and the like.
     *
     * @param isSecret on no disk, in clear
     */
    public record SeedFile(String path, byte[] content, int mode, boolean isSecret) {
        public SeedFile(String path, byte[] content, int mode) {
            this(path, content, mode, false);
        }
    }

    /**
     * How it is set up beyond that; all of it is the platform's own when it is left out.
     *
     * @param groups beside the user's own
     * @param hasInit an init as process 1, where the engine has one
     * @param tmpfs options by path, beside /tmp
     * @param sharedMemory of /dev/shm; 0 for the engine's own
     * @param added capabilities beside those that every container keeps
     * @param dropped of those; {@code ALL} for all
     * @param ulimits bounded by the host's own hard limits
     */
    public record Settings(
            Optional<String> hostname,
            List<String> groups,
            boolean hasInit,
            boolean isReadOnly,
            Map<String, String> tmpfs,
            ByteCount sharedMemory,
            List<String> added,
            List<String> dropped,
            Map<String, Ulimit> ulimits,
            Map<String, String> sysctls,
            List<String> nameServers) {
        public static final Settings NONE =
                new Settings(
                        Optional.empty(),
                        List.of(),
                        true,
                        false,
                        Map.of(),
                        ByteCount.ZERO,
                        List.of(),
                        List.of(),
                        Map.of(),
                        Map.of(),
                        List.of());
    }

    /** A limit of the kernel on each process, as setrlimit(2) has it. */
    public record Ulimit(long soft, long hard) {}

    /** Limits; every container has them. {@code cpus} 0 is no limit. */
    public record Resources(ByteCount memory, double cpus, int pids) {
        public static final Resources DEFAULT = new Resources(ByteCount.mib(512), 0, 512);
    }
}
