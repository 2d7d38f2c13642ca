package mvi.engines.docker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whether what podman calls running is there. Podman has no daemon: a monitor beside each container
 * (conmon) writes down its end, and when that one was killed too, as by a machine that stopped,
 * podman goes on calling the container running, or stopping, for ever.
 */
final class PodmanProcesses {
    private final Path proc;

    /**
     * @param proc normally /proc
     */
    PodmanProcesses(Path proc) {
        this.proc = proc;
    }

    /** Neither the container's process nor its monitor is there any more. */
    boolean isLost(EngineContainer container) {
        return container.isRunning()
                && container.pid() > 0
                && !isThere(container)
                && !isMonitored(container.id());
    }

    /** Its process is there and in a group of its id; false also where no one can tell. */
    boolean isFirstOf(EngineContainer container) {
        return groups(container).filter(groups -> groups.contains(container.id())).isPresent();
    }

    /**
     * A process of this number may be another's by now: the container's is in a group of its id.
     */
    private boolean isThere(EngineContainer container) {
        return groups(container)
                .filter(groups -> groups.contains(container.id()) || !groups.contains("libpod-"))
                .isPresent();
    }

    /**
     * The control groups of the process that has the number of the container's, unless it ended.
     */
    private Optional<String> groups(EngineContainer container) {
        Path process = proc.resolve(Long.toString(container.pid()));
        try {
            String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            char state = stat.charAt(stat.lastIndexOf(')') + 2);
            if (state == 'Z' || state == 'X') {
                return Optional.empty();
            }
            return Optional.of(Files.readString(process.resolve("cgroup"), StandardCharsets.UTF_8));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private boolean isMonitored(String id) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : processes) {
                if (isMonitorOf(process, id)) {
                    return true;
                }
            }
            return false;
        } catch (IOException unreadable) {
            return true;
        }
    }

    private static boolean isMonitorOf(Path process, String id) {
        try {
            String words =
                    Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
            return words.contains("conmon\0") && words.contains("\0" + id + "\0");
        } catch (IOException ended) {
            return false;
        }
    }
}
