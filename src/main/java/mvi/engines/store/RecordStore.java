package mvi.engines.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;
import mvi.engines.base.Problem;
import org.rocksdb.RocksDBException;

/**
 * Records in named families of one folder. Safe for any thread; virtual threads park while the
 * store's own platform threads do the native calls.
 *
 * <p>Problems: {@code folder-in-use} CONFLICT, {@code store-too-new}, {@code store-damaged}, {@code
 * record-damaged}, {@code store-stopped}, {@code disk-full} UNAVAILABLE.
 */
public final class RecordStore implements AutoCloseable, View {
    private static final int FORMAT = 1;

    private final FolderLock lock;
    private final Opening opening;
    private final Committer committer;
    private final Readers readers;

    private RecordStore(FolderLock lock, Opening opening, Committer committer, Readers readers) {
        this.lock = lock;
        this.opening = opening;
        this.committer = committer;
        this.readers = readers;
    }

    /** Opens the folder, made when it is not there, and starts the store's threads. */
    public static RecordStore open(
            Path folder, Set<String> families, StoreLimits limits, Disk disk) {
        return open(folder, families, limits, disk, Database::write);
    }

    static RecordStore open(
            Path folder,
            Set<String> families,
            StoreLimits limits,
            Disk disk,
            GroupWriter groupWriter) {
        FolderLock lock = FolderLock.acquire(folder);
        try {
            checkFormat(folder, disk);
            Opening opening = new Opening(folder.resolve("records"), families, limits);
            try {
                Committer committer = new Committer(opening, limits, disk, groupWriter);
                Readers readers = new Readers(opening, limits, committer);
                committer.start();
                return new RecordStore(lock, opening, committer, readers);
            } catch (RuntimeException e) {
                opening.close();
                throw e;
            }
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static void checkFormat(Path folder, Disk disk) {
        DurableFiles files = new DurableFiles(disk);
        Path file = folder.resolve("format");
        Optional<byte[]> content = files.read(file);
        if (content.isEmpty()) {
            files.write(file, Integer.toString(FORMAT).getBytes(UTF_8));
            return;
        }
        int format = Integer.parseInt(new String(content.get(), UTF_8));
        if (format > FORMAT) {
            throw Problem.unavailable(
                    "store-too-new",
                    "%s has format %d, this mvi reads up to %d: upgrade mvi"
                            .formatted(folder, format, FORMAT),
                    null);
        }
    }

    /** Blocks until the batch is on the disk; all of it, or none. */
    public void commit(Batch batch) {
        committer.submit(view -> new Change<>(batch, Boolean.TRUE));
    }

    /**
     * Reads, decides and writes as one step: updates run one after another and see all that came
     * before. Blocks until its writes, and those it may have seen, are on the disk. What {@code
     * decide} throws is thrown here, and nothing is written. It runs on the committer thread: it
     * must not block.
     */
    public <T> T update(Function<View, Change<T>> decide) {
        return committer.submit(decide);
    }

    @Override
    public Optional<byte[]> get(String family, byte[] key) {
        return readers.run(database -> database.get(null, family, key));
    }

    @Override
    public List<Entry> scan(Scan scan) {
        return readers.run(database -> database.scan(null, scan));
    }

    /**
     * Several reads in one go, which costs one hand-over to the store's threads and back. It waits
     * for nothing but this store and its disk.
     */
    public <T> T together(Supplier<T> reads) {
        return readers.run(_ -> reads.get());
    }

    /** Why the store takes nothing any more, or empty while it runs. */
    public Optional<Problem> stopped() {
        return committer.stopped();
    }

    /** Ends the queued writes first. */
    @Override
    public void close() {
        committer.close();
        readers.close();
        opening.close();
        lock.close();
    }

    /** The database as it is open now; reopened after the disk was full. */
    static final class Opening {
        private final Path folder;
        private final Set<String> families;
        private final StoreLimits limits;

        /** Held for reading during a native call, for writing while the database changes. */
        private final ReadWriteLock use = new ReentrantReadWriteLock();

        private Database database;
        private boolean isClosed;

        Opening(Path folder, Set<String> families, StoreLimits limits) {
            this.folder = folder;
            this.families = families;
            this.limits = limits;
            this.database = open();
        }

        private Database open() {
            try {
                Files.createDirectories(folder);
                return new Database(folder, families, limits);
            } catch (RocksDBException e) {
                throw Problem.unavailable(
                        "store-damaged",
                        "could not open the records in " + folder + ": " + e.getMessage(),
                        e);
            } catch (IOException e) {
                throw Problem.unavailable("file-failed", "could not make " + folder, e);
            }
        }

        <T> T use(Call<T> call) throws RocksDBException {
            use.readLock().lock();
            try {
                if (isClosed) {
                    throw Problem.unavailable("store-stopped", "the store is closed", null);
                }
                return call.on(database);
            } finally {
                use.readLock().unlock();
            }
        }

        void reopen() throws RocksDBException {
            use.writeLock().lock();
            try {
                isClosed = true;
                database.close();
                database = open();
                isClosed = false;
            } finally {
                use.writeLock().unlock();
            }
        }

        Path folder() {
            return folder;
        }

        void close() {
            use.writeLock().lock();
            try {
                if (!isClosed) {
                    isClosed = true;
                    database.close();
                }
            } catch (RocksDBException e) {
                throw Problem.bug("closing " + folder, e);
            } finally {
                use.writeLock().unlock();
            }
        }
    }

    /** One use of the open database. */
    interface Call<T> {
        T on(Database database) throws RocksDBException;
    }
}
