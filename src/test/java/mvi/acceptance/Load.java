package mvi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Clients that ask an app all the time and repeat nothing: half on kept connections, half on new.
 */
final class Load implements AutoCloseable {
    private static final int CLIENTS = 6;
    private static final Duration PAUSE = Duration.ofMillis(3);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int KEPT_FAILURES = 20;

    private final World world;
    private final String app;
    private final String path;
    private final AtomicBoolean isOver = new AtomicBoolean();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> clients = new ArrayList<>();

    private Load(World world, String app, String path) {
        this.world = world;
        this.app = app;
        this.path = path;
    }

    static Load on(World world, String app, String path) {
        Load load = new Load(world, app, path);
        for (int i = 0; i < CLIENTS; i++) {
            boolean isKept = i % 2 == 0;
            load.clients.add(Thread.ofPlatform().daemon().start(() -> load.ask(isKept)));
        }
        return load;
    }

    long answered() {
        return answered.get();
    }

    void await(long count) {
        Await.until(
                "requests", Duration.ofMinutes(5), () -> answered.get() + failed.get() >= count);
    }

    /** Ends it; not one may have failed. */
    void hadNoFailure() {
        close();
        assertThat(failed.get())
                .as("failed of %d requests: %s", answered.get() + failed.get(), failures)
                .isZero();
    }

    private void ask(boolean isKept) {
        Web connection = null;
        while (!isOver.get()) {
            try {
                if (connection == null) {
                    connection = Web.open(world.port("http"), LIMIT);
                }
                Web.Answer answer = connection.get(world.host(app), path, isKept);
                if (answer.status() == 200) {
                    answered.incrementAndGet();
                } else {
                    failed(answer.toString());
                }
                if (!isKept || connection.isOver()) {
                    connection = closed(connection);
                }
            } catch (IOException broken) {
                failed(broken + (isKept ? " (kept)" : " (new)"));
                connection = closed(connection);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        closed(connection);
    }

    private void failed(String why) {
        failed.incrementAndGet();
        if (failures.size() < KEPT_FAILURES) {
            failures.add(Instant.now() + " " + why);
        }
    }

    private static @Nullable Web closed(@Nullable Web connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (IOException ignored) {
            return null;
        }
        return null;
    }

    @Override
    public void close() {
        isOver.set(true);
        try {
            for (Thread client : clients) {
                client.join(LIMIT);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
