package mvi.engines.docker;

import java.util.Map;

/**
 * A bridge network.
 *
 * @param id the engine's; empty in a request
 * @param subnet in CIDR form
 * @param chosen where the engine chooses addresses from, in CIDR form; empty for the whole subnet.
 *     It doesn't come back from every engine.
 * @param bridge the name of its interface on the host; at most 15 characters
 * @param isInternal without a way out
 */
public record EngineNetwork(
        String id,
        String name,
        String subnet,
        String chosen,
        String gateway,
        String bridge,
        boolean isInternal,
        Map<String, String> labels) {
    /** The kernel's limit of an interface's name. */
    static final int BRIDGE_CHARACTERS = 15;

    public EngineNetwork {
        labels = Map.copyOf(labels);
        if (bridge.length() > BRIDGE_CHARACTERS) {
            throw new IllegalArgumentException(
                    "a bridge's name has at most " + BRIDGE_CHARACTERS + " characters: " + bridge);
        }
    }
}
