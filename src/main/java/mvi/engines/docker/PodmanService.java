package mvi.engines.docker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Clock;
import mvi.engines.base.Problem;

/**
 * The {@code podman system service} of this platform: a process in a session of its own, child of
 * nobody that matters, known by its pid file and its socket. Containers are not its children
 * either, so it may be replaced at any time.
 */
final class PodmanService {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration END_LIMIT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(20);

    private final Path podman;
    private final Path socket;
    private final Path log;
    private final Map<String, String> environment;
    private final Clock clock;

    PodmanService(
            Path podman, Path socket, Path log, Map<String, String> environment, Clock clock) {
        this.podman = podman;
        this.socket = socket;
        this.log = log;
        this.environment = Map.copyOf(environment);
        this.clock = clock;
    }

    /** The one that runs, when it answers and was started with the same configuration; else new. */
    DockerEngine ensure(String configuration) throws IOException {
        Optional<ProcessHandle> running = running();
        if (running.isPresent() && isConfigured(configuration)) {
            try {
                return DockerEngine.open(socket);
            } catch (Problem deaf) {
                if (!deaf.code().equals("engine-unavailable")) {
                    throw deaf;
                }
            }
        }
        running.ifPresent(this::end);
        return launch(configuration);
    }

    void stop() {
        running().ifPresent(this::end);
    }

    private DockerEngine launch(String configuration) throws IOException {
        Files.deleteIfExists(socket);
        ProcessBuilder builder =
                new ProcessBuilder(
                                "setsid",
                                podman.toString(),
                                "--log-level",
                                "error",
                                "system",
                                "service",
                                "--time=0",
                                "unix://" + socket)
                        .redirectErrorStream(true)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        builder.directory(Path.of("/").toFile());
        Process process = builder.start();
        Files.writeString(pidFile(), Long.toString(process.pid()) + "\n" + configuration);
        long end = clock.nanos() + START_LIMIT.toNanos();
        while (process.isAlive() && clock.nanos() < end) {
            if (Files.exists(socket)) {
                try {
                    return DockerEngine.open(socket);
                } catch (Problem early) {
                    if (!early.code().equals("engine-unavailable")) {
                        throw early;
                    }
                }
            }
            pause();
        }
        throw Problem.unavailable(
                "engine-unavailable",
                "podman's service did not answer on "
                        + socket
                        + ": "
                        + Files.readString(log).strip(),
                null);
    }

    private Optional<ProcessHandle> running() {
        try {
            if (!Files.exists(pidFile())) {
                return Optional.empty();
            }
            long pid = Long.parseLong(Files.readAllLines(pidFile()).getFirst().strip());
            // A number alone may be somebody else's by now: its command line names our socket.
            String command =
                    Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.UTF_8);
            return command.contains(socket.toString()) ? ProcessHandle.of(pid) : Optional.empty();
        } catch (IOException | RuntimeException unknown) {
            return Optional.empty();
        }
    }

    private boolean isConfigured(String configuration) throws IOException {
        String text = Files.readString(pidFile());
        return text.substring(text.indexOf('\n') + 1).equals(configuration);
    }

    private void end(ProcessHandle process) {
        process.destroy();
        long end = clock.nanos() + END_LIMIT.toNanos();
        while (process.isAlive() && clock.nanos() < end) {
            pause();
        }
        process.destroyForcibly();
    }

    private void pause() {
        try {
            clock.sleep(POLL);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable("engine-unavailable", "interrupted", interrupted);
        }
    }

    private Path pidFile() {
        return socket.resolveSibling("engine.pid");
    }
}
