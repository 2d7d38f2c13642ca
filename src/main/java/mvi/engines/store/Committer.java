package mvi.engines.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import mvi.engines.base.Problem;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WriteBatchWithIndex;

/**
 * The store's one writer: takes what has queued, applies it in order to one group, syncs the group
 * once, and only then answers everybody in it.
 */
final class Committer implements AutoCloseable {
    private final RecordStore.Opening opening;
    private final StoreLimits limits;
    private final Disk disk;
    private final GroupWriter groupWriter;
    private final BlockingQueue<Task<?>> queue;
    private final Thread thread;
    private volatile @Nullable Problem stopped;

    /** Set when RocksDB itself met the full disk; it takes writes again after a reopening. */
    private boolean mustReopen;

    Committer(RecordStore.Opening opening, StoreLimits limits, Disk disk, GroupWriter groupWriter) {
        this.opening = opening;
        this.limits = limits;
        this.disk = disk;
        this.groupWriter = groupWriter;
        this.queue = new ArrayBlockingQueue<>(limits.queuedWrites());
        this.thread = Thread.ofPlatform().name("store-committer").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    Optional<Problem> stopped() {
        return Optional.ofNullable(stopped);
    }

    <T> T submit(Function<View, Change<T>> decide) {
        Task<T> task = new Task<>(decide);
        offer(task);
        Problem problem = stopped;
        if (problem != null) {
            // It may have been queued after the last drain; answering twice is harmless.
            task.answer.completeExceptionally(problem);
        }
        try {
            return task.answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private void offer(Task<?> task) {
        boolean isInterrupted = false;
        while (stopped == null) {
            try {
                if (queue.offer(task, 1, java.util.concurrent.TimeUnit.SECONDS)) {
                    break;
                }
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<Task<?>> group = new ArrayList<>();
        while (stopped == null) {
            try {
                group.add(queue.take());
            } catch (InterruptedException e) {
                stop("the store is closed", null);
                break;
            }
            try {
                commit(group);
            } catch (RuntimeException | RocksDBException e) {
                stop("a write to the disk failed; mvi must be started again", e);
                refuse(group, stopping());
            }
            group.clear();
        }
        queue.drainTo(group);
        refuse(group, stopping());
    }

    private void commit(List<Task<?>> group) throws RocksDBException {
        if (isFull()) {
            queue.drainTo(group, limits.groupWrites());
            refuse(group, diskFull(null));
            return;
        }
        if (mustReopen) {
            opening.reopen();
            mustReopen = false;
        }
        try (WriteBatchWithIndex writes = new WriteBatchWithIndex(true)) {
            opening.use(
                    database -> {
                        fill(database, writes, group);
                        if (writes.count() > 0) {
                            groupWriter.write(database, writes);
                        }
                        return true;
                    });
            group.forEach(Task::acknowledge);
        } catch (RocksDBException e) {
            if (!isNoSpace(e)) {
                throw e;
            }
            mustReopen = true;
            refuse(group, diskFull(e));
        }
    }

    private void fill(Database database, WriteBatchWithIndex writes, List<Task<?>> group)
            throws RocksDBException {
        View view = new GroupView(database, writes);
        long bytes = 0;
        int next = 0;
        while (true) {
            bytes += group.get(next++).decide(database, view, writes);
            if (next == limits.groupWrites() || bytes >= limits.groupBytes().bytes()) {
                return;
            }
            Task<?> more = queue.poll();
            if (more == null) {
                return;
            }
            group.add(more);
        }
    }

    private boolean isFull() {
        try {
            return disk.usableBytes(opening.folder())
                    < limits.diskReserve().bytes() + limits.groupBytes().bytes();
        } catch (IOException e) {
            throw Problem.unavailable("file-failed", "could not ask for free space", e);
        }
    }

    private static boolean isNoSpace(RocksDBException e) {
        Status status = e.getStatus();
        return status != null && status.getSubCode() == Status.SubCode.NoSpace;
    }

    private static void refuse(List<Task<?>> tasks, Problem problem) {
        tasks.forEach(task -> task.answer.completeExceptionally(problem));
    }

    private static Problem diskFull(@Nullable Throwable cause) {
        return Problem.unavailable(
                "disk-full",
                "the disk is full: nothing was written; make space, then retry",
                cause);
    }

    private void stop(String reason, @Nullable Throwable cause) {
        stopped = Problem.unavailable("store-stopped", "the store has stopped: " + reason, cause);
    }

    private Problem stopping() {
        Problem problem = stopped;
        return problem == null ? Problem.bug("the committer ended", null) : problem;
    }

    /** Ends when everything queued before it is on the disk. */
    @Override
    public void close() {
        if (thread.isAlive() && stopped == null) {
            try {
                submit(view -> Change.none(Boolean.TRUE));
            } catch (Problem e) {
                // Full or stopped: there is nothing left to wait for.
            }
        }
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The state that the next update of the group sees. */
    private record GroupView(Database database, WriteBatchWithIndex writes) implements View {
        @Override
        public Optional<byte[]> get(String family, byte[] key) {
            try {
                return database.get(writes, family, key);
            } catch (RocksDBException e) {
                throw unreadable(e);
            }
        }

        @Override
        public List<Entry> scan(Scan scan) {
            try {
                return database.scan(writes, scan);
            } catch (RocksDBException e) {
                throw unreadable(e);
            }
        }

        private static Problem unreadable(RocksDBException e) {
            return Problem.unavailable(
                    "store-damaged", "the store could not be read: " + e.getMessage(), e);
        }
    }

    /** One commit or update on its way. Its fields but {@code answer} belong to the committer. */
    private static final class Task<T> {
        private final Function<View, Change<T>> decide;
        private final CompletableFuture<T> answer = new CompletableFuture<>();
        private @Nullable Change<T> change;

        Task(Function<View, Change<T>> decide) {
            this.decide = decide;
        }

        /** Bytes added to the group; none when the decision threw. */
        long decide(Database database, View view, WriteBatchWithIndex writes)
                throws RocksDBException {
            writes.setSavePoint();
            try {
                Change<T> made = decide.apply(view);
                database.add(writes, made.batch());
                change = made;
                writes.popSavePoint();
                return made.batch().bytes();
            } catch (RuntimeException e) {
                writes.rollbackToSavePoint();
                answer.completeExceptionally(e);
                return 0;
            }
        }

        void acknowledge() {
            Change<T> made = change;
            if (made != null) {
                answer.complete(made.result());
            }
        }
    }
}
