package mvi.engines.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The resource limits of this process, which its containers can not exceed everywhere. */
final class HostLimits {
    /** The kernel's words in /proc/self/limits. */
    private static final Map<String, String> ROWS =
            Map.ofEntries(
                    Map.entry("as", "Max address space"),
                    Map.entry("core", "Max core file size"),
                    Map.entry("cpu", "Max cpu time"),
                    Map.entry("data", "Max data size"),
                    Map.entry("fsize", "Max file size"),
                    Map.entry("locks", "Max file locks"),
                    Map.entry("memlock", "Max locked memory"),
                    Map.entry("msgqueue", "Max msgqueue size"),
                    Map.entry("nice", "Max nice priority"),
                    Map.entry("nofile", "Max open files"),
                    Map.entry("nproc", "Max processes"),
                    Map.entry("rss", "Max resident set"),
                    Map.entry("rtprio", "Max realtime priority"),
                    Map.entry("rttime", "Max realtime timeout"),
                    Map.entry("sigpending", "Max pending signals"),
                    Map.entry("stack", "Max stack size"));

    private HostLimits() {}

    /** As {@code soft:hard}, both the wanted or the hard limit, whichever is less. */
    static String atMost(String row, long wanted) {
        try {
            return atMost(Files.readAllLines(Path.of("/proc/self/limits")), row, wanted);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /**
     * No more than the host's own hard limit, which a container can't be started beyond, or than
     * what podman lowers its service to.
     */
    static ContainerRequest.Ulimit bounded(ContainerRequest.Ulimit wanted) {
        String row = ROWS.get(wanted.name());
        if (row == null) {
            return wanted;
        }
        long most =
                switch (wanted.name()) {
                    case "nofile" -> PodmanProbe.FILES;
                    case "nproc" -> PodmanProbe.PROCESSES;
                    default -> Long.MAX_VALUE;
                };
        String[] both = atMost(row, Math.min(wanted.hard(), most)).split(":", -1);
        long hard = Long.parseLong(both[1]);
        return new ContainerRequest.Ulimit(wanted.name(), Math.min(wanted.soft(), hard), hard);
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
