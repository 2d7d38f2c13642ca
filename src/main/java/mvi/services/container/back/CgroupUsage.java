package mvi.services.container.back;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * CPU and memory of a process's control group from the kernel's own files: far cheaper than asking
 * the engine. Reads version 2, and version 1 with one hierarchy per controller.
 */
final class CgroupUsage {
    private static final long NANOS_PER_MICRO = 1000;

    private final Path proc;
    private final Path mount;

    /**
     * @param proc normally /proc
     * @param mount normally /sys/fs/cgroup
     */
    CgroupUsage(Path proc, Path mount) {
        this.proc = proc;
        this.mount = mount;
    }

    /** What the group uses; page cache that can be dropped at once is not counted as memory. */
    record Reading(long cpuNanos, long memoryBytes) {}

    /** Empty when the files are not where they should be, or the process is another's by now. */
    Optional<Reading> read(long pid, String containerId) {
        try {
            List<String> groups = Files.readAllLines(proc.resolve(pid + "/cgroup"));
            if (groups.stream().noneMatch(line -> line.contains(containerId))) {
                return Optional.empty();
            }
            Optional<Path> memory = group(groups, "memory");
            Optional<Path> cpu = group(groups, "cpuacct");
            if (memory.isPresent() && cpu.isPresent()) {
                return Optional.of(
                        new Reading(
                                number(cpu.get().resolve("cpuacct.usage")),
                                number(memory.get().resolve("memory.usage_in_bytes"))
                                        - row(
                                                memory.get().resolve("memory.stat"),
                                                "total_inactive_file")));
            }
            Path unified = mount.resolve(relative(path(groups.getFirst())));
            return Optional.of(
                    new Reading(
                            row(unified.resolve("cpu.stat"), "usage_usec") * NANOS_PER_MICRO,
                            number(unified.resolve("memory.current"))
                                    - row(unified.resolve("memory.stat"), "inactive_file")));
        } catch (IOException | NumberFormatException elsewhere) {
            return Optional.empty();
        }
    }

    private Optional<Path> group(List<String> groups, String controller) {
        return groups.stream()
                .filter(line -> List.of(line.split(":", 3)[1].split(",", -1)).contains(controller))
                .map(line -> mount.resolve(controller).resolve(relative(path(line))))
                .filter(Files::isDirectory)
                .findFirst();
    }

    private static String path(String line) {
        return line.split(":", 3)[2];
    }

    private static String relative(String path) {
        return path.startsWith("/") ? path.substring(1) : path;
    }

    private static long number(Path file) throws IOException {
        return Long.parseLong(Files.readString(file).strip());
    }

    private static long row(Path file, String name) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> Long.parseLong(line.substring(name.length() + 1).strip()))
                .findFirst()
                .orElse(0L);
    }
}
