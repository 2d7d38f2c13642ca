package mvi.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** So many events, put in as fast as connections can, and how they are worked off. */
final class QueueLine {
    private static final int EVENTS = 100_000;
    private static final int CONNECTIONS = 32;
    private static final String FUNCTION = "at16";
    private static final int AT_ONCE = 16;

    /** For which all containers are busy, so that there is a queue. */
    private static final Duration HELD = Duration.ofSeconds(75);

    private static final Duration LIMIT = Duration.ofMinutes(15);
    private static final long LOOK_MILLIS = 500;

    /** Heaps of control and data are at most 192 and 128 MB; the rest is code and buffers. */
    private static final long BOUND_MIB = 500;

    private final BenchPlatform platform;
    private final FunctionApp app;
    private final Goal goal;
    private final Map<String, Long> most = new TreeMap<>();

    /** Whoever keeps the list of what is to be reached. */
    interface Goal {
        void add(String what, String measured, boolean isMet);
    }

    QueueLine(BenchPlatform platform, FunctionApp app, Goal goal) {
        this.platform = platform;
        this.app = app;
        this.goal = goal;
    }

    void run() throws Exception {
        BenchPlatform.say("%n%,d events in a queue (load average %s)", EVENTS, Proc.load());
        Map<String, Long> pids = new TreeMap<>(platform.pids());
        pids.remove("balance");
        memory("before", pids);
        long base = app.reading(FUNCTION).path("invocations").asLong();
        hold();
        long began = System.nanoTime();
        put(pids);
        double putSeconds = (System.nanoTime() - began) / 1e9;
        long during = app.reading(FUNCTION).path("invocations").asLong() - base;
        while (during == 0 && app.reading(FUNCTION).path("invocations").asLong() == base) {
            Thread.sleep(LOOK_MILLIS);
        }
        long full = System.nanoTime();
        BenchPlatform.say(
                "  put in: %.0f a second by %d connections; delivered meanwhile: %,d",
                EVENTS / putSeconds, CONNECTIONS, during);
        memory("all put in", pids);
        long delivered = during;
        boolean isOver = false;
        double[] cpu = cpu(pids);
        while (!isOver && System.nanoTime() - full < LIMIT.toNanos()) {
            Thread.sleep(LOOK_MILLIS);
            JsonNode reading = app.reading(FUNCTION);
            delivered = reading.path("invocations").asLong() - base;
            isOver = delivered >= EVENTS + AT_ONCE && reading.path("queued").asInt() == 0;
            look(pids);
        }
        double drainSeconds = (System.nanoTime() - full) / 1e9;
        double[] used = cpu(pids);
        double rate = (delivered - during) / drainSeconds;
        BenchPlatform.say(
                "  worked off then: %.0f a second (%,d in %.1f s; CPU a delivery: control %.0f µs,"
                        + " data %.0f µs); deliveries in all: %,d; errors %s",
                rate,
                delivered - during,
                drainSeconds,
                (used[0] - cpu[0]) * 1e6 / (delivered - during),
                (used[1] - cpu[1]) * 1e6 / (delivered - during),
                delivered,
                app.reading(FUNCTION).path("errors").asText());
        memory("after", pids);
        BenchPlatform.say("  most resident, MiB: %s", most);
        long together = most.values().stream().mapToLong(each -> each).sum();
        goal.add(
                "100,000 events drain, control and data together ≤ " + BOUND_MIB + " MiB",
                "%.0f/s, %d MiB".formatted(rate, together),
                isOver && together <= BOUND_MIB);
    }

    private void hold() throws Exception {
        String until = "{\"until\":" + (System.currentTimeMillis() + HELD.toMillis()) + "}";
        ObjectLoad.Request event = app.invoke(FUNCTION, "Event", until);
        int[] left = {AT_ONCE};
        new ObjectLoad(
                        app.servicesPort(),
                        1,
                        _ -> left[0]-- > 0 ? Optional.of(event) : Optional.empty())
                .run(HELD);
        while (app.reading(FUNCTION).path("busy").asInt() < AT_ONCE) {
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private void put(Map<String, Long> pids) throws Exception {
        Optional<ObjectLoad.Request> event =
                Optional.of(app.invoke(FUNCTION, "Event", "{\"what\": \"an event of a queue\"}"));
        int[] left = {EVENTS};
        Thread watcher =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        while (left[0] > 0) {
                                            look(pids);
                                            Thread.sleep(LOOK_MILLIS);
                                        }
                                    } catch (IOException | InterruptedException failed) {
                                        throw new IllegalStateException(failed);
                                    }
                                });
        new ObjectLoad(
                        app.servicesPort(),
                        CONNECTIONS,
                        _ -> left[0]-- > 0 ? event : Optional.empty())
                .run(LIMIT);
        watcher.join();
    }

    /** Seconds of control and of data. */
    private static double[] cpu(Map<String, Long> pids) throws IOException {
        return new double[] {
            Proc.cpu(pids.getOrDefault("control", 0L)).total(),
            Proc.cpu(pids.getOrDefault("data", 0L)).total()
        };
    }

    private void look(Map<String, Long> pids) throws IOException {
        for (Map.Entry<String, Long> each : pids.entrySet()) {
            most.merge(each.getKey(), Proc.residentMib(each.getValue()), Math::max);
        }
    }

    /** Resident, and of the heap what is in use after a collection. */
    private void memory(String when, Map<String, Long> pids) throws Exception {
        for (Map.Entry<String, Long> each : pids.entrySet()) {
            String pid = each.getValue().toString();
            command("jcmd", pid, "GC.run");
            String heap = command("jcmd", pid, "GC.heap_info");
            long kib =
                    Pattern.compile("(?:DefNew|Tenured) +total \\d+K, used (\\d+)K")
                            .matcher(heap)
                            .results()
                            .mapToLong(used -> Long.parseLong(used.group(1)))
                            .sum();
            BenchPlatform.say(
                    "  %-12s %-8s %4d MiB resident, %3d MiB of heap in use",
                    when, each.getKey(), Proc.residentMib(each.getValue()), kib / 1024);
        }
    }

    private static String command(String... words) throws Exception {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
