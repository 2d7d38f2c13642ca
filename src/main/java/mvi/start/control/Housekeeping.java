package mvi.start.control;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import mvi.engines.base.Bell;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.services.container.ContainerService;
import mvi.services.database.DatabaseService;
import mvi.start.Home;

/**
 * What has to be looked at for ever and belongs to no app: databases that ended, and the platform's
 * own logs.
 */
final class Housekeeping implements AutoCloseable {
    /** A container's end is told by the engine; this is for what was not. */
    private static final Duration EVERY = Duration.ofSeconds(15);

    /** After the first look that failed, and after the last of many. */
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private static final Duration ALMOST = EVERY.minusSeconds(1);

    private static final long LOG_BYTES = 10_000_000;
    private static final List<String> PROCESSES = List.of("control", "data", "balance");

    private final DatabaseService databases;
    private final ContainerService containers;
    private final Home home;
    private final Clock clock;
    private final Events events;
    private final Thread thread =
            Thread.ofPlatform().name("housekeeping").daemon().unstarted(this::run);
    private final Bell changed = new Bell();
    private volatile ContainerService.Subscription watch = () -> {};
    private volatile boolean isClosed;

    Housekeeping(
            DatabaseService databases,
            ContainerService containers,
            Home home,
            Clock clock,
            Events events) {
        this.databases = databases;
        this.containers = containers;
        this.home = home;
        this.clock = clock;
        this.events = events;
    }

    void start() {
        watch = containers.watch((container, what) -> changed.ring());
        thread.start();
    }

    @Override
    public void close() {
        isClosed = true;
        watch.close();
        thread.interrupt();
    }

    private void run() {
        Duration untilNext = EVERY;
        while (!isClosed) {
            long seen = changed.count();
            try {
                boundLogs();
                databases.reconcile();
                untilNext = EVERY;
            } catch (Exception failed) {
                events.warn("housekeeping", "problem", failed);
                untilNext = later(untilNext);
            }
            try {
                changed.await(seen, untilNext);
            } catch (InterruptedException closing) {
                return;
            }
        }
    }

    /** What fails for long is said less and less often; whatever changes is looked at at once. */
    private static Duration later(Duration last) {
        Duration doubled = last.multipliedBy(2);
        return last.equals(EVERY) ? AGAIN : doubled.compareTo(EVERY) < 0 ? doubled : ALMOST;
    }

    /** Copies and cuts: the processes append, so they go on at the new end. */
    private void boundLogs() throws IOException {
        for (String process : PROCESSES) {
            Path log = home.log().resolve(process + ".log");
            if (Files.exists(log) && Files.size(log) > LOG_BYTES) {
                Files.copy(
                        log,
                        home.log().resolve(process + ".log.1"),
                        StandardCopyOption.REPLACE_EXISTING);
                try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
                    channel.truncate(0);
                }
            }
        }
    }
}
