package mvi.engines.docker;

import java.nio.file.Path;
import java.util.List;

/**
 * What {@code mvi doctor} says of the engine.
 *
 * @param settings in words
 * @param findings what does not work; empty when all does
 */
public record EngineReport(
        EngineVersion version,
        Path socket,
        String settings,
        boolean hasInit,
        boolean hasLimits,
        List<Finding> findings) {
    public EngineReport {
        findings = List.copyOf(findings);
    }

    /** Something that does not work, and what a person can do about it. */
    public record Finding(String what, String whatToDo) {}
}
