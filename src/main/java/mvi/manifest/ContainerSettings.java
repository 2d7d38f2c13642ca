package mvi.manifest;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.ByteCount;

/**
 * How a process's containers are set up beyond image, command and limits; what is empty is the
 * image's or the platform's own.
 *
 * @param user {@code user[:group]}, names or numbers
 * @param groups beside the user's own
 * @param stopSignal instead of SIGTERM
 * @param hasInit whether process 1 is an init that reaps; the platform's default is that it is
 * @param tmpfs file systems in memory: options by path
 * @param addedCapabilities beside those that every container keeps, without CAP_
 * @param droppedCapabilities of those; {@code ALL} for all
 * @param ulimits soft and hard limit by name; the host's own hard limit bounds them
 * @param hosts addresses by name, for /etc/hosts
 * @param labels kept as metadata; they change nothing
 */
public record ContainerSettings(
        Optional<String> user,
        List<String> groups,
        Optional<String> workingDir,
        Optional<String> hostname,
        Optional<String> stopSignal,
        boolean hasInit,
        boolean isReadOnly,
        Map<String, String> tmpfs,
        Optional<ByteCount> sharedMemory,
        List<String> addedCapabilities,
        List<String> droppedCapabilities,
        Map<String, Ulimit> ulimits,
        Optional<Integer> pids,
        Map<String, String> sysctls,
        Map<String, String> hosts,
        List<String> nameServers,
        Map<String, String> labels) {
    public static final ContainerSettings NONE =
            new ContainerSettings(
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    true,
                    false,
                    Map.of(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    Map.of(),
                    Optional.empty(),
                    Map.of(),
                    Map.of(),
                    List.of(),
                    Map.of());

    /** Of the kernel's setrlimit(2). */
    public record Ulimit(long soft, long hard) {}
}
