package mvi.services.log;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One line that a process wrote.
 *
 * @param stream {@code stdout} or {@code stderr}
 * @param text without its line end; at most 64 KiB, longer ones come in several
 */
public record LogLine(
        Instant time, String app, String process, String container, String stream, String text) {
    /** Their texts, one below the other. */
    public static String texts(List<LogLine> lines) {
        return lines.stream().map(LogLine::text).collect(Collectors.joining("\n"));
    }
}
