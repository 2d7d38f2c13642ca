package mvi.platform.function;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import mvi.engines.base.Bell;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the events of one queue. It holds the oldest ones in a window of bounded size; each is
 * delivered on a thread of its own, of one key one after the other, and taken out of the queue when
 * it has been answered or is a dead letter. What it knows is in the queue, so it may die anywhere:
 * the next one delivers again what was on its way.
 */
final class QueueDrain implements AutoCloseable {
    /** Events held at once. */
    static final int WINDOW = 500;

    /** Their payloads together; the event that goes over it is the last that is read. */
    static final int WINDOW_BYTES = 8 * 1024 * 1024;

    private static final int PAGE = 100;

    /** For what no bell told of. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    /** How long an event may be on its way to the disk behind one of a higher number. */
    private static final Duration LATE = Duration.ofSeconds(10);

    /** The same in numbers of Blob's: changes of it that are under way at once are fewer. */
    private static final int LATE_NUMBERS = 4_096;

    private static final int HEXADECIMAL = 16;

    /** Events that were delivered and are still in the queue: beyond, nothing is begun. */
    private static final int UNSETTLED = 100;

    /** Deliveries at once of events whose function is gone: they only become dead letters. */
    private static final int WITHOUT_FUNCTION = 4;

    private final EventQueue.Name name;
    private final Attempts delivery;
    private final EventQueue queue;
    private final Events events;
    private final Clock clock;
    private final Bell bell = new Bell();
    private final TreeMap<String, Entry> window = new TreeMap<>();
    private final ConcurrentLinkedQueue<Done> done = new ConcurrentLinkedQueue<>();
    private final List<Done> settling = new ArrayList<>();
    private final AtomicReference<@Nullable Settled> settled = new AtomicReference<>();
    private final Thread thread;
    private int windowBytes;
    private int running;

    /** Whether another could begin, if there were one. */
    private boolean hasRoom = true;

    /** Events that are just being taken out of the queue. */
    private int leaving;

    /** Not before this, after a failure. */
    private long settleAt;

    private String readTo = "";
    private long readAt;
    private boolean hasMore = true;
    private volatile boolean isWoken = true;
    private volatile boolean isClosed;
    private volatile int depth;
    private volatile Instant oldest = Instant.MAX;

    /** How an event is delivered. */
    interface Attempts {
        /** How many events of a function may be on their way at once; empty when it is gone. */
        Optional<Integer> concurrency(FunctionName function);

        /**
         * What takes the event's place: nothing when it is over, itself to be tried again, or its
         * halves, which are in the queue already.
         */
        List<FunctionEvent> attempt(FunctionEvent event) throws InterruptedException;
    }

    private static final class Entry {
        private final FunctionEvent event;
        private boolean isRunning;

        private Entry(FunctionEvent event) {
            this.event = event;
        }
    }

    /** What an attempt came to, and what takes the event's place. */
    private record Done(String number, List<FunctionEvent> next) {
        boolean isOver() {
            return next.stream().noneMatch(each -> each.number().equals(number));
        }
    }

    /** What came of taking them out of the queue. */
    private record Settled(List<Done> batch, Optional<Problem> failure) {}

    QueueDrain(
            EventQueue.Name name, Attempts delivery, EventQueue queue, Events events, Clock clock) {
        this.name = name;
        this.delivery = delivery;
        this.queue = queue;
        this.events = events;
        this.clock = clock;
        this.settleAt = clock.nanos();
        this.thread = Thread.ofVirtual().name("drain-" + name).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** There is a new event. */
    void wake() {
        isWoken = true;
        bell.ring();
    }

    /** Events that are held, which is all there are up to the window's size. */
    int depth() {
        return depth;
    }

    /** When the oldest one of them happened; empty without any. */
    Optional<Instant> oldest() {
        return oldest.equals(Instant.MAX) ? Optional.empty() : Optional.of(oldest);
    }

    private void run() {
        while (!isClosed) {
            long seen = bell.count();
            Duration untilNext;
            try {
                collect();
                settle();
                untilNext = launch();
                if (fill()) {
                    untilNext = launch();
                }
            } catch (Problem away) {
                events.info("drain-failed", "queue", name, "why", away.publicMessage());
                untilNext = Delivery.PAUSE;
            }
            depth = window.size();
            oldest = window.isEmpty() ? Instant.MAX : window.firstEntry().getValue().event.time();
            try {
                bell.await(seen, untilNext);
            } catch (InterruptedException closing) {
                return;
            }
        }
    }

    /**
     * What has been delivered makes room for others at once, though it stays in the window, and its
     * key with it, until it is out of the queue: so the next deliveries don't wait for the disk.
     */
    private void collect() {
        for (Done each = done.poll(); each != null; each = done.poll()) {
            running--;
            settling.add(each);
        }
    }

    /** Takes what is over out of the queue, and only then out of the window. */
    private void settle() {
        Settled last = settled.getAndSet(null);
        if (last != null) {
            leaving = 0;
            last.failure().ifPresentOrElse(away -> settleLater(last, away), () -> forget(last));
        }
        if (leaving > 0 || settling.isEmpty() || clock.nanos() - settleAt < 0) {
            return;
        }
        List<Done> batch = List.copyOf(settling);
        List<FunctionEvent> over =
                batch.stream().filter(Done::isOver).map(each -> entry(each).event).toList();
        settling.clear();
        leaving = batch.size();
        Thread unused = Thread.ofVirtual().name("settle-" + name).start(() -> remove(batch, over));
    }

    private void settleLater(Settled last, Problem away) {
        events.info("drain-failed", "queue", name, "why", away.publicMessage());
        settling.addAll(0, last.batch());
        settleAt = clock.nanos() + Delivery.PAUSE.toNanos();
    }

    private void forget(Settled last) {
        for (Done each : last.batch()) {
            forget(each.number());
            each.next().forEach(this::hold);
        }
    }

    private void remove(List<Done> batch, List<FunctionEvent> over) {
        Optional<Problem> failure = Optional.empty();
        try {
            queue.remove(over);
        } catch (Problem away) {
            failure = Optional.of(away);
        } catch (RuntimeException bug) {
            failure = Optional.of(Problem.bug(bug.toString(), bug));
        }
        settled.set(new Settled(batch, failure));
        bell.ring();
    }

    private void hold(FunctionEvent event) {
        if (window.putIfAbsent(event.number(), new Entry(event)) == null) {
            windowBytes += event.payload().length;
        }
    }

    private void forget(String number) {
        Entry entry = window.remove(number);
        if (entry != null) {
            windowBytes -= entry.event.payload().length;
        }
    }

    private Entry entry(Done each) {
        Entry entry = window.get(each.number());
        if (entry == null) {
            throw Problem.bug("an event that is not in the window: " + each.number(), null);
        }
        return entry;
    }

    /** While no more may run, what is new can wait to be read, with what comes until then. */
    private boolean fill() {
        boolean isAfresh = clock.nanos() - readAt >= LOOK_EVERY.toNanos();
        boolean isDue = isWoken && hasRoom || hasMore && window.size() < WINDOW / 2 || isAfresh;
        if (!isDue) {
            return false;
        }
        isWoken = false;
        readAt = clock.nanos();
        hasMore = true;
        String after = after(isAfresh);
        while (hasMore && window.size() < WINDOW && windowBytes < WINDOW_BYTES) {
            EventQueue.Read page = queue.readOn(name, after, PAGE);
            for (FunctionEvent each : page.events()) {
                hold(each);
                after = each.number();
            }
            readTo = after.compareTo(readTo) > 0 ? after : readTo;
            hasMore = page.hasMore();
        }
        return true;
    }

    /**
     * Where to read on. Numbers of calls are times of many writers, and those of blobs are given
     * out before they are written, so one may come to the disk after a higher one; of schedules and
     * releases there are so few that all are read each time, as all of a queue are from time to
     * time.
     */
    private String after(boolean isAfresh) {
        if (isAfresh) {
            return "";
        }
        return switch (name.source()) {
            case LOG -> readTo;
            case BLOB -> smaller(before(readTo));
            case INVOKE -> smaller(FunctionEvent.number(clock.now().minus(LATE), ""));
            case SCHEDULE, RELEASE -> "";
        };
    }

    private String smaller(String other) {
        return other.compareTo(readTo) < 0 ? other : readTo;
    }

    /** A number of Blob's that is so much lower that what is lower still is on the disk. */
    private static String before(String number) {
        if (number.isEmpty()) {
            return "";
        }
        long value = Long.parseUnsignedLong(number, HEXADECIMAL);
        return value < LATE_NUMBERS ? "" : "%016x".formatted(value - LATE_NUMBERS);
    }

    /** Starts what may start; returns how long nothing else will. */
    private Duration launch() {
        if (settling.size() + leaving >= UNSETTLED) {
            hasRoom = false;
            return Delivery.PAUSE;
        }
        int most = delivery.concurrency(name.function()).orElse(WITHOUT_FUNCTION);
        Instant now = clock.now();
        Duration untilNext = LOOK_EVERY;
        Set<String> held = new HashSet<>();
        for (Entry entry : window.values()) {
            String key = entry.event.key();
            boolean isFirstOfKey = key.isEmpty() || held.add(key);
            if (entry.isRunning || !isFirstOfKey) {
                continue;
            }
            Duration wait = Duration.between(now, entry.event.delivery().notBefore());
            if (wait.isPositive()) {
                untilNext = wait.compareTo(untilNext) < 0 ? wait : untilNext;
            } else if (running < most) {
                entry.isRunning = true;
                running++;
                FunctionEvent event = entry.event;
                Thread unused =
                        Thread.ofVirtual().name("event-" + event).start(() -> deliver(event));
            } else {
                break;
            }
        }
        hasRoom = running < most;
        return untilNext;
    }

    private void deliver(FunctionEvent event) {
        try {
            done.add(new Done(event.number(), delivery.attempt(event)));
            bell.ring();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        isClosed = true;
        thread.interrupt();
    }
}
