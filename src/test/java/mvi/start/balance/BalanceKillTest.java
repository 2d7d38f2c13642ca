package mvi.start.balance;

import static mvi.start.balance.BalanceWorld.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import mvi.engines.base.Problem;
import mvi.services.balancer.BalancerEvent;
import mvi.services.balancer.LiveBalancer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real process, killed without a word. */
class BalanceKillTest {
    private static final String HOST = "app.localhost";
    private static final int ROUNDS = 4;

    @TempDir private Path folder;
    private BalanceWorld world;
    private int port;
    private final List<Process> processes = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        world = new BalanceWorld(folder.resolve("home"));
        port = BalanceWorld.freePort();
        Files.createDirectories(world.home.root());
    }

    @AfterEach
    void close() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
        world.close();
    }

    private Process started(String... options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-Xmx128m", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of("mvi.Main", "balance"));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("MVI_"));
        builder.environment().put("MVI_HOME", world.home.root().toString());
        builder.environment().put("MVI_HTTP_PORT", Integer.toString(port));
        builder.environment().put("MVI_HTTPS_PORT", "0");
        Path log = folder.resolve("balance.log");
        builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Process process = builder.start();
        processes.add(process);
        await(() -> isListening(process) || !process.isAlive());
        assertThat(process.isAlive()).as("%s", Files.readString(log)).isTrue();
        return process;
    }

    private boolean isListening(Process process) {
        Path facts = world.run().resolve("facts.json");
        try {
            return Files.exists(facts)
                    && Files.readString(facts).contains("\"pid\":" + process.pid() + ",");
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    @Test
    void whatWasAcknowledgedIsServedAfterAKillWithoutControl() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        AtomicLong acknowledged = new AtomicLong();
        LiveBalancer control = world.control();
        Process process = started();
        for (int round = 0; round < ROUNDS; round++) {
            Thread applying = Thread.ofPlatform().start(() -> applyForEver(control, acknowledged));
            long before = acknowledged.get();
            await(() -> acknowledged.get() > before);
            LockSupport.parkNanos(Duration.ofMillis(random.nextInt(100)).toNanos());
            process.destroyForcibly().waitFor();
            applying.join();
            process = started();
            assertThat(control.routes().generation())
                    .as("round %d, seed %d", round, seed)
                    .isGreaterThanOrEqualTo(acknowledged.get());
            assertThat(BalanceWorld.get(port, HOST))
                    .as("round %d, seed %d", round, seed)
                    .contains("200")
                    .endsWith("hello");
            acknowledged.set(control.routes().generation());
        }
    }

    private void applyForEver(LiveBalancer control, AtomicLong acknowledged) {
        try {
            while (true) {
                long next = acknowledged.get() + 1;
                control.apply(world.routes(next, HOST));
                acknowledged.set(next);
            }
        } catch (Problem killed) {
            // It is gone; what it had acknowledged by now is what counts.
        }
    }

    @Test
    void aWatchSeesTheProcessThatCameAfterAKill() throws Exception {
        List<BalancerEvent> seen = new CopyOnWriteArrayList<>();
        LiveBalancer control = world.control();
        Process process = started();
        try (LiveBalancer.Watch watch = control.watch(seen::add)) {
            await(() -> seen.contains(new BalancerEvent.Connected(0)));
            control.apply(world.routes(5, HOST));
            process.destroyForcibly().waitFor();
            started();
            await(() -> seen.contains(new BalancerEvent.Connected(5)));
        }
    }

    /** The data plane must not be able to fail with the platform's other code. */
    @Test
    void itLoadsNoCodeOfThePlatformButItsOwn() throws Exception {
        Path loaded = folder.resolve("loaded.txt");
        Process process = started("-Xlog:class+load:file=" + loaded);
        world.control().apply(world.routes(1, HOST));
        await(() -> !world.control().targets().isEmpty());
        process.destroy();
        process.waitFor();
        try (Stream<String> lines = Files.lines(loaded)) {
            List<String> ours =
                    lines.map(line -> line.substring(line.lastIndexOf(']') + 1).strip())
                            .map(line -> line.split(" ", 2)[0])
                            .filter(name -> name.startsWith("mvi."))
                            .toList();
            assertThat(ours).contains("mvi.services.balancer.back.ProxyBalancer");
            assertThat(ours)
                    .allMatch(
                            name ->
                                    name.matches("mvi\\.Main(\\$\\$.*)?")
                                            || name.matches(
                                                    "mvi\\.(engines|services\\.balancer)\\..*")
                                            || name.matches("mvi\\.start\\.(balance\\.)?[^.]*"));
            assertThat(ours).noneMatch(name -> name.startsWith("mvi.engines.store."));
        }
    }
}
