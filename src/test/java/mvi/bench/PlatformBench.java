package mvi.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import mvi.acceptance.Web;

/**
 * The platform as a whole: start to ready, idle memory and CPU, a command of the CLI, a second
 * deploy, and requests that fail while everything changes. A platform of its own in a folder of its
 * own; the first deploy is not counted.
 */
final class PlatformBench {
    private static final int STARTS = 3;
    private static final int COMMANDS = 10;
    private static final int CLIENTS = 8;
    private static final long REQUESTS = 20_000;
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final BenchPlatform platform;

    PlatformBench(BenchPlatform platform) {
        this.platform = platform;
    }

    void run() throws Exception {
        try {
            BenchPlatform.say(
                    "first up and deploy (with set-up): %.1f s",
                    seconds(() -> platform.mvi("up", "examples/hello", "-a", "hello")));
            platform.mvi("down");
            List<Double> starts = new ArrayList<>();
            for (int i = 0; i < STARTS; i++) {
                starts.add(seconds(() -> platform.mvi("up")));
                if (i < STARTS - 1) {
                    platform.mvi("down");
                }
            }
            BenchPlatform.say("start to ready, warm: median %.2f s of %s", median(starts), starts);
            platform.mvi("up", "examples/hello", "-a", "hello");
            List<Double> commands = new ArrayList<>();
            for (int i = 0; i < COMMANDS; i++) {
                commands.add(seconds(() -> platform.mvi("apps")));
            }
            BenchPlatform.say("a command of the CLI (apps): median %.2f s", median(commands));
            idle();
            BenchPlatform.say(
                    "second deploy, unchanged layers, 2 containers: %.1f s",
                    seconds(() -> platform.mvi("deploy", "examples/hello", "-a", "hello")));
            changes();
        } finally {
            platform.remove("hello");
        }
    }

    private void idle() throws Exception {
        Map<String, Long> pids = platform.pids();
        Thread.sleep(IDLE);
        long cpu = 0;
        long before = 0;
        for (long pid : pids.values()) {
            before += cpuTicks(pid);
        }
        Thread.sleep(IDLE);
        long memory = 0;
        for (Map.Entry<String, Long> process : pids.entrySet()) {
            long resident = residentKib(process.getValue());
            BenchPlatform.say("  %s: %d MB resident", process.getKey(), resident / 1024);
            memory += resident;
            cpu += cpuTicks(process.getValue());
        }
        BenchPlatform.say(
                "idle: %d MB resident in all, %.2f %% of a core",
                memory / 1024, (cpu - before) / 100.0 / IDLE.toSeconds() * 100);
    }

    /**
     * Clients that repeat nothing, half on kept connections, while a deploy, a rollback, a scaling
     * and the death of control happen.
     */
    private void changes() throws Exception {
        int port = platform.status().path("ports").path("http").asInt();
        AtomicLong done = new AtomicLong();
        AtomicLong failed = new AtomicLong();
        AtomicBoolean isOver = new AtomicBoolean();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            boolean isKept = i % 2 == 0;
            clients.add(Thread.startVirtualThread(() -> ask(port, isKept, done, failed, isOver)));
        }
        platform.mvi("deploy", "examples/hello", "-a", "hello");
        platform.mvi("rollback", "-a", "hello");
        platform.mvi("scale", "-a", "hello", "web=3");
        platform.mvi("scale", "-a", "hello", "web=2");
        platform.kill("control");
        Thread.sleep(Duration.ofSeconds(5));
        platform.mvi("restart", "-a", "hello");
        while (done.get() + failed.get() < REQUESTS) {
            platform.mvi("restart", "-a", "hello");
        }
        isOver.set(true);
        for (Thread client : clients) {
            client.join();
        }
        BenchPlatform.say(
                "requests during deploy, rollback, scale, kill -9 of control, restart: %d, failed: %d",
                done.get(), failed.get());
    }

    private static void ask(
            int port, boolean isKept, AtomicLong done, AtomicLong failed, AtomicBoolean isOver) {
        while (!isOver.get()) {
            try (Web web = Web.open(port, ANSWER)) {
                do {
                    boolean isWell =
                            web.get("hello.localhost:" + port, "/", isKept).status() == 200;
                    (isWell ? done : failed).incrementAndGet();
                } while (isKept && !web.isOver() && !isOver.get());
            } catch (IOException broken) {
                failed.incrementAndGet();
            }
        }
    }

    private interface Action {
        void run() throws Exception;
    }

    private static double seconds(Action action) throws Exception {
        long start = System.nanoTime();
        action.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(Double.NaN);
    }

    private static long cpuTicks(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    private static long residentKib(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0L);
    }
}
