package mvi.api.schema;

import java.util.List;
import java.util.Optional;

/**
 * {@code GET /v1/status}, {@code mvi status}.
 *
 * @param state ready, degraded or starting
 * @param apps −1 while what knows them does not answer; {@code containers} likewise
 * @param troubles what is wrong although every process runs, and what to do
 * @param blob where the platform keeps its objects, when that is elsewhere
 */
public record StatusView(
        String platform,
        String version,
        String state,
        String home,
        List<ProcessView> processes,
        PortsView ports,
        List<HostView> hosts,
        EngineView engine,
        int apps,
        int containers,
        List<String> troubles,
        Optional<BlobView> blob) {
    /**
     * @param name control, data or balance
     * @param since RFC 3339
     * @param memory resident bytes
     */
    public record ProcessView(String name, long pid, String state, String since, long memory) {}

    /** 0 where there is none. */
    public record PortsView(int http, int https, int api, int services, int registry) {}

    public record HostView(
            String name,
            String state,
            int cpus,
            long memory,
            long memoryUsed,
            long disk,
            long diskUsed) {}

    /**
     * @param state answers or failed
     */
    public record BlobView(String url, String state) {}

    public record EngineView(String name, String version, String runtime, String state) {}
}
