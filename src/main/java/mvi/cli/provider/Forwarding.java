package mvi.cli.provider;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.cli.remote.Json;
import mvi.engines.base.Clock;
import mvi.engines.base.Problem;

/**
 * The forwarded port of one service of a Compose project: a process {@code mvi forward} that
 * outlives the command which started it, and a file that says which it is.
 */
public final class Forwarding {
    private static final Duration READY_WITHIN = Duration.ofSeconds(20);
    private static final Duration END_WITHIN = Duration.ofSeconds(5);
    private static final Duration STEP = Duration.ofMillis(25);

    /** Below the ports that Linux and macOS give to connections by themselves. */
    private static final int FIRST_PORT = 21_000;

    private static final int PORTS = 10_000;
    private static final int PORTS_TRIED = 100;

    private final Path file;
    private final Path log;
    private final String launcher;
    private final Clock clock;

    /**
     * @param state the folder that remembers
     * @param launcher what {@code mvi} is on this machine
     */
    public Forwarding(Path state, String launcher, Clock clock, String project, String service) {
        Path folder = state.resolve(project);
        this.file = folder.resolve(service + ".json");
        this.log = folder.resolve(service + ".log");
        this.launcher = launcher;
        this.clock = clock;
    }

    /** {@code mvi/compose} in the user's folder for state. */
    public static Path stateFolder(Map<String, String> environment) {
        String base = environment.getOrDefault("XDG_STATE_HOME", "");
        Path state =
                base.startsWith("/")
                        ? Path.of(base)
                        : Path.of(environment.getOrDefault("HOME", "/"), ".local", "state");
        return state.resolve("mvi").resolve("compose");
    }

    /**
     * What is forwarded.
     *
     * @param url the platform's
     */
    public record Wanted(String url, String app, String service, String kind) {}

    /**
     * A process that runs.
     *
     * @param isWaiting for an address that this machine does not have yet
     */
    public record Running(int port, boolean isWaiting) {}

    /** The one that is there when it is the same, else a new one in its place. */
    public Running ensure(Wanted wanted, String listen) throws IOException, InterruptedException {
        Optional<Json> known = known();
        if (known.isPresent()
                && process(known.get()).isPresent()
                && known.get().text("url").equals(wanted.url())
                && known.get().text("app").equals(wanted.app())
                && known.get().text("kind").equals(wanted.kind())
                && known.get().text("listen").equals(listen)) {
            return new Running((int) known.get().whole("port"), !isHere(listen));
        }
        end();
        return start(wanted, listen);
    }

    /** Whether there was one. */
    public boolean end() throws IOException, InterruptedException {
        Optional<Json> known = known();
        Optional<ProcessHandle> process = known.flatMap(Forwarding::process);
        if (process.isPresent()) {
            process.get().destroy();
            long deadline = clock.nanos() + END_WITHIN.toNanos();
            while (process.get().isAlive() && clock.nanos() < deadline) {
                clock.sleep(STEP);
            }
            process.get().destroyForcibly();
        }
        Files.deleteIfExists(file);
        Files.deleteIfExists(log);
        return process.isPresent();
    }

    private Running start(Wanted wanted, String listen) throws IOException, InterruptedException {
        Files.createDirectories(
                file.getParent(),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        int port = freePort(listen);
        Process process =
                new ProcessBuilder(command(wanted, listen + ":" + port))
                        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        Map<String, Object> written = new LinkedHashMap<>();
        written.put("pid", process.pid());
        written.put("started", started(process.toHandle()));
        written.put("url", wanted.url());
        written.put("app", wanted.app());
        written.put("kind", wanted.kind());
        written.put("listen", listen);
        written.put("port", port);
        Files.writeString(file, Json.write(written));
        return new Running(port, awaitReady(process));
    }

    /** Neither the terminal's interrupt nor its end reaches it: Compose stops it when it wants. */
    private List<String> command(Wanted wanted, String address) {
        return List.of(
                "sh",
                "-c",
                "trap '' INT QUIT HUP; exec \"$@\"",
                "sh",
                launcher,
                "forward",
                "-a",
                wanted.app(),
                wanted.service(),
                "--service",
                wanted.kind(),
                "--listen",
                address,
                "--wait");
    }

    /** True when it waits for its address. */
    private boolean awaitReady(Process process) throws IOException, InterruptedException {
        long deadline = clock.nanos() + READY_WITHIN.toNanos();
        while (true) {
            String said = Files.readString(log, StandardCharsets.UTF_8);
            if (said.contains("listening on ")) {
                return false;
            }
            if (said.contains("waiting for ")) {
                return true;
            }
            if (!process.isAlive() || clock.nanos() > deadline) {
                end();
                throw Problem.unavailable(
                        "not-forwarded", "no port could be forwarded: " + said.strip(), null);
            }
            clock.sleep(STEP);
        }
    }

    private Optional<Json> known() throws IOException {
        return Files.exists(file)
                ? Optional.of(Json.parse(Files.readString(file)))
                : Optional.empty();
    }

    /** A process id alone proves nothing after a while: its start must be the same. */
    private static Optional<ProcessHandle> process(Json known) {
        return ProcessHandle.of(known.whole("pid"))
                .filter(ProcessHandle::isAlive)
                .filter(handle -> started(handle).equals(known.text("started")));
    }

    private static String started(ProcessHandle handle) {
        return handle.info().startInstant().map(Instant::toString).orElse("");
    }

    /** The same each time, as long as nobody else has it: a container's variables name it. */
    private int freePort(String listen) throws IOException {
        int first = FIRST_PORT + Math.floorMod(file.toString().hashCode(), PORTS);
        if (!isHere(listen)) {
            return first;
        }
        for (int port = first; port < first + PORTS_TRIED; port++) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(listen, port));
                return port;
            } catch (IOException taken) {
                // The next one then.
            }
        }
        throw Problem.unavailable(
                "not-forwarded",
                "ports " + first + " to " + (first + PORTS_TRIED - 1) + " are all taken",
                null);
    }

    private static boolean isHere(String address) throws IOException {
        return NetworkInterface.getByInetAddress(InetAddress.getByName(address)) != null;
    }
}
