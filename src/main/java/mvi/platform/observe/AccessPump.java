package mvi.platform.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.wire.Json;
import mvi.services.balancer.BalancerAccesses;
import mvi.services.balancer.BalancerAccesses.Access;
import mvi.services.balancer.BalancerAccesses.Take;
import mvi.services.log.LogLine;
import mvi.services.log.LogService;
import mvi.services.log.LogService.SourcePosition;

/**
 * Takes what the load balancer says of each request into a Log of its own: one line of JSON each.
 * The lines and the batch's number are one commit, so that a restart of control neither loses nor
 * doubles one.
 *
 * <p>The pause between two batches bounds what this costs: requests that come faster than the load
 * balancer keeps them until then are counted, and told in one line.
 */
public final class AccessPump implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration WAIT = Duration.ofSeconds(5);
    private static final String STREAM = "access";

    private final Source source;
    private final LogService log;
    private final Clock clock;
    private final Events events;
    private final Thread thread = Thread.ofVirtual().name("access-pump").unstarted(this::run);
    private volatile boolean isClosed;

    /** Where batches come from: the load balancer. */
    @FunctionalInterface
    public interface Source {
        BalancerAccesses accesses(Take take);
    }

    /**
     * @param log for these lines alone, so that many requests never push out what apps said
     */
    public AccessPump(Source source, LogService log, Clock clock, Events events) {
        this.source = source;
        this.log = log;
        this.clock = clock;
        this.events = events;
    }

    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        isClosed = true;
        thread.interrupt();
    }

    private void run() {
        long acknowledged = 0;
        boolean wasTold = false;
        while (!isClosed) {
            Duration pause = PAUSE;
            try {
                acknowledged = pump(acknowledged);
                wasTold = false;
            } catch (Exception failed) {
                if (!wasTold && !isClosed) {
                    events.info("access-pump", "problem", failed);
                }
                wasTold = true;
                pause = PAUSE_AFTER_FAILURE;
            }
            try {
                clock.sleep(pause);
            } catch (InterruptedException closing) {
                return;
            }
        }
    }

    /** One batch; returns its number, which is acknowledged by asking for the next. */
    long pump(long acknowledged) {
        BalancerAccesses batch = source.accesses(new Take(acknowledged, WAIT));
        Map<String, List<LogLine>> byApp = new TreeMap<>();
        batch.accesses()
                .forEach(
                        each -> add(byApp, each.routeId(), each.targetId(), each.at(), text(each)));
        batch.lost().forEach((route, count) -> add(byApp, route, "", clock.now(), text(count)));
        byApp.forEach(
                (app, lines) -> {
                    SourcePosition behind = new SourcePosition("access/" + app, 0, batch.number());
                    // A batch comes again when it was kept, but its number not acknowledged.
                    if (!log.position(behind.source()).equals(Optional.of(behind))) {
                        log.append(lines, behind);
                    }
                });
        return batch.number();
    }

    /** The platform's own requests are no app's. */
    private static void add(
            Map<String, List<LogLine>> byApp,
            String routeId,
            String target,
            Instant time,
            String text) {
        if (routeId.indexOf('/') < 0) {
            return;
        }
        Map<String, String> labels = MetricPump.route(routeId);
        String app = labels.getOrDefault("app", "");
        byApp.computeIfAbsent(app, _ -> new ArrayList<>())
                .add(
                        new LogLine(
                                time,
                                app,
                                labels.getOrDefault("process", ""),
                                target,
                                STREAM,
                                text));
    }

    private static String text(Access access) {
        return Json.text(
                new AccessLine(
                        access.at(),
                        access.requestId(),
                        access.traceId(),
                        access.method(),
                        access.host(),
                        access.path(),
                        access.protocol(),
                        access.status(),
                        access.bytesIn(),
                        access.bytesOut(),
                        access.client(),
                        access.targetId(),
                        access.attempts(),
                        millis(access.connectMicros()),
                        millis(access.firstByteMicros()),
                        access.totalMicros() / 1000.0));
    }

    private static String text(long lost) {
        return Json.text(
                Json.object()
                        .put("lost", lost)
                        .put("why", "these requests came faster than they were written down"));
    }

    private static Optional<Double> millis(long micros) {
        return micros < 0 ? Optional.empty() : Optional.of(micros / 1000.0);
    }

    /** One request, as it is written down. */
    record AccessLine(
            Instant time,
            String request,
            String trace,
            String method,
            String host,
            String path,
            String protocol,
            int status,
            long bytesIn,
            long bytesOut,
            String client,
            String target,
            int attempts,
            Optional<Double> connectMillis,
            Optional<Double> firstByteMillis,
            double totalMillis) {}
}
