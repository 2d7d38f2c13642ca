package mvi.platform.function;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import mvi.engines.base.Clock;
import mvi.engines.base.Problem;

/**
 * The warm containers of one version of a function, and the calls that wait for one. The container
 * that was used last is used next, so that those that are too many fall idle and end.
 */
final class FunctionPool {
    private final FunctionVersion version;
    private final Host host;
    private final Clock clock;
    private final ReentrantLock poolLock = new ReentrantLock();
    private final Deque<Sandbox> idle = new ArrayDeque<>();
    private final Map<String, Long> idleSince = new HashMap<>();
    private final Set<Sandbox> all = new HashSet<>();
    private final Deque<CompletableFuture<SandboxStart>> waiting = new ArrayDeque<>();
    private int starting;
    private boolean isRetired;

    /** The machine, as a pool needs it. */
    interface Host {
        /** Whether there is room for one more of this version; it is taken if so. */
        boolean reserve(FunctionVersion version);

        /** Starts one in the room that was taken, and gives the room back when that fails. */
        void start(FunctionVersion version);

        /** Ends one, and gives its room back. */
        void end(Sandbox sandbox);
    }

    FunctionPool(FunctionVersion version, Host host, Clock clock) {
        this.version = version;
        this.host = host;
        this.clock = clock;
    }

    FunctionVersion version() {
        return version;
    }

    /**
     * A sandbox for one event, to be given back. Waits for one that is free, or that starts. Throws
     * LIMIT {@code function-busy} when that takes longer than the limit.
     */
    SandboxStart take(Duration limit, int mostWaiting) throws InterruptedException {
        CompletableFuture<SandboxStart> mine = new CompletableFuture<>();
        poolLock.lock();
        try {
            if (isRetired) {
                return new SandboxStart.Replaced();
            }
            Sandbox free = idle.pollLast();
            if (free != null) {
                idleSince.remove(free.id());
                return new SandboxStart.Started(free, false);
            }
            if (waiting.size() >= mostWaiting) {
                throw busy();
            }
            waiting.addLast(mine);
        } finally {
            poolLock.unlock();
        }
        startMore();
        try {
            return mine.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            return leave(mine);
        } catch (InterruptedException interrupted) {
            mine.cancel(false);
            withdraw(mine).ifPresent(this::giveBack);
            throw interrupted;
        } catch (ExecutionException impossible) {
            throw Problem.bug("a sandbox's future failed", impossible);
        }
    }

    /** What came in the moment in which it was given up on is used all the same. */
    private SandboxStart leave(CompletableFuture<SandboxStart> mine) {
        stopWaiting(mine);
        if (mine.isDone()) {
            return mine.join();
        }
        throw busy();
    }

    private Optional<Sandbox> withdraw(CompletableFuture<SandboxStart> mine) {
        stopWaiting(mine);
        boolean hasOne = mine.isDone() && !mine.isCancelled();
        return hasOne && mine.join() instanceof SandboxStart.Started started
                ? Optional.of(started.sandbox())
                : Optional.empty();
    }

    private void stopWaiting(CompletableFuture<SandboxStart> mine) {
        poolLock.lock();
        try {
            waiting.remove(mine);
        } finally {
            poolLock.unlock();
        }
    }

    private Problem busy() {
        return Problem.limit(
                "function-busy",
                "'%s' is busy: %d events run at once, which is what x-mvi.concurrency and the memory of this machine allow; try again"
                        .formatted(version.process().name(), busyCount()));
    }

    /** Starts as many as wait and may be; to be called when room has become free, too. */
    void startMore() {
        while (mayStart()) {
            host.start(version);
        }
    }

    private boolean mayStart() {
        poolLock.lock();
        try {
            boolean isWanted =
                    !isRetired
                            && starting < waiting.size()
                            && all.size() + starting < version.spec().concurrency();
            if (!isWanted || !host.reserve(version)) {
                return false;
            }
            starting++;
            return true;
        } finally {
            poolLock.unlock();
        }
    }

    /** What became of a start. */
    void started(SandboxStart start) {
        switch (start) {
            case SandboxStart.Started started -> {
                poolLock.lock();
                try {
                    starting--;
                    all.add(started.sandbox());
                } finally {
                    poolLock.unlock();
                }
                hand(started);
            }
            case SandboxStart.Replaced unused ->
                    throw Problem.bug("a start that was not one of " + version, null);
            case SandboxStart.Failed failed -> {
                CompletableFuture<SandboxStart> first;
                poolLock.lock();
                try {
                    starting--;
                    first = waiting.pollFirst();
                } finally {
                    poolLock.unlock();
                }
                if (first != null && !first.complete(failed)) {
                    startMore();
                }
            }
        }
    }

    /** It is free for the next. */
    void giveBack(Sandbox sandbox) {
        hand(new SandboxStart.Started(sandbox, false));
    }

    private void hand(SandboxStart.Started started) {
        Sandbox sandbox = started.sandbox();
        boolean isOver = false;
        poolLock.lock();
        try {
            if (!all.contains(sandbox)) {
                return;
            }
            CompletableFuture<SandboxStart> first = waiting.pollFirst();
            while (first != null && !first.complete(started)) {
                first = waiting.pollFirst();
            }
            if (first == null && isRetired) {
                all.remove(sandbox);
                isOver = true;
            } else if (first == null) {
                idle.addLast(sandbox);
                idleSince.put(sandbox.id(), clock.nanos());
            }
        } finally {
            poolLock.unlock();
        }
        if (isOver) {
            host.end(sandbox);
        }
    }

    /** It is to end: it has failed, or has ended by itself. */
    void discard(Sandbox sandbox) {
        poolLock.lock();
        try {
            if (!all.remove(sandbox)) {
                return;
            }
            idle.remove(sandbox);
            idleSince.remove(sandbox.id());
        } finally {
            poolLock.unlock();
        }
        host.end(sandbox);
        startMore();
    }

    /** Ends those that were idle for so long. */
    void endIdle(Duration longerThan) {
        List<Sandbox> over = new ArrayList<>();
        poolLock.lock();
        try {
            for (Sandbox each : List.copyOf(idle)) {
                Long since = idleSince.get(each.id());
                if (since != null && clock.nanos() - since >= longerThan.toNanos()) {
                    remove(each);
                    over.add(each);
                }
            }
        } finally {
            poolLock.unlock();
        }
        over.forEach(host::end);
    }

    /** Since when the longest idle one is so; empty when none is. */
    Optional<Long> oldestIdleNanos() {
        poolLock.lock();
        try {
            Sandbox oldest = idle.peekFirst();
            return oldest == null
                    ? Optional.empty()
                    : Optional.ofNullable(idleSince.get(oldest.id()));
        } finally {
            poolLock.unlock();
        }
    }

    /** Ends the longest idle one; false when none is. */
    boolean endOneIdle() {
        Sandbox oldest;
        poolLock.lock();
        try {
            oldest = idle.peekFirst();
            if (oldest == null) {
                return false;
            }
            remove(oldest);
        } finally {
            poolLock.unlock();
        }
        host.end(oldest);
        return true;
    }

    private void remove(Sandbox sandbox) {
        idle.remove(sandbox);
        idleSince.remove(sandbox.id());
        all.remove(sandbox);
    }

    /** Takes no more calls; what runs comes to its end. */
    void retire() {
        List<CompletableFuture<SandboxStart>> others;
        poolLock.lock();
        try {
            isRetired = true;
            others = List.copyOf(waiting);
            waiting.clear();
        } finally {
            poolLock.unlock();
        }
        others.forEach(each -> each.complete(new SandboxStart.Replaced()));
        endIdle(Duration.ZERO);
    }

    List<Sandbox> sandboxes() {
        poolLock.lock();
        try {
            return List.copyOf(all);
        } finally {
            poolLock.unlock();
        }
    }

    int busyCount() {
        poolLock.lock();
        try {
            return all.size() - idle.size();
        } finally {
            poolLock.unlock();
        }
    }

    int idleCount() {
        poolLock.lock();
        try {
            return idle.size();
        } finally {
            poolLock.unlock();
        }
    }
}
