package mvi.platform.observe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mvi.engines.base.Bell;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import mvi.platform.release.OutputDrain;
import mvi.services.container.Container;
import mvi.services.container.ContainerService;
import mvi.services.container.LogFormat;
import mvi.services.log.LogLine;
import mvi.services.log.LogService;
import mvi.services.log.LogService.SourcePosition;

/**
 * Reads what containers write from the engine's files into Log. Lines and the position behind them
 * are one commit, so that a restart of control neither loses nor doubles a line. One thread reads;
 * {@link #drained} waits for it.
 */
public final class LogPump implements OutputDrain, AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(200);

    /** When nobody wrote anything for some rounds. */
    private static final Duration QUIET_PAUSE = Duration.ofMillis(500);

    private static final int QUIET_AFTER = 25;

    /** In rounds. A container that starts is told by the engine and listed at once. */
    private static final int LIST_EVERY = 50;

    private static final int BUFFER_BYTES = 256 * 1024;

    private final ContainerService containers;
    private final LogService logs;
    private final Clock clock;
    private final Events events;
    private final Object reading = new Object();
    private final Map<String, OutputFile> files = new HashMap<>();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int quietRounds;
    private final Thread thread =
            Thread.ofPlatform().name("log-pump").daemon().unstarted(this::run);
    private final Bell changed = new Bell();
    private List<Container> known = List.of();
    private volatile ContainerService.Subscription watch = () -> {};
    private volatile boolean isClosed;

    public LogPump(ContainerService containers, LogService logs, Clock clock, Events events) {
        this.containers = containers;
        this.logs = logs;
        this.clock = clock;
        this.events = events;
    }

    public void start() {
        watch = containers.watch((container, what) -> changed.ring());
        thread.start();
    }

    /** Reads an ended container's output to its end, so that it can be removed. */
    @Override
    public boolean drained(String containerId) {
        Optional<Container> container = containers.find(containerId);
        synchronized (reading) {
            container.ifPresent(this::pump);
        }
        return true;
    }

    @Override
    public void close() {
        isClosed = true;
        watch.close();
        thread.interrupt();
        synchronized (reading) {
            new ArrayList<>(files.keySet()).forEach(this::close);
        }
    }

    private void run() {
        long listedAt = -1;
        for (int round = 0; !isClosed; round++) {
            try {
                long now = changed.count();
                if (now != listedAt || round % LIST_EVERY == 0) {
                    listedAt = now;
                    known = containers.list();
                    closeOthers();
                }
                clock.sleep(readAll());
            } catch (InterruptedException closing) {
                return;
            } catch (Exception failed) {
                events.warn("log-pump", "problem", failed);
                listedAt = -1;
                if (!pauseAfterFailure()) {
                    return;
                }
            }
        }
    }

    /** One round; returns how long the next may wait. */
    private Duration readAll() {
        synchronized (reading) {
            quietRounds++;
            known.forEach(this::pumpOrWarn);
            return quietRounds > QUIET_AFTER ? QUIET_PAUSE : PAUSE;
        }
    }

    private boolean pauseAfterFailure() {
        try {
            clock.sleep(Duration.ofSeconds(1));
            return true;
        } catch (InterruptedException closing) {
            return false;
        }
    }

    private void closeOthers() {
        Set<String> present = new HashSet<>();
        known.forEach(container -> present.add(container.id()));
        synchronized (reading) {
            for (String id : new ArrayList<>(files.keySet())) {
                if (!present.contains(id)) {
                    close(id);
                    logs.forget(id);
                }
            }
        }
    }

    /** One container's damaged file must not silence the others. */
    private void pumpOrWarn(Container container) {
        try {
            pump(container);
        } catch (Problem unreadable) {
            events.warn("log-pump", "container", container.name(), "problem", unreadable);
        }
    }

    private void pump(Container container) {
        if (container.logPath().isEmpty() || !Files.exists(Path.of(container.logPath().get()))) {
            return;
        }
        Path path = Path.of(container.logPath().get());
        try {
            OutputFile file = files.get(container.id());
            if (file == null) {
                file = open(container, path);
            }
            readOn(container, path, file);
            if (file.isReplaced(path)) {
                // Written between the last reading and the replacement.
                readOn(container, path, file);
                close(container.id());
                OutputFile next = OutputFile.open(path, -1, 0);
                files.put(container.id(), next);
                // The old file's inode may come again: its offset must not outlive it.
                logs.append(
                        List.of(), new SourcePosition(container.id(), next.inode(), next.offset()));
                readOn(container, path, next);
            }
        } catch (IOException unreadable) {
            throw Problem.unavailable(
                    "output-unreadable",
                    "can't read the output of " + container.name(),
                    unreadable);
        }
    }

    private OutputFile open(Container container, Path path) throws IOException {
        Optional<SourcePosition> saved = logs.position(container.id());
        OutputFile file =
                OutputFile.open(
                        path,
                        saved.map(SourcePosition::file).orElse(-1L),
                        saved.map(SourcePosition::offset).orElse(0L));
        files.put(container.id(), file);
        if (saved.isPresent() && saved.get().file() != file.inode()) {
            events.warn("output-rotated-unseen", "container", container.name());
        }
        return file;
    }

    private void readOn(Container container, Path path, OutputFile file) throws IOException {
        LogFormat format = LogFormat.ofPath(path.toString());
        while (file.hasMore()) {
            int count = file.read(buffer);
            LogFormat.Parsed parsed = format.parse(buffer, count);
            if (parsed.unreadable() > 0) {
                events.warn(
                        "output-unreadable-lines",
                        "container",
                        container.name(),
                        "lines",
                        parsed.unreadable());
            }
            int consumed = parsed.consumed();
            if (consumed == 0 && count == buffer.length) {
                // One line longer than the buffer is no line of any engine: what can't be parsed is
                // stepped over.
                events.warn("output-skipped", "container", container.name(), "bytes", count);
                consumed = count;
            }
            if (consumed == 0) {
                return;
            }
            SourcePosition behind =
                    new SourcePosition(container.id(), file.inode(), file.offset() + consumed);
            logs.append(lines(container, parsed.entries()), behind);
            file.advance(consumed);
            quietRounds = 0;
        }
    }

    private static List<LogLine> lines(Container container, List<LogFormat.Entry> entries) {
        List<LogLine> lines = new ArrayList<>(entries.size());
        Map<String, StringBuilder> parts = new HashMap<>();
        for (LogFormat.Entry entry : entries) {
            StringBuilder text = parts.computeIfAbsent(entry.stream(), each -> new StringBuilder());
            text.append(entry.text());
            if (!entry.isPartial()
                    || text.length() + entry.text().length() > LogFormat.TEXT_BYTES) {
                lines.add(line(container, entry, text.toString()));
                text.setLength(0);
            }
        }
        lastParts(entries)
                .forEach(
                        (stream, last) -> {
                            StringBuilder text = parts.getOrDefault(stream, new StringBuilder());
                            if (!text.isEmpty()) {
                                lines.add(line(container, last, text.toString()));
                            }
                        });
        return lines;
    }

    /** What each stream was in the middle of where the reading ended. */
    private static Map<String, LogFormat.Entry> lastParts(List<LogFormat.Entry> entries) {
        Map<String, LogFormat.Entry> last = new LinkedHashMap<>();
        entries.stream()
                .filter(LogFormat.Entry::isPartial)
                .forEach(entry -> last.put(entry.stream(), entry));
        return last;
    }

    private static LogLine line(Container container, LogFormat.Entry entry, String text) {
        return new LogLine(
                entry.time(),
                container.labels().app(),
                container.labels().process(),
                container.name(),
                entry.stream(),
                text);
    }

    private void close(String containerId) {
        OutputFile file = files.remove(containerId);
        if (file == null) {
            return;
        }
        try {
            file.close();
        } catch (IOException failed) {
            events.warn("output-close", "container", containerId, "problem", failed);
        }
    }
}
