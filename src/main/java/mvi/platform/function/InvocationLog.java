package mvi.platform.function;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import mvi.services.log.LogLine;
import mvi.services.log.LogService;
import org.jspecify.annotations.Nullable;

/**
 * A line in the app's log for each call of a function, as Lambda has it: {@code REPORT RequestId:
 * ID Duration: 12.30 ms}. By it the lines are found that were written during the call: a container
 * works on one event at a time.
 */
final class InvocationLog implements AutoCloseable {
    /** Reports that may wait to be written; further ones are dropped and counted. */
    private static final int WAITING = 10_000;

    private static final int BATCH = 1_000;
    private static final Duration GATHERED = Duration.ofMillis(200);
    private static final double NANOS_PER_MILLI = 1e6;

    /** How far the engine's clock reading of a line may be from ours. */
    private static final Duration SLACK = Duration.ofMillis(5);

    private static final Pattern DURATION = Pattern.compile(" Duration: ([0-9.]+) ms");

    private final LogService log;
    private final Events events;
    private final Clock clock;
    private final ArrayBlockingQueue<LogLine> waiting = new ArrayBlockingQueue<>(WAITING);
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong written = new AtomicLong();
    private volatile Thread thread = Thread.ofVirtual().unstarted(() -> {});
    private volatile boolean isClosed;

    InvocationLog(LogService log, Events events, Clock clock) {
        this.log = log;
        this.events = events;
        this.clock = clock;
    }

    void start() {
        thread = Thread.ofPlatform().name("invocation-log").daemon().start(this::run);
    }

    void note(FunctionVersion version, String requestId, InvocationResult result) {
        InvocationResult.Ran ran = result.ran();
        String text =
                String.format(
                        Locale.ROOT,
                        "REPORT RequestId: %s Duration: %.2f ms%s%s",
                        requestId,
                        ran.took().toNanos() / NANOS_PER_MILLI,
                        ran.coldStart()
                                .map(
                                        cold ->
                                                String.format(
                                                        Locale.ROOT,
                                                        " Init Duration: %.2f ms",
                                                        cold.toNanos() / NANOS_PER_MILLI))
                                .orElse(""),
                        result instanceof InvocationResult.Failed failed
                                ? " Error: " + failed.fault().type()
                                : "");
        LogLine line =
                new LogLine(
                        ran.began().plus(ran.took()),
                        version.app().name(),
                        version.process().name(),
                        ran.container(),
                        "stderr",
                        text);
        if (!waiting.offer(line)) {
            dropped.incrementAndGet();
        }
    }

    private void run() {
        while (!isClosed) {
            try {
                @Nullable LogLine first = waiting.poll(1, TimeUnit.SECONDS);
                if (first != null) {
                    clock.sleep(GATHERED);
                    write(first);
                }
            } catch (InterruptedException closing) {
                return;
            } catch (Problem away) {
                events.info("invocation-log", "why", away.publicMessage());
            }
        }
    }

    private void write(LogLine first) {
        List<LogLine> lines = new ArrayList<>(List.of(first));
        waiting.drainTo(lines, BATCH);
        Map<String, List<LogLine>> byApp = new HashMap<>();
        lines.forEach(
                line -> byApp.computeIfAbsent(line.app(), app -> new ArrayList<>()).add(line));
        byApp.forEach(
                (app, some) ->
                        log.append(
                                some,
                                new LogService.SourcePosition(
                                        "functions/" + app, 0, written.addAndGet(some.size()))));
        long lost = dropped.getAndSet(0);
        if (lost > 0) {
            events.warn("invocation-log-dropped", "reports", lost);
        }
    }

    /**
     * What was written during a call, its report last; empty when nothing is known of it.
     *
     * @param ids under which it may be known
     */
    List<LogLine> lines(String app, Set<String> ids, int limit) {
        for (String id : ids) {
            Optional<LogLine> report =
                    log
                            .read(
                                    new LogService.LogQuery(
                                            app,
                                            Optional.empty(),
                                            Optional.empty(),
                                            Optional.empty(),
                                            "REPORT RequestId: " + id,
                                            1))
                            .stream()
                            .findFirst();
            if (report.isPresent()) {
                return during(report.get(), limit);
            }
        }
        return List.of();
    }

    private List<LogLine> during(LogLine report, int limit) {
        Matcher duration = DURATION.matcher(report.text());
        long micros = duration.find() ? (long) (Double.parseDouble(duration.group(1)) * 1_000) : 0;
        Instant from = report.time().minusNanos(micros * 1_000).minus(SLACK);
        Instant to = report.time().plus(SLACK);
        return log
                .read(
                        LogService.LogQuery.ofContainer(
                                report.app(), report.container(), Optional.of(from), limit))
                .stream()
                .filter(line -> !line.time().isAfter(to))
                .toList();
    }

    @Override
    public void close() {
        isClosed = true;
        thread.interrupt();
    }
}
