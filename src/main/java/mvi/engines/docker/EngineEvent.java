package mvi.engines.docker;

/**
 * Something that happened to a container.
 *
 * @param action start, die, oom, …
 */
public record EngineEvent(String containerId, String action) {}
