package mvi.platform.function;

import static mvi.platform.app.PlatformTables.LOG_TRIGGERS;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import mvi.engines.base.Bell;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Principal;
import mvi.engines.base.Problem;
import mvi.engines.logql.LogPipeline;
import mvi.manifest.Trigger;
import mvi.platform.app.AppLocks;
import mvi.platform.app.Schema;
import mvi.services.kv.Expression;
import mvi.services.kv.Item;
import mvi.services.kv.KvService;
import mvi.services.kv.TransactAction;
import mvi.services.log.LogCursor;
import mvi.services.log.LogLine;
import mvi.services.log.LogService;
import org.jspecify.annotations.Nullable;

/**
 * Makes events of lines that match. Where each trigger has read to is kept in KV, written together
 * with the events that came before it, so that no line is passed over when a process dies.
 */
final class LogTriggers implements AutoCloseable {
    /** Lines that come within it are one event, if they fit. */
    private static final Duration GATHERED = Duration.ofMillis(300);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    /** Batches of the log that are looked through at once. */
    private static final int BATCHES = 64;

    /** Events of one transaction. */
    private static final int TRANSACTION = 10;

    /** Where a trigger has read to is kept so often even when nothing matched. */
    private static final int KEPT_EVERY = 256;

    private final KvService kv;
    private final LogService log;
    private final Consumer<EventQueue.Name> waker;
    private final Events events;
    private final Clock clock;
    private final Bell bell = new Bell();
    private final Map<String, Reader> readers = new HashMap<>();
    private volatile List<FunctionVersion> versions = List.of();
    private volatile AppLocks.@Nullable Held lock;
    private volatile boolean isClosed;
    private volatile LogService.Subscription watch = () -> {};
    private volatile Thread thread = Thread.ofVirtual().unstarted(() -> {});

    LogTriggers(
            KvService kv,
            LogService log,
            Consumer<EventQueue.Name> waker,
            Events events,
            Clock clock) {
        this.kv = kv;
        this.log = log;
        this.waker = waker;
        this.events = events;
        this.clock = clock;
    }

    /** One trigger, and how far it has read. */
    private static final class Reader {
        private FunctionVersion version;
        private final Trigger.Log trigger;
        private final int number;
        private final LogPipeline pipeline;
        private LogCursor next;
        private LogCursor kept;

        private Reader(
                FunctionVersion version, Trigger.Log trigger, int number, LogCursor position) {
            this.version = version;
            this.trigger = trigger;
            this.number = number;
            this.pipeline = LogPipeline.parse(trigger.match());
            this.next = position;
            this.kept = position;
        }
    }

    void start() {
        watch = log.watch(bell);
        thread = Thread.ofVirtual().name("log-triggers").start(this::run);
    }

    /** From now on these, as long as the lock is held; with an empty one none. */
    void set(List<FunctionVersion> functions, Optional<AppLocks.Held> held) {
        versions = held.isPresent() ? functions : List.of();
        lock = held.orElse(null);
    }

    private void run() {
        while (!isClosed) {
            long seen = bell.count();
            try {
                boolean hasMore = pass();
                if (!hasMore) {
                    bell.await(seen, LOOK_EVERY);
                }
                clock.sleep(GATHERED);
            } catch (InterruptedException closing) {
                return;
            } catch (RuntimeException failed) {
                events.warn("log-triggers", "problem", failed);
                if (!isPaused()) {
                    return;
                }
            }
        }
    }

    private boolean isPaused() {
        try {
            clock.sleep(LOOK_EVERY);
            return true;
        } catch (InterruptedException closing) {
            return false;
        }
    }

    /** True when there may be more at once. */
    private boolean pass() {
        AppLocks.Held held = lock;
        Map<String, Reader> present = new LinkedHashMap<>();
        boolean hasMore = false;
        for (FunctionVersion version : versions) {
            int number = 0;
            for (Trigger each : version.spec().triggers()) {
                number++;
                if (each instanceof Trigger.Log trigger && held != null) {
                    Reader reader = reader(version, trigger, number);
                    present.put(key(version.name(), number, trigger), reader);
                    hasMore |= read(reader, held);
                }
            }
        }
        readers.clear();
        readers.putAll(present);
        return hasMore;
    }

    private static String key(FunctionName function, int number, Trigger.Log trigger) {
        return function + "/" + number + "/" + trigger.process() + "/" + trigger.match();
    }

    /**
     * A trigger that is new begins with lines since its release was made: it becomes known here
     * only later, and what is written just after a deploy must not be missed.
     */
    private Reader reader(FunctionVersion version, Trigger.Log trigger, int number) {
        Reader known = readers.get(key(version.name(), number, trigger));
        if (known != null) {
            known.version = version;
            return known;
        }
        Optional<Item> item = kv.get(LOG_TRIGGERS, itemKey(version.name(), number));
        LogCursor position =
                item.map(each -> new LogCursor(each.number("next")))
                        .orElseGet(() -> log.at(version.release().at()));
        Reader reader = new Reader(version, trigger, number, position);
        if (item.isEmpty()) {
            kv.put(LOG_TRIGGERS, write(reader), Expression.NONE);
        }
        return reader;
    }

    private boolean read(Reader reader, AppLocks.Held held) {
        String app = reader.version.app().name();
        LogCursor from = reader.next;
        LogService.Following following = log.following(app, from, BATCHES);
        if (following.isCut()) {
            events.warn(
                    "log-trigger-missed-lines",
                    "function",
                    reader.version,
                    "why",
                    "lines were dropped before they were read");
        }
        List<FunctionEvent> made = events(reader, from, following.lines());
        for (int i = 0; i < made.size(); i += TRANSACTION) {
            List<TransactAction> actions = new ArrayList<>();
            actions.add(held.check());
            made.subList(i, Math.min(made.size(), i + TRANSACTION))
                    .forEach(each -> actions.add(EventQueue.put(each)));
            commit(actions);
        }
        reader.next = following.next();
        boolean isToKeep =
                !made.isEmpty() || reader.next.sequence() - reader.kept.sequence() >= KEPT_EVERY;
        if (isToKeep) {
            commit(
                    List.of(
                            held.check(),
                            new TransactAction.Put(LOG_TRIGGERS, write(reader), Expression.NONE)));
            reader.kept = reader.next;
        }
        if (!made.isEmpty()) {
            waker.accept(new EventQueue.Name(reader.version.name(), Source.LOG));
        }
        return !following.lines().isEmpty();
    }

    private void commit(List<TransactAction> actions) {
        if (!kv.transact(Principal.PLATFORM_ACCOUNT, actions, "").isWritten()) {
            throw Problem.conflict(
                    "functions-lock-lost", "another control plane delivers events now");
        }
    }

    /** The same lines, read again after a crash, make the same events. */
    private List<FunctionEvent> events(Reader reader, LogCursor from, List<LogLine> lines) {
        Map<String, List<LogBatches.Matched>> byContainer = new LinkedHashMap<>();
        for (LogLine line : lines) {
            if (line.process().equals(reader.trigger.process())) {
                Map<String, String> labels = Map.of("stream", line.stream());
                reader.pipeline
                        .match(line.text(), labels)
                        .ifPresent(
                                match ->
                                        byContainer
                                                .computeIfAbsent(
                                                        line.container(),
                                                        unused -> new ArrayList<>())
                                                .add(new LogBatches.Matched(line, match.labels())));
            }
        }
        List<FunctionEvent> made = new ArrayList<>();
        for (List<LogBatches.Matched> all : byContainer.values()) {
            int begin = 0;
            while (begin < all.size()) {
                int end = end(all, begin);
                made.add(event(reader, from, made.size(), all.subList(begin, end)));
                begin = end;
            }
        }
        return made;
    }

    private static int end(List<LogBatches.Matched> all, int begin) {
        int end = begin;
        int characters = 0;
        while (end < all.size() && end - begin < LogBatches.LINES) {
            LogBatches.Matched each = all.get(end);
            characters += each.line().text().length();
            for (String label : each.labels().values()) {
                characters += label.length();
            }
            if (end > begin && characters > LogBatches.CHARACTERS) {
                break;
            }
            end++;
        }
        return end;
    }

    private static FunctionEvent event(
            Reader reader, LogCursor from, int index, List<LogBatches.Matched> lines) {
        String number = "%019d-%d-%05d".formatted(from.sequence() + 1, reader.number, index);
        return new FunctionEvent(
                reader.version.name(),
                Source.LOG,
                number,
                "",
                "mvi.log.lines",
                reader.trigger.process(),
                lines.getFirst().line().time(),
                LogBatches.payload(reader.version, Source.LOG + "-" + number, lines),
                "",
                FunctionEvent.Delivery.NONE);
    }

    private static Item itemKey(FunctionName function, int number) {
        return Item.of("function", function.toString()).with("trigger", Integer.toString(number));
    }

    private static Item write(Reader reader) {
        return Schema.stamp(itemKey(reader.version.name(), reader.number))
                .with("next", reader.next.sequence());
    }

    @Override
    public void close() {
        isClosed = true;
        watch.close();
        thread.interrupt();
    }
}
