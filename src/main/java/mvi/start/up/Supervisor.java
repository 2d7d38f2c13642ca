package mvi.start.up;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import mvi.engines.base.Clock;
import mvi.engines.base.Problem;
import mvi.start.Home;

/**
 * The launcher's loop that keeps one process alive, in a session of its own: it outlives the
 * command that started it and whatever else dies.
 */
record Supervisor(Home home, String process, Clock clock) {
    private static final Duration STOP_WITHIN = Duration.ofSeconds(40);
    private static final Duration STEP = Duration.ofMillis(50);

    boolean isRunning() {
        return handle().isPresent();
    }

    /** Which program it runs: the version's folder. */
    Optional<Path> version() {
        return handle().flatMap(ignored -> Optional.of(Path.of(text(versionFile()))));
    }

    /**
     * @param ports variables with the ports that were settled: what {@code up} was called with may
     *     name one that is taken
     */
    void start(Distribution distribution, List<String> prefix, Map<String, String> ports) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "setsid",
                                "--fork",
                                "sh",
                                distribution.launcher().toString(),
                                "supervise",
                                process));
        command.addAll(prefix);
        command.addAll(List.of("sh", distribution.launcher().toString(), process));
        try {
            Files.writeString(versionFile(), distribution.folder().toString());
            Files.deleteIfExists(home.facts(process));
            ProcessBuilder builder = new ProcessBuilder(command);
            Path log = home.log().resolve(process + ".log");
            builder.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().put("MVI_HOME", home.root().toString());
            builder.environment().putAll(ports);
            builder.directory(home.root().toFile());
            Process started = builder.start();
            started.getOutputStream().close();
            if (started.waitFor() != 0) {
                throw Problem.unavailable(
                        "process-failed", "can't start " + process + ": see " + log, null);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("can't start " + process, failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable(
                    "process-failed", "interrupted while starting " + process, interrupted);
        }
    }

    /**
     * Starts another loop, whose process takes the place of the one that runs. The loop before ends
     * with its process, which ends with its last connection, and starts no other.
     */
    void succeed(Distribution distribution, List<String> prefix, Map<String, String> ports) {
        handle().ifPresent(this::tellToLeave);
        start(distribution, prefix, ports);
    }

    private void tellToLeave(ProcessHandle loop) {
        try {
            String left =
                    leavingLoops().stream()
                                    .map(each -> each.pid() + "\n")
                                    .collect(Collectors.joining())
                            + loop.pid()
                            + "\n";
            Files.writeString(leavingFile(), left);
            Process told = new ProcessBuilder("kill", "-USR1", Long.toString(loop.pid())).start();
            if (told.waitFor() != 0) {
                throw Problem.unavailable(
                        "process-failed", "can't tell " + process + " that another follows", null);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("can't hand " + process + " over", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable(
                    "process-failed", "interrupted while starting " + process, interrupted);
        }
    }

    /**
     * Ends the loop, which ends its process first, and those that are leaving; kills what doesn't
     * end in time. What the process itself started, such as the container engine's service, is not
     * waited for: it may outlive it.
     */
    void stop() {
        List<ProcessHandle> loops = new ArrayList<>(leavingLoops());
        handle().ifPresent(loops::add);
        List<ProcessHandle> ending = new ArrayList<>(loops);
        loops.forEach(loop -> ending.addAll(loop.children().toList()));
        loops.forEach(ProcessHandle::destroy);
        long deadline = clock.nanos() + STOP_WITHIN.toNanos();
        while (ending.stream().anyMatch(ProcessHandle::isAlive)) {
            if (clock.nanos() > deadline) {
                ending.forEach(ProcessHandle::destroyForcibly);
                return;
            }
            pause();
        }
    }

    private void pause() {
        try {
            clock.sleep(STEP);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable(
                    "process-failed", "interrupted while stopping " + process, interrupted);
        }
    }

    /** A process id alone proves nothing after a reboot: the command line must be the loop's. */
    private Optional<ProcessHandle> handle() {
        Path file = home.run().resolve(process + ".supervisor");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        return loop(text(file).strip());
    }

    private List<ProcessHandle> leavingLoops() {
        if (!Files.exists(leavingFile())) {
            return List.of();
        }
        return text(leavingFile()).lines().flatMap(pid -> loop(pid).stream()).toList();
    }

    private Optional<ProcessHandle> loop(String pid) {
        Path commandLine = Path.of("/proc/" + pid + "/cmdline");
        try {
            String words = Files.readString(commandLine, StandardCharsets.ISO_8859_1);
            boolean isOurs =
                    words.contains("\0supervise\0" + process + "\0")
                            && words.contains(home.versions().toString());
            return isOurs ? ProcessHandle.of(Long.parseLong(pid)) : Optional.empty();
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private Path leavingFile() {
        return home.run().resolve(process + ".leaving");
    }

    private Path versionFile() {
        return home.run().resolve(process + ".version");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException("can't read " + file, failed);
        }
    }
}
