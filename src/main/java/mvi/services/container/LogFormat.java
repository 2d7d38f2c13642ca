package mvi.services.container;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files in which engines keep what containers write, read from any position. Pure: bytes in,
 * entries and how many bytes they took out; what follows the last line end is left for the next
 * call, since the engine may be in the middle of writing it.
 *
 * <p>{@link #K8S_FILE} (podman): {@code TIME STREAM F text}, with {@code P} instead of {@code F}
 * for a part of a line that goes on. {@link #JSON_FILE} (Docker Engine): an object a line with
 * {@code log}, {@code stream} and {@code time}; a part ends without a line end in {@code log}.
 */
public enum LogFormat {
    K8S_FILE {
        @Override
        Optional<Entry> entry(String line) {
            String[] fields = line.split(" ", 4);
            if (fields.length < 3 || !(fields[2].equals("F") || fields[2].equals("P"))) {
                return Optional.empty();
            }
            String text = fields.length < 4 ? "" : fields[3];
            return time(fields[0])
                    .map(time -> new Entry(time, fields[1], text, fields[2].equals("P")));
        }
    },
    JSON_FILE {
        @Override
        Optional<Entry> entry(String line) {
            return LogJson.read(line)
                    .flatMap(
                            fields -> {
                                String log = fields.getOrDefault("log", "");
                                boolean isWhole = log.endsWith("\n");
                                String text = isWhole ? log.substring(0, log.length() - 1) : log;
                                String stream = fields.getOrDefault("stream", "stdout");
                                return time(fields.getOrDefault("time", ""))
                                        .map(time -> new Entry(time, stream, text, !isWhole));
                            });
        }
    };

    /** Longer lines come in several; the same as a log line's limit. */
    public static final int TEXT_BYTES = 64 * 1024;

    /**
     * One line as the engine wrote it.
     *
     * @param stream {@code stdout} or {@code stderr}
     * @param isPartial whether the next entry of the same stream continues it
     */
    public record Entry(Instant time, String stream, String text, boolean isPartial) {}

    /**
     * @param consumed bytes that the entries took; reading goes on there
     * @param unreadable lines that were in no known form and are skipped
     */
    public record Parsed(List<Entry> entries, int consumed, int unreadable) {}

    abstract Optional<Entry> entry(String line);

    /** Whole lines of {@code bytes} up to {@code length}; a torn last one is not consumed. */
    public Parsed parse(byte[] bytes, int length) {
        List<Entry> entries = new ArrayList<>();
        int start = 0;
        int unreadable = 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] != '\n') {
                continue;
            }
            String line = new String(bytes, start, i - start, StandardCharsets.UTF_8);
            start = i + 1;
            if (line.isEmpty()) {
                continue;
            }
            Optional<Entry> entry = entry(line);
            entry.ifPresent(entries::add);
            unreadable += entry.isPresent() ? 0 : 1;
        }
        return new Parsed(List.copyOf(entries), start, unreadable);
    }

    /** The format of the engine's file by its name. */
    public static LogFormat ofPath(String logPath) {
        return logPath.endsWith("-json.log") ? JSON_FILE : K8S_FILE;
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException damaged) {
            return Optional.empty();
        }
    }
}
