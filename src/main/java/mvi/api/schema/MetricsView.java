package mvi.api.schema;

import java.util.List;

/** {@code mvi metrics -a APP}: the last minute in numbers. */
public record MetricsView(
        String app,
        double requestsPerSecond,
        List<StatusClassView> statuses,
        double latencyP50Millis,
        double latencyP99Millis,
        List<ContainerMetricsView> containers) {
    public record StatusClassView(String statusClass, double perSecond) {}

    public record ContainerMetricsView(
            String id, String process, double cpu, long memory, long memoryLimit, int restarts) {}
}
