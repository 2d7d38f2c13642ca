package mvi.services.log;

import java.time.Instant;

/**
 * One line that a process wrote.
 *
 * @param stream {@code stdout} or {@code stderr}
 * @param text without its line end; at most 64 KiB, longer ones come in several
 */
public record LogLine(
        Instant time, String app, String process, String container, String stream, String text) {}
