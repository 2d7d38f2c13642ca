package mvi.engines.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.ContainerNetwork;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The engine's inspection as our record; podman and docker leave different parts out. */
final class Inspection {
    private Inspection() {}

    static EngineContainer container(InspectContainerResponse answer) {
        InspectContainerResponse.ContainerState state = answer.getState();
        String status = state.getStatus() == null ? "" : state.getStatus();
        boolean hasEnded =
                status.equals("exited") || status.equals("stopped") || status.equals("dead");
        Long code = state.getExitCodeLong();
        Map<String, String> labels = answer.getConfig().getLabels();
        String name = answer.getName();
        Long memory = answer.getHostConfig() == null ? null : answer.getHostConfig().getMemory();
        return new EngineContainer(
                answer.getId(),
                name.startsWith("/") ? name.substring(1) : name,
                text(answer.getConfig().getImage()),
                labels == null ? Map.of() : Map.copyOf(labels),
                status,
                state.getPidLong() == null ? 0 : state.getPidLong(),
                hasEnded && code != null ? OptionalInt.of(code.intValue()) : OptionalInt.empty(),
                Boolean.TRUE.equals(state.getOOMKilled()),
                instant(state.getStartedAt()),
                hasEnded ? instant(state.getFinishedAt()) : Optional.empty(),
                addresses(answer),
                Optional.ofNullable(answer.getLogPath()).filter(path -> !path.isBlank()),
                memory == null ? 0 : memory,
                text(state.getError()));
    }

    private static Map<String, String> addresses(InspectContainerResponse answer) {
        Map<String, String> addresses = new TreeMap<>();
        if (answer.getNetworkSettings() == null
                || answer.getNetworkSettings().getNetworks() == null) {
            return addresses;
        }
        for (Map.Entry<String, ContainerNetwork> network :
                answer.getNetworkSettings().getNetworks().entrySet()) {
            String address = network.getValue().getIpAddress();
            if (address != null && !address.isEmpty()) {
                addresses.put(network.getKey(), address);
            }
        }
        return addresses;
    }

    /** Year 1 is the engine's way to say never. */
    static Optional<Instant> instant(@Nullable String text) {
        if (text == null || text.isBlank() || text.startsWith("0001-")) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException odd) {
            return Optional.empty();
        }
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
