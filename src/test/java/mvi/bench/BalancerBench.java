package mvi.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mvi.bench.Contestants.Contestant;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.http.HttpClient;
import mvi.engines.http.HttpLimits;
import mvi.services.balancer.BalancerRoutes;
import mvi.services.balancer.BalancerRoutes.HealthCheck;
import mvi.services.balancer.LiveBalancer;
import mvi.services.balancer.back.SocketBalancer;

/**
 * The balance process beside HAProxy, nginx and Caddy, by turns: CPU from /proc, medians of the
 * rounds, and the median of each round's ratio. Wants haproxy, nginx, wrk and h2load on the path;
 * caddy is left out where there is none.
 */
final class BalancerBench {
    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final int IDLE_CONNECTIONS = 10_000;
    private static final int CONNECTIONS_PER_SOURCE = 1000;
    private static final double PART_OF_SATURATION = 0.7;
    private static final int APPS = 1000;
    private static final int SWAPS = 20;
    private static final int REQUESTS_PER_SECOND_AT_SWAPS = 1000;
    private static final String LAUNCHER = "./mvi";

    private final Duration time;
    private final int rounds;
    private final List<String> parts;
    private long generation;

    /**
     * What one run cost and gave.
     *
     * @param systemMicros the kernel's part of the CPU of a request
     */
    private record Run(double cpuMicros, double systemMicros, double perSecond, String p99) {}

    /** One load on one proxy, for the time of a run. */
    private interface Load {
        /** Its requests, how many a second, and p99 where the tool tells it. */
        Told on(Contestant contestant) throws Exception;
    }

    private record Told(double requests, double perSecond, String p99) {}

    /**
     * @param parts of the measurement, by name; all when empty
     */
    BalancerBench(int seconds, int rounds, List<String> parts) {
        this.time = Duration.ofSeconds(seconds);
        this.rounds = rounds;
        this.parts = parts;
    }

    void run() throws Exception {
        try (Contestants contestants = new Contestants();
                HttpClient http = new HttpClient(HttpLimits.DEFAULT, Optional.empty())) {
            Contestant balance = contestants.balance(LAUNCHER);
            LiveBalancer control = control(http, contestants);
            control.apply(table(contestants.target(), 1, true));
            contestants.ready(balance);
            List<Contestant> all = new ArrayList<>();
            all.add(balance);
            all.add(contestants.haproxy());
            all.add(contestants.nginx());
            if (isOnPath("caddy")) {
                all.add(contestants.caddy());
            }
            if (isAsked("idle")) {
                idle(all);
            }
            if (isAsked("http1")) {
                race("HTTP/1.1, 64 kept connections, 1 KiB", "haproxy", all, this::http1);
            }
            if (isAsked("tls")) {
                race("the same by TLS 1.3", "haproxy", all, each -> h2load(each, "-c64", "--h1"));
            }
            if (isAsked("http2")) {
                race(
                        "HTTP/2 by TLS 1.3, 16 connections of 16 streams, 1 KiB",
                        "nginx",
                        all,
                        each -> h2load(each, "-c16", "-m16"));
            }
            if (isAsked("large")) {
                race("10 MiB, 8 kept connections", "haproxy", all, this::large);
            }
            if (isAsked("latency")) {
                latency(all, contestants);
            }
            if (isAsked("connections")) {
                connections(all.stream().filter(each -> !each.name().equals("haproxy")).toList());
            }
            if (isAsked("swap")) {
                swap(balance, control, contestants.target());
            }
        }
    }

    private boolean isAsked(String part) {
        return parts.isEmpty() || parts.contains(part);
    }

    private void race(String title, String reference, List<Contestant> all, Load load)
            throws Exception {
        say("%n%s (load average %s)", title, Proc.load());
        Map<String, List<Run>> runs = new LinkedHashMap<>();
        all.forEach(each -> runs.put(each.name(), new ArrayList<>()));
        load.on(all.getFirst());
        for (int round = 0; round < rounds; round++) {
            for (Contestant each : all) {
                Proc.Cpu before = Proc.cpu(each.process());
                Told told = load.on(each);
                Proc.Cpu used = Proc.cpu(each.process()).since(before);
                double part = 1e6 / told.requests();
                runs.get(each.name())
                        .add(
                                new Run(
                                        used.total() * part,
                                        used.system() * part,
                                        told.perSecond(),
                                        told.p99()));
            }
        }
        List<Run> base = runs.get(reference);
        say(
                "%-10s %14s %10s %10s %12s %10s %8s",
                "", "CPU us/request", "in kernel", "ratio", "requests/s", "ratio", "p99");
        runs.forEach(
                (name, own) ->
                        say(
                                "%-10s %14.1f %10.1f %10.2f %12.0f %10.2f %8s",
                                name,
                                median(own.stream().map(Run::cpuMicros)),
                                median(own.stream().map(Run::systemMicros)),
                                median(
                                        IntStream.range(0, rounds)
                                                .mapToObj(
                                                        i ->
                                                                own.get(i).cpuMicros()
                                                                        / base.get(i).cpuMicros())),
                                median(own.stream().map(Run::perSecond)),
                                median(
                                        IntStream.range(0, rounds)
                                                .mapToObj(
                                                        i ->
                                                                own.get(i).perSecond()
                                                                        / base.get(i).perSecond())),
                                own.get(rounds / 2).p99()));
    }

    private Told http1(Contestant contestant) throws Exception {
        return wrk(contestant, 64, "/");
    }

    private Told large(Contestant contestant) throws Exception {
        return wrk(contestant, 8, "/large");
    }

    private Told wrk(Contestant contestant, int connections, String path) throws Exception {
        String said =
                said(
                        "wrk",
                        "-t2",
                        "-c" + connections,
                        "-d" + time.toSeconds() + "s",
                        "--latency",
                        "-HHost: " + Contestants.HOST,
                        "http://127.0.0.1:" + contestant.http() + path);
        if (said.contains("Non-2xx") || said.contains("Socket errors")) {
            throw new IllegalStateException(contestant.name() + ": wrk met errors: " + said);
        }
        return new Told(
                Double.parseDouble(Proc.found(said, "(\\d+) requests in")),
                Double.parseDouble(Proc.found(said, "Requests/sec: *([\\d.]+)")),
                Proc.found(said, "99% *(\\S+)"));
    }

    private Told h2load(Contestant contestant, String... how) throws Exception {
        List<String> command = new ArrayList<>(List.of("h2load", "-t2"));
        command.addAll(List.of(how));
        command.add("-D" + time.toSeconds());
        command.add("--connect-to=127.0.0.1:" + contestant.https());
        command.add("https://" + Contestants.HOST + "/");
        String said = said(command.toArray(String[]::new));
        if (!said.contains(" 0 failed, 0 errored")
                || !said.contains("TLS Protocol: TLSv1.3")
                || Proc.found(said, "status codes: (\\d+) 2xx").equals("0")) {
            throw new IllegalStateException(contestant.name() + ": h2load met errors: " + said);
        }
        return new Told(
                Double.parseDouble(Proc.found(said, "requests: .* (\\d+) succeeded")),
                Double.parseDouble(Proc.found(said, "([\\d.]+) req/s")),
                "-");
    }

    private void idle(List<Contestant> all) throws Exception {
        Map<Contestant, Proc.Cpu> before = new LinkedHashMap<>();
        for (Contestant each : all) {
            before.put(each, Proc.cpu(each.process()));
        }
        Thread.sleep(IDLE);
        say("%nwithout requests%n%-10s %10s %12s", "", "MiB RSS", "CPU % of 1");
        for (Contestant each : all) {
            double used = Proc.cpu(each.process()).since(before.get(each)).total();
            say(
                    "%-10s %10d %12.2f",
                    each.name(), Proc.residentMib(each.process()), used / IDLE.toSeconds() * 100);
        }
    }

    /** All at one rate, which is seven tenths of what the balance process carries. */
    private void latency(List<Contestant> all, Contestants contestants) throws Exception {
        double most = steady(all.getFirst(), 0).perSecond();
        double rate = most * PART_OF_SATURATION;
        say("%nHTTP/1.1 at %.0f requests/s (0.7 of %.0f), open loop, 1 KiB", rate, most);
        Map<String, List<SteadyLoad.Times>> times = new LinkedHashMap<>();
        List<Double> pauses = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            for (Contestant each : all) {
                long seen = Files.size(contestants.pauses());
                times.computeIfAbsent(each.name(), name -> new ArrayList<>())
                        .add(steady(each, rate));
                if (each == all.getFirst()) {
                    pauses.addAll(pauses(contestants, seen));
                }
            }
        }
        say("%-10s %10s %10s %10s %10s", "ms", "p50", "p99", "p99.9", "max");
        times.forEach(
                (name, own) ->
                        say(
                                "%-10s %10.2f %10.2f %10.2f %10.2f",
                                name,
                                median(own.stream().map(each -> each.millis(0.5))),
                                median(own.stream().map(each -> each.millis(0.99))),
                                median(own.stream().map(each -> each.millis(0.999))),
                                median(own.stream().map(each -> each.millis(1)))));
        say(
                "pauses of the balance process's collector: %d in %d s, %.1f ms together, longest"
                        + " %.2f ms",
                pauses.size(),
                rounds * time.toSeconds(),
                pauses.stream().mapToDouble(each -> each).sum(),
                pauses.stream().mapToDouble(each -> each).max().orElse(0));
    }

    private static List<Double> pauses(Contestants contestants, long from) throws IOException {
        byte[] log = Files.readAllBytes(contestants.pauses());
        String fresh =
                new String(Arrays.copyOfRange(log, (int) from, log.length), StandardCharsets.UTF_8);
        return Pattern.compile("Pause .* ([\\d.]+)ms")
                .matcher(fresh)
                .results()
                .map(each -> Double.parseDouble(each.group(1)))
                .toList();
    }

    private SteadyLoad.Times steady(Contestant contestant, double perSecond) throws IOException {
        return new SteadyLoad(contestant.http(), Contestants.HOST).run(perSecond, time);
    }

    /**
     * Each has answered once, is silent for a while, and answers again. HAProxy reserves two
     * descriptors a connection, more than common limits allow for so many.
     */
    private void connections(List<Contestant> all) throws Exception {
        say(
                "%n%d idle kept connections%n%-10s %12s %12s",
                IDLE_CONNECTIONS, "", "MiB before", "MiB RSS");
        for (Contestant each : all) {
            long before = Proc.residentMib(each.process());
            List<Socket> open = new ArrayList<>();
            try {
                for (int i = 0; i < IDLE_CONNECTIONS; i++) {
                    Socket socket = new Socket();
                    open.add(socket);
                    int source = 2 + i / CONNECTIONS_PER_SOURCE;
                    socket.bind(
                            new InetSocketAddress(
                                    InetAddress.getByAddress(new byte[] {127, 0, 1, (byte) source}),
                                    0));
                    socket.connect(new InetSocketAddress("127.0.0.1", each.http()));
                    ask(socket);
                }
                Thread.sleep(IDLE);
                long resident = Proc.residentMib(each.process());
                for (Socket socket : open) {
                    ask(socket);
                }
                say("%-10s %12d %12d", each.name(), before, resident);
            } finally {
                for (Socket socket : open) {
                    socket.close();
                }
            }
        }
    }

    private static void ask(Socket socket) throws IOException {
        socket.getOutputStream().write(SteadyLoad.request(Contestants.HOST));
        ByteBuffer answer = ByteBuffer.allocate(SteadyLoad.RESPONSE_BYTES);
        int length = -1;
        while (length < 0 || answer.position() < length) {
            int read =
                    socket.getInputStream()
                            .read(answer.array(), answer.position(), answer.remaining());
            if (read < 0) {
                throw new EOFException("an idle connection was closed");
            }
            answer.position(answer.position() + read);
            length = SteadyLoad.Response.length(answer);
        }
    }

    /** Tables of a thousand apps, of which one changes, under load. */
    private void swap(Contestant balance, LiveBalancer control, int target) throws Exception {
        control.apply(table(target, APPS, true));
        SteadyLoad.Times calm = steady(balance, REQUESTS_PER_SECOND_AT_SWAPS);
        List<Double> took = new ArrayList<>();
        SteadyLoad.Times swapped;
        try (ExecutorService load = Executors.newSingleThreadExecutor()) {
            Future<SteadyLoad.Times> running =
                    load.submit(() -> steady(balance, REQUESTS_PER_SECOND_AT_SWAPS));
            for (int i = 0; i < SWAPS; i++) {
                Thread.sleep(time.dividedBy(SWAPS + 1));
                BalancerRoutes next = table(target, APPS, i % 2 == 0);
                long began = System.nanoTime();
                control.apply(next);
                took.add((System.nanoTime() - began) / 1e6);
            }
            swapped = running.get();
        }
        say(
                "%n%d swaps of a table of %d apps, sent, made durable and in force: median %.1f ms,"
                        + " longest %.1f ms",
                SWAPS,
                APPS,
                median(took.stream()),
                took.stream().mapToDouble(each -> each).max().orElse(0));
        say(
                "requests at %d/s, ms%n%-10s %10s %10s %10s",
                REQUESTS_PER_SECOND_AT_SWAPS, "", "p50", "p99.9", "max");
        Map.of("without", calm, "with swaps", swapped)
                .forEach(
                        (name, own) ->
                                say(
                                        "%-10s %10.2f %10.2f %10.2f",
                                        name, own.millis(0.5), own.millis(0.999), own.millis(1)));
    }

    /**
     * @param hasOther whether the last app has a second name
     */
    private BalancerRoutes table(int port, int apps, boolean hasOther) {
        HealthCheck seldom =
                new HealthCheck("/", Duration.ofMinutes(1), Duration.ofSeconds(2), 1, 3);
        List<BalancerRoutes.Route> routes = new ArrayList<>();
        for (int i = 0; i < apps; i++) {
            String name = "app" + i;
            List<String> hosts = new ArrayList<>(List.of(name + ".localhost"));
            if (i == 0) {
                hosts.add(Contestants.HOST);
            }
            if (i == apps - 1 && hasOther) {
                hosts.add("other.localhost");
            }
            routes.add(
                    new BalancerRoutes.Route(
                            name + "/web",
                            hosts,
                            List.of(
                                    new BalancerRoutes.Target(
                                            name + "-1",
                                            "127.0.0.1",
                                            port,
                                            i == 0 ? HealthCheck.DEFAULT : seldom,
                                            false,
                                            false)),
                            List.of()));
        }
        return new BalancerRoutes(++generation, routes);
    }

    private static LiveBalancer control(HttpClient http, Contestants contestants) {
        Clock clock = Clock.system();
        return new SocketBalancer(
                http::send,
                contestants.folder().resolve("run/balance/balance.sock"),
                clock,
                Events.to(System.err, clock));
    }

    private static boolean isOnPath(String program) throws IOException, InterruptedException {
        return new ProcessBuilder("sh", "-c", "command -v " + program)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    private static String said(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command[0] + " failed: " + said);
        }
        return said;
    }

    private static double median(Stream<Double> values) {
        List<Double> sorted = values.sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static void say(String line, Object... values) {
        System.out.println(line.formatted(values));
    }
}
