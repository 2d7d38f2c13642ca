package mvi.services.blob.back;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * Takes what virtual threads ask of a disk to a bounded pool of platform threads: a sync that takes
 * its time would hold the carrier of every other request. A caller waits for its own call and has
 * but one, so the queue is no longer than there are callers.
 */
final class PooledDisk implements Disk {
    /** More at once do not make a disk faster. */
    private static final int THREADS = 16;

    private final Disk disk;
    private final ExecutorService threads =
            Executors.newFixedThreadPool(
                    THREADS, Thread.ofPlatform().daemon().name("blob-disk-", 0).factory());

    PooledDisk(Disk disk) {
        this.disk = disk;
    }

    @Override
    public FileChannel create(Path file) throws IOException {
        return on(() -> disk.create(file));
    }

    @Override
    public void write(FileChannel file, byte[] bytes, int offset, int count) throws IOException {
        run(() -> disk.write(file, bytes, offset, count));
    }

    @Override
    public void sync(FileChannel file) throws IOException {
        run(() -> disk.sync(file));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        run(() -> disk.rename(from, to));
    }

    @Override
    public void syncFolder(Path folder) throws IOException {
        run(() -> disk.syncFolder(folder));
    }

    @Override
    public void delete(Path file) throws IOException {
        run(() -> disk.delete(file));
    }

    @Override
    public long free(Path folder) throws IOException {
        // The kernel knows without asking the disk; every write asks.
        return disk.free(folder);
    }

    @Override
    public void close() {
        threads.shutdown();
    }

    /** A call to the disk. */
    private interface Work<T> {
        T call() throws IOException;
    }

    /** A call without a result. */
    private interface Chore {
        void call() throws IOException;
    }

    private void run(Chore chore) throws IOException {
        on(
                () -> {
                    chore.call();
                    return true;
                });
    }

    /** Not to be interrupted: the call uses the caller's bytes and file until it ends. */
    private <T> T on(Work<T> work) throws IOException {
        if (!Thread.currentThread().isVirtual()) {
            return work.call();
        }
        try {
            return CompletableFuture.supplyAsync(() -> unchecked(work), threads).join();
        } catch (RejectedExecutionException closed) {
            throw new IOException("the store is closed", closed);
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof UncheckedIOException broken) {
                throw broken.getCause();
            }
            throw failed;
        }
    }

    private static <T> T unchecked(Work<T> work) {
        try {
            return work.call();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
