package mvi.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.http.HttpClient;
import mvi.engines.http.HttpLimits;
import mvi.services.balancer.BalancerRoutes;
import mvi.services.balancer.BalancerRoutes.HealthCheck;
import mvi.services.balancer.LiveBalancer;
import mvi.services.balancer.back.SocketBalancer;

/**
 * The balance process beside HAProxy: 1 KiB answers on kept connections, by turns, CPU from /proc.
 * The target is an HAProxy of its own that answers from memory. Wants haproxy and wrk on the path.
 */
public final class BalancerBench implements AutoCloseable {
    private static final int CONNECTIONS = 64;
    private static final int BODY_BYTES = 1024;
    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final double TICKS_PER_SECOND = 100;
    private static final String HOST = "bench.localhost";

    /** As the launcher starts it. */
    private static final List<String> FLAGS =
            List.of(
                    "-XX:+UseSerialGC",
                    "-XX:-UsePerfData",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-Dio.netty.noUnsafe=true",
                    "-Xms16m",
                    "-Xmn8m",
                    "-Xmx128m",
                    "-Xss512k",
                    "-XX:ReservedCodeCacheSize=48m");

    private final int seconds;
    private final int rounds;
    private final Path folder;
    private final List<Process> processes = new ArrayList<>();

    /** CPU per request and requests per second of one run. */
    record Run(double microsPerRequest, double requestsPerSecond, String p99) {}

    public BalancerBench(int seconds, int rounds) throws IOException {
        this.seconds = seconds;
        this.rounds = rounds;
        this.folder = Files.createTempDirectory("mvi-bench-");
    }

    /** {@code [SECONDS [ROUNDS]]} */
    public static void main(String[] args) throws Exception {
        int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 10;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        try (BalancerBench bench = new BalancerBench(seconds, rounds)) {
            bench.run();
        }
    }

    public void run() throws Exception {
        int targetPort = freePort();
        int peerPort = freePort();
        int port = freePort();
        haproxy("target", target(targetPort));
        Process peer = haproxy("peer", peer(peerPort, targetPort));
        Process balance = balance(port);
        route(targetPort);
        await(() -> isAnswering(port) && isAnswering(peerPort) && isAnswering(targetPort));
        idle(balance, peer);
        wrk(port);
        List<Run> ours = new ArrayList<>();
        List<Run> theirs = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            Run mine = measured(balance, port);
            Run other = measured(peer, peerPort);
            ours.add(mine);
            theirs.add(other);
            ratios.add(mine.microsPerRequest() / other.microsPerRequest());
            say("round %d, load %s", round + 1, load());
            say("  balance %s", text(mine));
            say("  haproxy %s", text(other));
        }
        say("balance: median %.1f us CPU a request", median(cost(ours)));
        say("haproxy: median %.1f us CPU a request", median(cost(theirs)));
        say("ratio: median %.2f of %s", median(ratios), ratios);
        say("after load: balance %d MB resident", residentKib(balance) / 1024);
    }

    private void idle(Process balance, Process peer) throws Exception {
        long before = ticks(balance);
        Thread.sleep(IDLE);
        say(
                "idle: balance %d MB resident (haproxy %d MB), %.2f %% of a core",
                residentKib(balance) / 1024,
                residentKib(peer) / 1024,
                (ticks(balance) - before) / TICKS_PER_SECOND / IDLE.toSeconds() * 100);
    }

    private Run measured(Process process, int port) throws Exception {
        long before = ticks(process);
        String said = wrk(port);
        long used = ticks(process) - before;
        double requests = Double.parseDouble(found(said, "(\\d+) requests in"));
        return new Run(
                used / TICKS_PER_SECOND * 1e6 / requests,
                Double.parseDouble(found(said, "Requests/sec: *([\\d.]+)")),
                found(said, "99% *(\\S+)"));
    }

    private String wrk(int port) throws Exception {
        Process wrk =
                new ProcessBuilder(
                                "wrk",
                                "-t2",
                                "-c" + CONNECTIONS,
                                "-d" + seconds + "s",
                                "--latency",
                                "-H",
                                "Host: " + HOST,
                                "http://127.0.0.1:" + port + "/")
                        .redirectErrorStream(true)
                        .start();
        String said = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (wrk.waitFor() != 0 || said.contains("Non-2xx") || said.contains("Socket errors")) {
            throw new IllegalStateException("wrk met errors: " + said);
        }
        return said;
    }

    private void route(int targetPort) throws IOException {
        Clock clock = Clock.system();
        try (HttpClient http = new HttpClient(HttpLimits.DEFAULT, Optional.empty())) {
            LiveBalancer control =
                    new SocketBalancer(
                            http::send,
                            folder.resolve("run/balance/balance.sock"),
                            clock,
                            Events.to(System.err, clock));
            BalancerRoutes.Target target =
                    new BalancerRoutes.Target(
                            "target", "127.0.0.1", targetPort, HealthCheck.DEFAULT, false, false);
            control.apply(
                    new BalancerRoutes(
                            1,
                            List.of(
                                    new BalancerRoutes.Route(
                                            "bench/web",
                                            List.of(HOST),
                                            List.of(target),
                                            List.of()))));
        }
    }

    private Process balance(int port) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of("mvi.Main", "balance"));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("MVI_"));
        builder.environment().put("MVI_HOME", folder.toString());
        builder.environment().put("MVI_HTTP_PORT", Integer.toString(port));
        builder.environment().put("MVI_HTTPS_PORT", "0");
        Process process = started(builder, "balance");
        await(() -> Files.exists(folder.resolve("run/balance/facts.json")));
        return process;
    }

    private Process haproxy(String name, String configuration) throws IOException {
        Path file = folder.resolve(name + ".cfg");
        Files.writeString(file, configuration);
        return started(new ProcessBuilder("haproxy", "-db", "-f", file.toString()), name);
    }

    private Process started(ProcessBuilder builder, String name) throws IOException {
        Process process =
                builder.redirectErrorStream(true)
                        .redirectOutput(folder.resolve(name + ".log").toFile())
                        .start();
        processes.add(process);
        return process;
    }

    private static String target(int port) {
        return defaults()
                + """
                frontend target
                  bind 127.0.0.1:%d
                  http-request return status 200 content-type text/plain string "%s"
                """
                        .formatted(port, "x".repeat(BODY_BYTES));
    }

    private static String peer(int port, int targetPort) {
        return defaults()
                + """
                frontend peer
                  bind 127.0.0.1:%d
                  option forwardfor
                  acl known hdr(host) -i %s
                  use_backend app if known
                backend app
                  http-reuse always
                  balance leastconn
                  option httpchk GET /
                  server one 127.0.0.1:%d check inter 1s
                """
                        .formatted(port, HOST, targetPort);
    }

    private static String defaults() {
        return """
        global
          maxconn 4096
          nbthread %d
        defaults
          mode http
          timeout client 75s
          timeout server 60s
          timeout connect 2s
        """
                .formatted(Runtime.getRuntime().availableProcessors());
    }

    private static boolean isAnswering(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String request = "GET / HTTP/1.1\r\nHost: " + HOST + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String said =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return said.startsWith("HTTP/1.1 200");
        } catch (IOException notYet) {
            return false;
        }
    }

    /** CPU of all threads, user and system: fields 14 and 15 of proc(5)'s stat. */
    private static long ticks(Process process) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    private static long residentKib(Process process) throws IOException {
        String status = Files.readString(Path.of("/proc/" + process.pid() + "/status"));
        return Long.parseLong(found(status, "VmRSS:\\s*(\\d+) kB"));
    }

    private static String load() throws IOException {
        return Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0];
    }

    private static String found(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + pattern + " in: " + text);
        }
        return matcher.group(1);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static List<Double> cost(List<Run> runs) {
        return runs.stream().map(Run::microsPerRequest).toList();
    }

    private static String text(Run run) {
        return "%.1f us CPU a request, %.0f requests/s, p99 %s"
                .formatted(run.microsPerRequest(), run.requestsPerSecond(), run.p99());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("it did not come true in time");
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    private static void say(String line, Object... values) {
        System.out.println(line.formatted(values));
    }

    @Override
    public void close() throws Exception {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
