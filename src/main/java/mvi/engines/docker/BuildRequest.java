package mvi.engines.docker;

import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Secret;

/**
 * An image to build from a context.
 *
 * @param tag with registry, repository and tag
 * @param dockerfile its path in the context
 * @param secrets for steps that mount them, by id of letters, digits, {@code _ . -}; with podman
 *     alone
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
        Map<String, Secret> secrets,
        long memoryBytes,
        int cpuShares) {}
