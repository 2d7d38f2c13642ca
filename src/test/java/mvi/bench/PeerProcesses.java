package mvi.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Processes that run beside each other in a folder of their own, which goes with them. */
final class PeerProcesses implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long LOOK_NANOS = 2_000_000;

    private final Path folder = Files.createTempDirectory("mvi-bench-");
    private final List<Process> processes = new ArrayList<>();

    PeerProcesses() throws IOException {}

    Path folder() {
        return folder;
    }

    Path write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    /** What it says goes to NAME.log. */
    Process start(ProcessBuilder builder, String name) throws IOException {
        Process process =
                builder.redirectErrorStream(true)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(
                                        folder.resolve(name + ".log").toFile()))
                        .start();
        processes.add(process);
        return process;
    }

    void kill(Process process) throws InterruptedException {
        process.destroyForcibly().waitFor();
        processes.remove(process);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    void await(String name, BooleanSupplier condition) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException(
                        name
                                + " does not answer: "
                                + Files.readString(folder.resolve(name + ".log")));
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** Ends them all; nginx's workers end with their master, unless that is killed. */
    @Override
    public void close() throws Exception {
        for (Process process : processes) {
            process.destroy();
        }
        for (Process process : processes) {
            process.waitFor();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
