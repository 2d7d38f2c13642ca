package mvi.engines.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The resource limits of this process, which its containers can not exceed everywhere. */
final class HostLimits {
    private HostLimits() {}

    /** As {@code soft:hard}, both the wanted or the hard limit, whichever is less. */
    static String atMost(String row, long wanted) {
        try {
            return atMost(Files.readAllLines(Path.of("/proc/self/limits")), row, wanted);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static String atMost(List<String> limits, String row, long wanted) {
        long hard =
                limits.stream()
                        .filter(line -> line.startsWith(row))
                        .map(line -> line.substring(row.length()).strip().split("\\s+", -1))
                        .map(columns -> columns[1])
                        .map(
                                text ->
                                        text.equals("unlimited")
                                                ? Long.MAX_VALUE
                                                : Long.parseLong(text))
                        .findFirst()
                        .orElse(Long.MAX_VALUE);
        long allowed = Math.min(hard, wanted);
        return allowed + ":" + allowed;
    }
}
