package mvi.services.host;

import java.util.List;

/** The machines that containers run on; to begin with this one. */
public interface HostService {
    List<Host> list();

    /** Readings of this machine, now. */
    Reading read();

    /**
     * A machine.
     *
     * @param cpus how many
     */
    record Host(
            String name, String state, int cpus, long memoryBytes, long diskBytes, String system) {}

    /**
     * @param cpuBusyNanos of all CPUs since boot; counters grow
     */
    record Reading(
            long cpuBusyNanos,
            long cpuTotalNanos,
            long memoryUsedBytes,
            long memoryBytes,
            long diskUsedBytes,
            long diskBytes) {}
}
