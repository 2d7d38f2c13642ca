package mvi.services.host.back;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mvi.services.host.HostService;

/** The machine that mvi runs on. A limit of its own control group counts as the machine's end. */
public final class LocalHostService implements HostService {
    /** USER_HZ, which the kernel fixes at 100 for what it shows in /proc (proc_stat(5)). */
    private static final long NANOS_PER_TICK = 10_000_000;

    private static final int IDLE = 3;
    private static final int IO_WAIT = 4;
    private static final int COUNTED = 8;
    private static final long KIB = 1024;

    private final Path home;
    private final Path proc;
    private final Path cgroup;

    /**
     * @param home MVI_HOME, on whose disk the platform writes
     */
    public LocalHostService(Path home) {
        this(home, Path.of("/proc"), Path.of("/sys/fs/cgroup"));
    }

    LocalHostService(Path home, Path proc, Path cgroup) {
        this.home = home;
        this.proc = proc;
        this.cgroup = cgroup;
    }

    @Override
    public List<Host> list() {
        try {
            String name = Files.readString(proc.resolve("sys/kernel/hostname")).strip();
            String kernel = Files.readString(proc.resolve("sys/kernel/osrelease")).strip();
            // The JVM counts the CPUs that its control group allows.
            int cpus = Runtime.getRuntime().availableProcessors();
            return List.of(
                    new Host(
                            name,
                            "ready",
                            cpus,
                            memoryBytes(),
                            disk().getTotalSpace(),
                            "Linux " + kernel));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public Reading read() {
        try {
            long[] ticks = ticks();
            long total = 0;
            for (long count : ticks) {
                total += count;
            }
            long busy = total - ticks[IDLE] - ticks[IO_WAIT];
            FileStore disk = disk();
            long memory = memoryBytes();
            long available = meminfo("MemAvailable");
            return new Reading(
                    busy * NANOS_PER_TICK,
                    total * NANOS_PER_TICK,
                    Math.max(0, Math.min(memory, meminfo("MemTotal") - available)),
                    memory,
                    disk.getTotalSpace() - disk.getUsableSpace(),
                    disk.getTotalSpace());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private FileStore disk() throws IOException {
        return Files.getFileStore(home);
    }

    /** User, nice, system, idle, iowait, irq, softirq, steal; guests are in user already. */
    private long[] ticks() throws IOException {
        String[] columns =
                Files.readAllLines(proc.resolve("stat")).getFirst().strip().split("\\s+", -1);
        long[] ticks = new long[COUNTED];
        for (int i = 0; i < COUNTED && i + 1 < columns.length; i++) {
            ticks[i] = Long.parseLong(columns[i + 1]);
        }
        return ticks;
    }

    private long memoryBytes() throws IOException {
        long machine = meminfo("MemTotal");
        long limit =
                Math.min(
                        limit(cgroup.resolve("memory.max")),
                        limit(cgroup.resolve("memory/memory.limit_in_bytes")));
        return Math.min(machine, limit);
    }

    private static long limit(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            return Long.MAX_VALUE;
        }
        String text = Files.readString(file).strip();
        return text.equals("max") ? Long.MAX_VALUE : Long.parseLong(text);
    }

    private long meminfo(String row) throws IOException {
        return Files.readAllLines(proc.resolve("meminfo")).stream()
                .filter(line -> line.startsWith(row + ":"))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .map(digits -> Long.parseLong(digits) * KIB)
                .findFirst()
                .orElseThrow(() -> new IOException("/proc/meminfo has no " + row));
    }
}
