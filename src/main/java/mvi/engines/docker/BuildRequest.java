package mvi.engines.docker;

import java.util.Map;
import java.util.Optional;

/**
 * An image to build from a context.
 *
 * @param tag with registry, repository and tag
 * @param dockerfile its path in the context
 * @param memoryBytes for each of its steps, without swap; 0 for no limit
 * @param cpuShares relative weight against everything else on the machine, 1024 being the usual; 0
 *     for the usual
 */
public record BuildRequest(
        String tag,
        String dockerfile,
        Map<String, String> args,
        Optional<String> target,
        Map<String, String> labels,
        long memoryBytes,
        int cpuShares) {}
