package mvi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Writes through the notes app into each service it uses, and remembers what was acknowledged. */
final class Writers implements AutoCloseable {
    static final List<String> SERVICES = List.of("db", "s3", "kv");
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final World world;
    private final String name;
    private final AtomicBoolean isOver = new AtomicBoolean();
    private final AtomicLong next = new AtomicLong();
    private final ConcurrentLinkedQueue<String> acknowledged = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();

    private Writers(World world, String name) {
        this.world = world;
        this.name = name;
    }

    static Writers on(World world, String name) {
        Writers writers = new Writers(world, name);
        for (String service : SERVICES) {
            writers.threads.add(Thread.ofPlatform().daemon().start(() -> writers.write(service)));
        }
        return writers;
    }

    private void write(String service) {
        while (!isOver.get()) {
            String value = name + "-" + service + "-" + next.incrementAndGet();
            try {
                Web.Answer answer = world.request("notes", "/" + service + "?value=" + value);
                if (answer.status() == 200 && answer.body().strip().equals(value)) {
                    acknowledged.add(value);
                } else {
                    failures.add(value + ": " + answer);
                }
            } catch (IOException failed) {
                failures.add(value + ": " + failed);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    long acknowledged(String service) {
        return acknowledged.stream().filter(each -> each.contains("-" + service + "-")).count();
    }

    /** Each service has acknowledged more than before. */
    void awaitMore(Duration limit) {
        for (String service : SERVICES) {
            long before = acknowledged(service);
            Await.until(
                    service + " goes on",
                    limit,
                    () -> acknowledged(service) > before + 2,
                    () -> "failures: " + failures);
        }
    }

    void hadNoFailure() {
        close();
        assertThat(failures).as("%d acknowledged", acknowledged.size()).isEmpty();
    }

    void lostNothing() throws IOException {
        close();
        for (String service : SERVICES) {
            List<String> there = world.ask("notes", "/" + service).lines().toList();
            List<String> promised =
                    acknowledged.stream()
                            .filter(each -> each.contains("-" + service + "-"))
                            .toList();
            assertThat(there).as(service).containsAll(promised);
        }
    }

    @Override
    public void close() {
        isOver.set(true);
        try {
            for (Thread thread : threads) {
                thread.join(Duration.ofSeconds(60));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
