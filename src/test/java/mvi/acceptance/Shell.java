package mvi.acceptance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Runs programs, each within a time; what is still running then is killed and said. */
final class Shell {
    static final Duration USUAL = Duration.ofSeconds(60);

    /** Would lead the program to another platform than the one under test. */
    private static final Set<String> FOREIGN = Set.of("MVI_", "AWS_");

    private Shell() {}

    static Result run(String... command) {
        return run(List.of(command), Map.of(), Path.of("").toAbsolutePath(), "", USUAL);
    }

    static Result run(
            List<String> command,
            Map<String, String> environment,
            Path folder,
            String input,
            Duration limit) {
        Running running = start(command, environment, folder, limit);
        running.say(input);
        return running.result();
    }

    static Running start(
            List<String> command, Map<String, String> environment, Path folder, Duration limit) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeIf(Shell::isForeign);
        builder.environment().putAll(environment);
        try {
            return new Running(command, builder.start(), limit);
        } catch (IOException failed) {
            throw new UncheckedIOException("can't run " + command, failed);
        }
    }

    private static boolean isForeign(String name) {
        return FOREIGN.stream().anyMatch(name::startsWith);
    }

    /** A program under way. */
    static final class Running {
        private final List<String> command;
        private final Process process;
        private final Duration limit;
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final ByteArrayOutputStream err = new ByteArrayOutputStream();
        private final Thread outReader;
        private final Thread errReader;

        private Running(List<String> command, Process process, Duration limit) {
            this.command = List.copyOf(command);
            this.process = process;
            this.limit = limit;
            this.outReader = Thread.startVirtualThread(() -> copy(process.getInputStream(), out));
            this.errReader = Thread.startVirtualThread(() -> copy(process.getErrorStream(), err));
        }

        /** What it said until now, on both streams. */
        String said() {
            synchronized (out) {
                synchronized (err) {
                    return out.toString(StandardCharsets.UTF_8)
                            + err.toString(StandardCharsets.UTF_8);
                }
            }
        }

        boolean isAlive() {
            return process.isAlive();
        }

        void say(String input) {
            try (var in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException gone) {
                return;
            }
        }

        void stop() {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }

        Result result() {
            try {
                boolean isOver = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
                if (!isOver) {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly().waitFor();
                }
                outReader.join(Duration.ofSeconds(5));
                errReader.join(Duration.ofSeconds(5));
                String late = isOver ? "" : "\nkilled: not over within " + limit;
                synchronized (out) {
                    synchronized (err) {
                        return new Result(
                                command,
                                isOver ? process.exitValue() : -1,
                                out.toByteArray(),
                                err.toString(StandardCharsets.UTF_8) + late);
                    }
                }
            } catch (InterruptedException interrupted) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for " + command, interrupted);
            }
        }

        private static void copy(InputStream from, ByteArrayOutputStream to) {
            byte[] buffer = new byte[8192];
            try {
                for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                    synchronized (to) {
                        to.write(buffer, 0, count);
                    }
                }
            } catch (IOException closed) {
                return;
            }
        }
    }
}
