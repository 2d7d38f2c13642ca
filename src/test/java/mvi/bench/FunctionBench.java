package mvi.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Functions on a platform of the measurement's own: what a call costs beside the function itself,
 * how many there are a second, how long an object or a new container takes to reach a function, and
 * how a long queue is worked off.
 */
final class FunctionBench {
    private static final Duration WARM_UP = Duration.ofSeconds(8);
    private static final Duration TIME = Duration.ofSeconds(5);
    private static final int ROUNDS = 3;
    private static final int CLIENTS = 32;
    private static final int PUTS = 300;
    private static final int COLD_STARTS = 7;
    private static final Duration GONE = Duration.ofSeconds(30);
    private static final String EVENT = "{\"what\": \"nothing\"}";

    private final BenchPlatform platform;
    private final List<String> lines;
    private final List<String> goals = new ArrayList<>();

    /**
     * @param lines of the measurement, by name; all when empty
     */
    FunctionBench(BenchPlatform platform, List<String> lines) {
        this.platform = platform;
        this.lines = lines;
    }

    private boolean isAsked(String line) {
        return lines.isEmpty() || lines.contains(line);
    }

    void run() throws Exception {
        try {
            FunctionApp app = new FunctionApp(platform);
            if (isAsked("warm")) {
                warm(app);
            }
            if (isAsked("many")) {
                many(app);
            }
            if (isAsked("blob")) {
                blob(app);
            }
            if (isAsked("cold")) {
                cold(app);
            }
            if (isAsked("queue")) {
                new QueueLine(platform, app, this::goal).run();
            }
            BenchPlatform.say("%n%-66s %-34s %s", "goal", "measured", "");
            goals.forEach(System.out::println);
        } finally {
            platform.remove(FunctionApp.NAME);
        }
    }

    /** By turns: in clear, by TLS, and the peer without signature, door and queue. */
    private void warm(FunctionApp app) throws Exception {
        BenchPlatform.say(
                "%nwarm Invoke, one client: overhead beside the function's own time (load average"
                        + " %s)",
                Proc.load());
        ObjectLoad.Request call = app.invoke("one", "RequestResponse", EVENT);
        TlsLoad tls = new TlsLoad(app.authority(), app.servicesPort());
        Map<String, List<SteadyLoad.Times>> all = new HashMap<>();
        try (InvokeClient plain = InvokeClient.plain(app.servicesPort());
                InvokeClient secure = new InvokeClient(tls.connect());
                RuntimeEmulator peer = new RuntimeEmulator(app.program())) {
            ObjectLoad.Request bare = RuntimeEmulator.invoke(EVENT);
            Map<String, Overheads> contestants = new HashMap<>();
            contestants.put("mvi", time -> plain.overheads(call, time));
            contestants.put("mvi by TLS", time -> secure.overheads(call, time));
            if (peer.isThere()) {
                InvokeClient other = peer.client();
                contestants.put("emulator", time -> other.overheads(bare, time));
            }
            for (Overheads each : contestants.values()) {
                each.run(WARM_UP);
            }
            for (int round = 0; round < ROUNDS; round++) {
                for (var each : contestants.entrySet()) {
                    all.computeIfAbsent(each.getKey(), _ -> new ArrayList<>())
                            .add(each.getValue().run(TIME));
                }
            }
        }
        BenchPlatform.say("%-14s %10s %10s %10s", "", "p50 ms", "p99 ms", "calls/s");
        for (String each : all.keySet().stream().sorted().toList()) {
            BenchPlatform.say(
                    "%-14s %10.2f %10.2f %10.0f",
                    each,
                    median(all, each, 0.5),
                    median(all, each, 0.99),
                    Race.median(times(all, each).stream().map(SteadyLoad.Times::perSecond)));
        }
        for (String each : List.of("mvi", "mvi by TLS")) {
            double half = median(all, each, 0.5);
            double most = median(all, each, 0.99);
            goal(each + ": warm Invoke p50 ≤ 2 ms", "%.2f ms".formatted(half), half <= 2);
            goal(each + ": warm Invoke p99 ≤ 10 ms", "%.2f ms".formatted(most), most <= 10);
        }
    }

    private interface Overheads {
        SteadyLoad.Times run(Duration time) throws IOException;
    }

    private static List<SteadyLoad.Times> times(
            Map<String, List<SteadyLoad.Times>> all, String name) {
        return all.getOrDefault(name, List.of());
    }

    private static double median(
            Map<String, List<SteadyLoad.Times>> all, String name, double part) {
        return Race.median(times(all, name).stream().map(each -> each.millis(part)));
    }

    private void many(FunctionApp app) throws Exception {
        BenchPlatform.say(
                "%n%d clients, each asks when it was answered (load average %s); CPU in µs a call",
                CLIENTS, Proc.load());
        BenchPlatform.say(
                "%-12s %10s %8s %8s %9s %9s %9s %9s",
                "at once", "calls/s", "p50 ms", "p99 ms", "data", "control", "function", "load");
        double best = 0;
        for (int atOnce : List.of(8, 16, 32)) {
            ObjectLoad.Request call = app.invoke("at" + atOnce, "RequestResponse", EVENT);
            load(app, call, WARM_UP);
            List<Double> rates = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                rates.add(round(app, call, atOnce));
            }
            best = Math.max(best, Race.median(rates.stream()));
        }
        goal("Invoke of 32 clients ≥ 1,500/s", "%.0f/s".formatted(best), best >= 1500);
    }

    private static ObjectLoad.Told load(FunctionApp app, ObjectLoad.Request call, Duration time)
            throws IOException {
        Optional<ObjectLoad.Request> each = Optional.of(call);
        return new ObjectLoad(app.servicesPort(), CLIENTS, _ -> each).run(time);
    }

    private double round(FunctionApp app, ObjectLoad.Request call, int atOnce) throws Exception {
        Map<String, Long> pids = platform.pids();
        long[] data = {pids.getOrDefault("data", 0L)};
        long[] control = {pids.getOrDefault("control", 0L)};
        long[] own = {ProcessHandle.current().pid()};
        List<long[]> all = List.of(data, control, own);
        Map<Long, Double> functions = FunctionApp.seconds();
        List<Proc.Cpu> before = new ArrayList<>();
        for (long[] each : all) {
            before.add(Proc.cpu(each));
        }
        ObjectLoad.Told told = load(app, call, TIME);
        List<Double> micros = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            micros.add(Proc.cpu(all.get(i)).since(before.get(i)).total() * 1e6 / told.answers());
        }
        double inFunctions =
                FunctionApp.seconds().entrySet().stream()
                        .mapToDouble(
                                each ->
                                        each.getValue()
                                                - functions.getOrDefault(each.getKey(), 0.0))
                        .sum();
        BenchPlatform.say(
                "%-12d %10.0f %8.2f %8.2f %9.0f %9.0f %9.0f %9.0f",
                atOnce,
                told.times().perSecond(),
                told.times().millis(0.5),
                told.times().millis(0.99),
                micros.get(0),
                micros.get(1),
                inFunctions * 1e6 / told.answers(),
                micros.get(2));
        return told.times().perSecond();
    }

    /** From sending an object to the moment that the function has its event, by one clock. */
    private void blob(FunctionApp app) throws Exception {
        BenchPlatform.say("%nfrom an object to its function (load average %s)", Proc.load());
        SignedRequests signed = app.signed("s3");
        byte[] content = "content".getBytes(StandardCharsets.UTF_8);
        String hash = SignedRequests.sha256(content);
        Map<String, Long> sent = new HashMap<>();
        Map<String, Long> stored = new HashMap<>();
        try (InvokeClient client = InvokeClient.plain(app.servicesPort())) {
            for (int i = 0; i < PUTS; i++) {
                String key = "object-" + i;
                byte[] head =
                        signed.put("/" + FunctionApp.BUCKET + "/" + key, content.length, hash);
                sent.put(key, nanos());
                client.send(new ObjectLoad.Request(head, ByteBuffer.wrap(content), 1));
                stored.put(key, nanos());
                Thread.sleep(20);
            }
            Thread.sleep(2000);
            String starts =
                    client.send(app.invoke("told", "RequestResponse", "{\"starts\": true}"));
            List<Double> fromSent = new ArrayList<>();
            List<Double> fromStored = new ArrayList<>();
            for (JsonNode each : new ObjectMapper().readTree(starts)) {
                String key = each.path("key").asText();
                // The first third warms both up.
                if (Integer.parseInt(key.substring(key.indexOf('-') + 1)) >= PUTS / 3) {
                    long at = each.path("nanos").asLong();
                    fromSent.add((at - sent.getOrDefault(key, 0L)) / 1e6);
                    fromStored.add((at - stored.getOrDefault(key, 0L)) / 1e6);
                }
            }
            BenchPlatform.say("  objects that were told of: %d", fromSent.size());
            told("from sending the PUT", fromSent);
            told("from its answer", fromStored);
            double median = Race.median(fromSent.stream());
            goal(
                    "an object to its function's start p50 ≤ 30 ms",
                    "%.1f ms".formatted(median),
                    median <= 30);
        }
    }

    private static long nanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000 + now.getNano();
    }

    private static void told(String what, List<Double> millis) {
        List<Double> sorted = millis.stream().sorted().toList();
        BenchPlatform.say(
                "  %-32s p50 %.1f ms, p99 %.1f ms, longest %.1f ms",
                what,
                sorted.get(sorted.size() / 2),
                sorted.get(sorted.size() * 99 / 100),
                sorted.getLast());
    }

    /** By turns with the engine alone, each when no container of the app is there. */
    private void cold(FunctionApp app) throws Exception {
        BenchPlatform.say("%ncold starts (load average %s)", Proc.load());
        ObjectLoad.Request call = app.invoke("one", "RequestResponse", EVENT);
        Path socket = platform.home().resolve("run/engine.sock");
        List<Double> whole = new ArrayList<>();
        List<Double> own = new ArrayList<>();
        try (InvokeClient client = InvokeClient.plain(app.servicesPort())) {
            awaitNone(app);
            client.send(call);
            try (EngineStarts engine = new EngineStarts(socket, app.podman("{{.ID}}").strip())) {
                for (int i = 0; i < COLD_STARTS; i++) {
                    awaitNone(app);
                    EngineStarts.Took took = engine.start();
                    long began = System.nanoTime();
                    client.send(call);
                    whole.add((System.nanoTime() - began) / 1e6);
                    own.add(took.millis());
                    BenchPlatform.say(
                            "  engine %.0f ms (create %.0f, start %.0f), first Invoke %.0f ms",
                            took.millis(),
                            took.createMillis(),
                            took.startMillis(),
                            whole.getLast());
                }
            }
        }
        double mine = Race.median(whole.stream());
        double engines = Race.median(own.stream());
        goal(
                "cold start ≤ the engine's own + 150 ms",
                "%.0f ms, engine %.0f ms".formatted(mine, engines),
                mine <= engines + 150);
    }

    private static void awaitNone(FunctionApp app) throws Exception {
        long end = System.nanoTime() + GONE.toNanos();
        while (!app.podman("{{.ID}}").isBlank()) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("a container of a function is not ended");
            }
            Thread.sleep(200);
        }
        Thread.sleep(500);
    }

    private void goal(String what, String measured, boolean isMet) {
        goals.add(
                String.format(
                        Locale.ROOT, "%-66s %-34s %s", what, measured, isMet ? "met" : "missed"));
    }
}
