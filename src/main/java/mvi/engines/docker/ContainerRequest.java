package mvi.engines.docker;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A container to create, in the engine's terms.
 *
 * @param environment may hold secrets: never printed
 * @param network the engine's name of it; {@code none} for none
 * @param address fixed in that network, or empty for the engine's choice
 * @param tmpfs target to options
 * @param capabilities kept; all others are dropped
 * @param logOptions of the engine's own log driver
 */
public record ContainerRequest(
        String name,
        String image,
        Optional<List<String>> entrypoint,
        Optional<List<String>> command,
        Map<String, String> environment,
        Map<String, String> labels,
        String network,
        Optional<String> address,
        Map<String, String> hosts,
        List<Bind> binds,
        Map<String, String> tmpfs,
        List<String> capabilities,
        Limits limits,
        Optional<String> user,
        Optional<String> workingDir,
        Optional<String> stopSignal,
        boolean isInteractive,
        boolean hasInit,
        Optional<String> runtime,
        String logDriver,
        Map<String, String> logOptions,
        Setup setup) {
    /**
     * @param groups beside the user's own
     * @param sharedMemoryBytes of /dev/shm; 0 for the engine's own
     */
    public record Setup(
            Optional<String> hostname,
            List<String> groups,
            boolean isReadOnly,
            long sharedMemoryBytes,
            Map<String, String> sysctls,
            List<String> nameServers) {}

    /** A folder of the host. */
    public record Bind(String source, String target, boolean isReadOnly) {}

    /**
     * @param memoryBytes with swap the same, so that there is none; 0 for no limit
     * @param nanoCpus billionths of a CPU; 0 for no limit
     */
    public record Limits(long memoryBytes, long nanoCpus, long pids, List<Ulimit> ulimits) {
        public static final Limits NONE = new Limits(0, 0, 0, List.of());
    }

    /** A resource limit of the kernel, as {@code nofile}. */
    public record Ulimit(String name, long soft, long hard) {}

    @Override
    public String toString() {
        return "ContainerRequest[" + name + " of " + image + "]";
    }
}
