package mvi.engines.docker;

import java.util.List;
import java.util.Map;

/**
 * An image that the engine has.
 *
 * @param digests as {@code repository@sha256:…}, one per registry that it came from or went to
 * @param command entrypoint and command as its author wrote them
 * @param exposedPorts TCP ports
 */
public record EngineImage(
        String id,
        List<String> tags,
        List<String> digests,
        List<String> command,
        List<Integer> exposedPorts,
        Map<String, String> labels,
        long bytes) {}
