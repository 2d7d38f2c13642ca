package mvi.platform.function;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import mvi.engines.base.Bell;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import mvi.platform.app.AppLocks;
import org.jspecify.annotations.Nullable;

/**
 * Delivers events for as long as it holds the lock of functions, of which there is one: of several
 * control planes one delivers. What it does is repeatable, so that it may be killed anywhere.
 */
final class FunctionLoop implements AutoCloseable {
    /** No app's name: that has no colon. */
    static final String LOCK = "mvi:functions";

    /** Between two looks at what apps run; a change tells of itself. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private static final Duration TICK = Duration.ofSeconds(1);

    private final Parts parts;
    private final Clock clock;
    private final Bell bell;
    private final Map<EventQueue.Name, QueueDrain> drains = new ConcurrentHashMap<>();
    private AppLocks.@Nullable Held lock;
    private long renewedAt;
    private long lookedAt;
    private long seen = -1;
    private volatile boolean isClosed;
    private volatile Thread thread = Thread.ofVirtual().unstarted(() -> {});

    /**
     * What the loop works with.
     *
     * @param changed rings when apps may run something else
     */
    record Parts(
            AppLocks locks,
            Functions functions,
            FunctionRecords records,
            TriggerRules rules,
            LogTriggers logTriggers,
            Sandboxes sandboxes,
            Schedules schedules,
            FunctionNumbers numbers,
            Drains drains,
            Bell changed,
            String who,
            Events events) {}

    /** Makes the one that delivers the events of a queue. */
    @FunctionalInterface
    interface Drains {
        QueueDrain of(EventQueue.Name name);
    }

    FunctionLoop(Parts parts, Clock clock) {
        this.parts = parts;
        this.bell = parts.changed();
        this.clock = clock;
    }

    void start() {
        thread = Thread.ofVirtual().name("functions").start(this::run);
    }

    void wake(EventQueue.Name name) {
        QueueDrain drain = drains.get(name);
        if (drain != null) {
            drain.wake();
        }
    }

    Optional<QueueDrain> drain(EventQueue.Name name) {
        return Optional.ofNullable(drains.get(name));
    }

    private void run() {
        while (!isClosed) {
            long now = bell.count();
            try {
                pass(now != seen);
                seen = now;
            } catch (Exception failed) {
                parts.events().warn("functions-failed", "problem", failed);
            }
            try {
                bell.await(now, TICK);
            } catch (InterruptedException closing) {
                return;
            }
        }
    }

    private void pass(boolean isTold) {
        boolean isDue = isTold || clock.nanos() - lookedAt >= LOOK_EVERY.toNanos();
        if (isDue) {
            lookedAt = clock.nanos();
            parts.functions().refresh();
        }
        if (!holds()) {
            endDrains(List.of());
            parts.logTriggers().set(List.of(), Optional.empty());
            return;
        }
        if (isDue) {
            List<FunctionVersion> versions = parts.functions().all();
            List<FunctionName> names = versions.stream().map(FunctionVersion::name).toList();
            parts.records().keep(versions);
            parts.rules().keep(versions);
            parts.logTriggers().set(versions, Optional.ofNullable(lock));
            parts.sandboxes().retain(names);
            parts.numbers().retain(names);
            List<EventQueue.Name> wanted = new ArrayList<>();
            names.forEach(
                    name -> {
                        for (Source source : Source.values()) {
                            wanted.add(new EventQueue.Name(name, source));
                        }
                    });
            endDrains(wanted);
            wanted.forEach(this::beginDrain);
        }
        AppLocks.Held held = lock;
        if (held != null && (isDue || !parts.schedules().due().isAfter(clock.now()))) {
            parts.schedules().tick(held).forEach(this::wake);
        }
    }

    private boolean holds() {
        AppLocks.Held held = lock;
        if (held != null && clock.nanos() - renewedAt < AppLocks.RENEWAL.toNanos()) {
            return true;
        }
        try {
            if (held == null) {
                held = parts.locks().takeOver(LOCK, parts.who()).orElse(null);
            } else if (!held.renew()) {
                parts.events().warn("functions-lock-lost", "who", parts.who());
                held = null;
            }
        } catch (Problem away) {
            // The lease outlives some misses; a write of one who has lost it is refused.
            parts.events().info("functions-lock", "why", away.publicMessage());
            return held != null;
        }
        lock = held;
        renewedAt = clock.nanos();
        return held != null;
    }

    private void beginDrain(EventQueue.Name name) {
        if (!drains.containsKey(name)) {
            QueueDrain drain = parts.drains().of(name);
            drains.put(name, drain);
            drain.start();
        }
    }

    private void endDrains(List<EventQueue.Name> but) {
        for (EventQueue.Name each : List.copyOf(drains.keySet())) {
            if (!but.contains(each)) {
                QueueDrain drain = drains.remove(each);
                if (drain != null) {
                    drain.close();
                }
            }
        }
    }

    @Override
    public void close() {
        isClosed = true;
        thread.interrupt();
        endDrains(List.of());
        AppLocks.Held held = lock;
        if (held != null) {
            try {
                held.close();
            } catch (Problem away) {
                parts.events().info("functions-lock", "why", away.publicMessage());
            }
        }
    }
}
