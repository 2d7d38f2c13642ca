package mvi.services.log.core;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import mvi.engines.base.Bell;
import mvi.engines.base.Clock;
import mvi.engines.base.Problem;
import mvi.services.log.LogConfig;
import mvi.services.log.LogCursor;
import mvi.services.log.LogLine;
import mvi.services.log.LogService;

/**
 * The semantics of Log over a store: newest lines that match, and tails that never hold an append
 * up.
 */
public final class LogCore implements LogService {
    private static final int MAXIMUM_LIMIT = 10_000;
    private static final int MAXIMUM_BATCHES = 256;

    private final LogConfig config;
    private final LogStore store;
    private final Clock clock;
    private final CopyOnWriteArrayList<LiveTail> tails = new CopyOnWriteArrayList<>();

    /** By a key for each watch, as one bell may be given twice. */
    private final Map<Object, Bell> bells = new ConcurrentHashMap<>();

    public LogCore(LogConfig config, LogStore store, Clock clock) {
        this.config = config;
        this.store = store;
        this.clock = clock;
    }

    @Override
    public void append(List<LogLine> lines, SourcePosition position) {
        Map<String, List<LogLine>> byApp = new LinkedHashMap<>();
        lines.forEach(
                line -> byApp.computeIfAbsent(line.app(), each -> new ArrayList<>()).add(line));
        if (byApp.size() > 1) {
            throw new IllegalArgumentException("a source belongs to one app: " + byApp.keySet());
        }
        store.append(byApp.isEmpty() ? "" : byApp.keySet().iterator().next(), lines, position);
        for (LiveTail tail : tails) {
            tail.offer(lines);
        }
        if (!lines.isEmpty()) {
            bells.values().forEach(Bell::ring);
        }
    }

    @Override
    public Optional<SourcePosition> position(String source) {
        return store.position(source);
    }

    @Override
    public void forget(String source) {
        store.forget(source);
    }

    @Override
    public List<LogLine> read(LogQuery query) {
        check(query);
        Deque<LogLine> newestLast = new ArrayDeque<>();
        store.readBackwards(
                query.app(),
                query.since().orElse(Instant.MIN),
                batch -> {
                    for (int i = batch.size() - 1;
                            i >= 0 && newestLast.size() < query.limit();
                            i--) {
                        if (LineFilter.matches(query, batch.get(i))) {
                            newestLast.addFirst(batch.get(i));
                        }
                    }
                    return newestLast.size() < query.limit();
                });
        return inTimeOrder(newestLast);
    }

    @Override
    public Tail tail(LogQuery query) {
        check(query);
        if (tails.size() >= config.tails()) {
            throw Problem.limit(
                    "too-many-tails",
                    "there are " + config.tails() + " live tails already: end one first");
        }
        LiveTail tail = new LiveTail(query, config.tailLines(), clock, tails::remove);
        tails.add(tail);
        return tail;
    }

    @Override
    public Following following(String app, LogCursor after, int limit) {
        if (limit < 1 || limit > MAXIMUM_BATCHES) {
            throw Problem.invalid(
                    "bad-limit",
                    "lines are followed by 1 to " + MAXIMUM_BATCHES + " batches, not " + limit);
        }
        return store.following(app, after, limit);
    }

    @Override
    public LogCursor at(Instant time) {
        return store.at(time);
    }

    @Override
    public Subscription watch(Bell bell) {
        Object key = new Object();
        bells.put(key, bell);
        return () -> bells.remove(key);
    }

    @Override
    public void retain() {
        store.drop(clock.now().minus(config.keepAge()), config.keepBytes());
    }

    /**
     * Batches of several containers interleave: lines of one stay in their order, since the sort is
     * stable.
     */
    private static List<LogLine> inTimeOrder(Deque<LogLine> lines) {
        List<LogLine> sorted = new ArrayList<>(lines);
        sorted.sort(java.util.Comparator.comparing(LogLine::time));
        return sorted;
    }

    private static void check(LogQuery query) {
        if (query.limit() < 1 || query.limit() > MAXIMUM_LIMIT) {
            throw Problem.invalid(
                    "bad-limit",
                    "a query of logs asks for 1 to "
                            + MAXIMUM_LIMIT
                            + " lines, not "
                            + query.limit());
        }
    }
}
