package mvi.engines.docker;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was seen of containers that are still as they were: one that has ended, and one whose first
 * process is there. A list asks the engine again for the others alone: podman takes ten to a
 * hundred milliseconds for each, and each pass of a rollout lists all.
 */
final class SeenContainers {
    private final Map<String, EngineContainer> seen = new ConcurrentHashMap<>();
    private final PodmanProcesses processes;

    SeenContainers(PodmanProcesses processes) {
        this.processes = processes;
    }

    /**
     * As it was seen, when that holds now.
     *
     * @param status the engine's word in its list
     */
    Optional<EngineContainer> find(String id, String status) {
        return Optional.ofNullable(seen.get(id))
                .filter(each -> each.status().equals(status))
                .filter(each -> !each.isRunning() || processes.isFirstOf(each));
    }

    /** For as long as it stays so; one that is about to change is not kept. */
    void put(EngineContainer container) {
        boolean runs = container.status().equals("running");
        // Podman that is asked while one ends has no exit code yet, or -1.
        boolean hasEnded =
                container.exitCode().orElse(-1) >= 0 && container.status().equals("exited");
        if (runs || hasEnded) {
            seen.put(container.id(), container);
        } else {
            seen.remove(container.id());
        }
    }

    /** Forgets all with these labels but these. */
    void retain(Map<String, String> labels, Set<String> ids) {
        seen.values()
                .removeIf(
                        each ->
                                !ids.contains(each.id())
                                        && each.labels().entrySet().containsAll(labels.entrySet()));
    }
}
