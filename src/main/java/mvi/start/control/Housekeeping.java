package mvi.start.control;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.services.database.DatabaseService;
import mvi.start.Home;

/**
 * What has to be looked at for ever and belongs to no app: databases that ended, and the platform's
 * own logs.
 */
final class Housekeeping implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(3);
    private static final int LOGS_EVERY = 20;
    private static final long LOG_BYTES = 10_000_000;
    private static final List<String> PROCESSES = List.of("control", "data", "balance");

    private final DatabaseService databases;
    private final Home home;
    private final Clock clock;
    private final Events events;
    private final Thread thread =
            Thread.ofPlatform().name("housekeeping").daemon().unstarted(this::run);
    private volatile boolean isClosed;

    Housekeeping(DatabaseService databases, Home home, Clock clock, Events events) {
        this.databases = databases;
        this.home = home;
        this.clock = clock;
        this.events = events;
    }

    void start() {
        thread.start();
    }

    @Override
    public void close() {
        isClosed = true;
        thread.interrupt();
    }

    private void run() {
        for (int round = 0; !isClosed; round++) {
            try {
                databases.reconcile();
                if (round % LOGS_EVERY == 0) {
                    boundLogs();
                }
            } catch (Exception failed) {
                events.warn("housekeeping", "problem", failed);
            }
            try {
                clock.sleep(EVERY);
            } catch (InterruptedException closing) {
                return;
            }
        }
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
