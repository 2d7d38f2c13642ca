package mvi.engines.store;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mvi.engines.base.Problem;
import org.rocksdb.RocksDBException;

/** The bounded pool of platform threads on which reads run. */
final class Readers implements AutoCloseable {
    private static final long CLOSE_SECONDS = 30;
    private static final long IDLE_SECONDS = 30;

    private final RecordStore.Opening opening;
    private final Committer committer;
    private final Semaphore places;
    private final AtomicInteger numbers = new AtomicInteger();
    private final ThreadPoolExecutor threads;

    Readers(RecordStore.Opening opening, StoreLimits limits, Committer committer) {
        this.opening = opening;
        this.committer = committer;
        this.places = new Semaphore(limits.queuedReads());
        this.threads =
                new ThreadPoolExecutor(
                        limits.readers(),
                        limits.readers(),
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(limits.queuedReads()),
                        task -> new ReaderThread(task, numbers.getAndIncrement()));
        threads.allowCoreThreadTimeOut(true);
    }

    /** One of the pool's. */
    private final class ReaderThread extends Thread {
        ReaderThread(Runnable task, int number) {
            super(task, "store-reader-" + number);
            setDaemon(true);
        }

        Readers pool() {
            return Readers.this;
        }
    }

    /** On one of its own threads at once: a read among others. */
    <T> T run(RecordStore.Call<T> call) {
        if (Thread.currentThread() instanceof ReaderThread reader && reader.pool() == this) {
            return read(call);
        }
        return handedOver(call);
    }

    private <T> T handedOver(RecordStore.Call<T> call) {
        committer
                .stopped()
                .ifPresent(
                        problem -> {
                            throw problem;
                        });
        places.acquireUninterruptibly();
        try {
            return CompletableFuture.supplyAsync(() -> read(call), threads).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        } catch (RejectedExecutionException e) {
            throw Problem.unavailable("store-stopped", "the store is closed", e);
        } finally {
            places.release();
        }
    }

    private <T> T read(RecordStore.Call<T> call) {
        try {
            return opening.use(call);
        } catch (RocksDBException e) {
            throw Problem.unavailable(
                    "store-damaged", "the store could not be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                throw Problem.bug("a reader did not end", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
