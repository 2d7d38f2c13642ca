package mvi.start.data;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import mvi.engines.base.Events;
import mvi.platform.function.EventQueue;
import mvi.platform.function.FunctionEvent;
import mvi.platform.function.FunctionName;
import mvi.platform.function.Source;
import mvi.services.blob.BlobEvent;
import mvi.services.blob.BlobEvents;
import mvi.services.kv.KvService;

/**
 * Moves what happened in buckets to the queues of the functions that are to be told: from Blob,
 * which keeps an event together with what it tells of, to Key-Value, from which control delivers.
 *
 * <p>An event is in its queue, on the disk, before Blob forgets it. Whoever dies in between puts it
 * there again, under the same number and in the same place: told at least once, and of one key in
 * order.
 */
final class BlobNotices implements AutoCloseable {
    /** As many as one transaction of the queue holds. */
    static final int BATCH = 100;

    /** For what no bell told of. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

    /** After a failure; a bell does not cut it short. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** How long the end waits for a batch that has begun. */
    private static final Duration ENDING = Duration.ofSeconds(10);

    private final BlobEvents blob;
    private final EventQueue queue;
    private final TableFunctions functions;
    private final BlobMessage message;
    private final Consumer<EventQueue.Name> waker;
    private final Events events;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().name("blob-notices").daemon().unstarted(this::moveUntilClosed);

    /**
     * @param waker is told of each queue that has something new; must not wait
     */
    BlobNotices(
            BlobEvents blob,
            KvService kv,
            String region,
            Consumer<EventQueue.Name> waker,
            Events events) {
        this.blob = blob;
        this.queue = new EventQueue(kv);
        this.functions = new TableFunctions(kv);
        this.message = new BlobMessage(region);
        this.waker = waker;
        this.events = events;
    }

    void start() {
        thread.start();
    }

    private boolean isClosed() {
        return closing.getCount() == 0;
    }

    private void moveUntilClosed() {
        try {
            while (!isClosed()) {
                // Counted before it looks, so that what comes meanwhile is not slept over.
                long seen = blob.arrival().count();
                if (!tryMove()) {
                    boolean _ = closing.await(PAUSE.toNanos(), TimeUnit.NANOSECONDS);
                } else if (!isClosed()) {
                    blob.arrival().await(seen, LOOK_EVERY);
                }
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** False when it failed. */
    private boolean tryMove() {
        try {
            while (!isClosed() && move() > 0) {
                // There may be more.
            }
            return true;
        } catch (RuntimeException failed) {
            if (!isClosed()) {
                events.warn("blob-events-not-moved", "problem", failed);
            }
            return false;
        }
    }

    /** The oldest ones; how many there were. */
    int move() {
        List<BlobEvent> pending = blob.pending(BATCH);
        List<FunctionEvent> told = new ArrayList<>();
        Set<EventQueue.Name> queues = new LinkedHashSet<>();
        Map<FunctionName, Boolean> known = new HashMap<>();
        Map<Target, Integer> dropped = new LinkedHashMap<>();
        for (BlobEvent each : pending) {
            Optional<FunctionName> function = function(each, known);
            if (function.isPresent()) {
                told.add(message.of(function.get(), each));
                queues.add(new EventQueue.Name(function.get(), Source.BLOB));
            } else {
                dropped.merge(Target.of(each), 1, Integer::sum);
            }
        }
        queue.add(told);
        queues.forEach(waker);
        if (!pending.isEmpty()) {
            blob.done(pending);
        }
        dropped.forEach(this::tell);
        return pending.size();
    }

    /** The function that is to be told, if it is the bucket's account's and still there. */
    private Optional<FunctionName> function(BlobEvent event, Map<FunctionName, Boolean> known) {
        return FunctionName.ofArn(event.target())
                .filter(it -> it.account().equals(event.object().bucket().account()))
                .filter(it -> known.computeIfAbsent(it, functions::isThere));
    }

    /** Of whom a bucket has told whom. */
    private record Target(String account, String bucket, String arn) {
        static Target of(BlobEvent event) {
            return new Target(
                    event.object().bucket().account(),
                    event.object().bucket().name(),
                    event.target());
        }
    }

    private void tell(Target target, int count) {
        events.info(
                "blob-events-dropped",
                "account",
                target.account(),
                "bucket",
                target.bucket(),
                "target",
                target.arn(),
                "events",
                count,
                "why",
                "there is no such function");
    }

    /** What has begun ends; the stores may close then. */
    @Override
    public void close() {
        closing.countDown();
        blob.arrival().ring();
        try {
            thread.join(ENDING.toMillis());
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
