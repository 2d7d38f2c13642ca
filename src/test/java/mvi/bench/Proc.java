package mvi.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What proc(5) says of a process and of those that it has started. */
final class Proc {
    private static final double TICKS_PER_SECOND = 100;

    private Proc() {}

    /** Seconds of CPU of all threads. */
    record Cpu(double user, double system) {
        double total() {
            return user + system;
        }

        Cpu since(Cpu before) {
            return new Cpu(user - before.user, system - before.system);
        }
    }

    static Cpu cpu(Process process) throws IOException {
        return cpu(tree(process));
    }

    /** Of these alone. */
    static Cpu cpu(long... pids) throws IOException {
        long user = 0;
        long system = 0;
        for (long pid : pids) {
            String stat = read(pid, "stat");
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            user += Long.parseLong(fields[11]);
            system += Long.parseLong(fields[12]);
        }
        return new Cpu(user / TICKS_PER_SECOND, system / TICKS_PER_SECOND);
    }

    static long residentMib(Process process) throws IOException {
        return residentMib(tree(process));
    }

    /** Of these alone. */
    static long residentMib(long... pids) throws IOException {
        long kib = 0;
        for (long pid : pids) {
            kib += Long.parseLong(found(read(pid, "status"), "VmRSS:\\s*(\\d+) kB"));
        }
        return kib / 1024;
    }

    static String load() throws IOException {
        return Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0];
    }

    /** The first group of the pattern. */
    static String found(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + pattern + " in: " + text);
        }
        return matcher.group(1);
    }

    private static long[] tree(Process process) {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .mapToLong(ProcessHandle::pid)
                .toArray();
    }

    private static String read(long pid, String file) throws IOException {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file));
        } catch (NoSuchFileException ended) {
            throw new IllegalStateException("a process that is measured has ended", ended);
        }
    }
}
