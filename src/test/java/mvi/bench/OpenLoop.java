package mvi.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * One kind of request at a fixed rate, whatever becomes of those before: a time is counted from
 * when the request was due, so that a stall is every request's that it held up.
 */
final class OpenLoop {
    private static final int WORDS = 5;

    private final String name;
    private final long periodNanos;
    private final Request request;
    private final AtomicBoolean isOver = new AtomicBoolean();
    private final AtomicLong underWay = new AtomicLong();
    private final List<Long> nanos = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();
    private Thread pacemaker = Thread.currentThread();

    /** One request and its answer; throws unless it is the right one. */
    interface Request {
        void ask() throws Exception;
    }

    /**
     * @param began and ended by the same clock as {@link System#nanoTime}
     */
    record Failure(long began, long ended, String why) {}

    OpenLoop(String name, double perSecond, Request request) {
        this.name = name;
        this.periodNanos = (long) (1e9 / perSecond);
        this.request = request;
    }

    void start() {
        pacemaker =
                Thread.ofPlatform()
                        .name("bench-" + name)
                        .start(
                                () -> {
                                    long due = System.nanoTime();
                                    while (!isOver.get()) {
                                        long at = due;
                                        underWay.incrementAndGet();
                                        Thread.startVirtualThread(() -> ask(at));
                                        due += periodNanos;
                                        while (System.nanoTime() < due && !isOver.get()) {
                                            LockSupport.parkNanos(due - System.nanoTime());
                                        }
                                    }
                                });
    }

    private void ask(long due) {
        long began = System.nanoTime();
        try {
            request.ask();
            long took = System.nanoTime() - due;
            synchronized (nanos) {
                nanos.add(took);
            }
        } catch (Exception | Error failed) {
            synchronized (nanos) {
                failures.add(new Failure(began, System.nanoTime(), String.valueOf(failed)));
            }
        } finally {
            underWay.decrementAndGet();
        }
    }

    /** Ends the loop and returns when all that was asked is answered. */
    void stop(Duration most) throws InterruptedException {
        isOver.set(true);
        pacemaker.join();
        long end = System.nanoTime() + most.toNanos();
        while (underWay.get() > 0 && System.nanoTime() < end) {
            Thread.sleep(50);
        }
    }

    String name() {
        return name;
    }

    /**
     * Failures, but for those that were under way when one of these happened.
     *
     * @param kills times by {@link System#nanoTime}
     * @param within how long after it a broken connection shows
     */
    List<Failure> failures(List<Long> kills, Duration within) {
        synchronized (nanos) {
            return failures.stream()
                    .filter(
                            each ->
                                    kills.stream()
                                            .noneMatch(
                                                    kill ->
                                                            each.began() <= kill
                                                                    && each.ended() >= kill
                                                                    && each.ended()
                                                                            <= kill
                                                                                    + within
                                                                                            .toNanos()))
                    .toList();
        }
    }

    /** Requests, failures and times as a line of a table. */
    String line(List<Long> kills, Duration within) {
        List<Failure> left = failures(kills, within);
        synchronized (nanos) {
            List<Long> sorted = nanos.stream().sorted().toList();
            String told =
                    left.stream()
                            .limit(WORDS)
                            .map(each -> "\n    " + each.why())
                            .reduce("", String::concat);
            return String.format(
                    Locale.ROOT,
                    "%-28s %9d %7d %10d %9.1f %9.1f %9.1f%s",
                    name,
                    nanos.size() + failures.size(),
                    left.size(),
                    failures.size() - left.size(),
                    millis(sorted, 0.5),
                    millis(sorted, 0.99),
                    millis(sorted, 1),
                    told);
        }
    }

    private static double millis(List<Long> sorted, double part) {
        if (sorted.isEmpty()) {
            return Double.NaN;
        }
        return sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * part)) / 1e6;
    }
}
