package mvi.services.container.back;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import mvi.engines.docker.EngineService;
import mvi.services.container.ContainerService;
import org.jspecify.annotations.Nullable;

/**
 * The engine's events for ever: a stream that breaks is opened again. What happened in between is
 * not told one by one; {@code reconnected} tells the watcher to read everything again.
 */
final class EngineWatch implements ContainerService.Subscription {
    /** What a watcher acts on; the engine tells much more. */
    private static final Set<String> TOLD =
            Set.of("start", "die", "died", "oom", "remove", "destroy");

    private static final Duration FIRST_WAIT = Duration.ofMillis(200);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final EngineService engines;
    private final Map<String, String> labels;
    private final ContainerService.Watcher watcher;
    private final Clock clock;
    private final Events events;
    private volatile boolean isClosed;
    private volatile @Nullable Thread thread;

    EngineWatch(
            EngineService engines,
            Map<String, String> labels,
            ContainerService.Watcher watcher,
            Clock clock,
            Events events) {
        this.engines = engines;
        this.labels = Map.copyOf(labels);
        this.watcher = watcher;
        this.clock = clock;
        this.events = events;
    }

    EngineWatch start() {
        thread = Thread.ofVirtual().name("engine-watch").start(this::run);
        return this;
    }

    @Override
    public void close() {
        isClosed = true;
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    private void run() {
        Duration wait = FIRST_WAIT;
        while (!isClosed) {
            long from = clock.nanos();
            try {
                follow();
            } catch (Problem away) {
                events.warn("engine-events-broken", "reason", away.publicMessage());
            } catch (InterruptedException closed) {
                return;
            }
            boolean wasLong = clock.nanos() - from > LONGEST_WAIT.toNanos();
            wait = wasLong ? FIRST_WAIT : shorter(wait.multipliedBy(2), LONGEST_WAIT);
            if (!isClosed && !rest(wait)) {
                return;
            }
        }
    }

    private void follow() throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        Closeable stream =
                engines.start()
                        .containers()
                        .events(
                                labels,
                                event -> {
                                    if (TOLD.contains(event.action())) {
                                        watcher.changed(event.containerId(), event.action());
                                    }
                                },
                                problem -> ended.countDown());
        try {
            watcher.changed("", "reconnected");
            while (!ended.await(1, TimeUnit.DAYS)) {
                watcher.changed("", "reconnected");
            }
        } finally {
            try {
                stream.close();
            } catch (IOException broken) {
                events.info("engine-events-closed", "reason", broken);
            }
        }
    }

    private boolean rest(Duration wait) {
        try {
            clock.sleep(wait);
            return true;
        } catch (InterruptedException closed) {
            return false;
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
