package mvi.engines.docker;

import com.github.dockerjava.api.model.Statistics;

/** CPU time and memory of a container, now. */
public record EngineUsage(long cpuNanos, long memoryBytes, long memoryLimitBytes) {
    static EngineUsage of(Statistics statistics) {
        var cpu = statistics.getCpuStats() == null ? null : statistics.getCpuStats().getCpuUsage();
        var memory = statistics.getMemoryStats();
        Long total = cpu == null ? null : cpu.getTotalUsage();
        Long used = memory == null ? null : memory.getUsage();
        Long limit = memory == null ? null : memory.getLimit();
        return new EngineUsage(
                total == null ? 0 : total, used == null ? 0 : used, limit == null ? 0 : limit);
    }
}
