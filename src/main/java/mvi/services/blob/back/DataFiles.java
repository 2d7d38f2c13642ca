package mvi.services.blob.back;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import org.jspecify.annotations.Nullable;

/**
 * The files that hold data, by id: {@code data/XX/ID}, XX being the id's last two characters, and
 * {@code tmp/ID} while one is written. Ids are made by the store, never by a client.
 *
 * <p>A file that no record holds is an orphan, unless it is new and on its way to its record, or
 * was dropped while a reader still needs it: both are known here by id.
 */
final class DataFiles {
    /** So old, a file without a record is on its way to none. */
    private static final Duration ORPHANED_AFTER = Duration.ofDays(1);

    private final Path root;
    private final Path tmp;
    private final Path data;
    private final Disk disk;
    private final DiskSpace space;
    private final Object names = new Object();
    private final Set<String> arriving = new HashSet<>();
    private final Set<String> doubtful = new HashSet<>();
    private final Map<String, Integer> readers = new HashMap<>();
    private final Set<String> leaving = new HashSet<>();
    private final Set<Path> folders = new HashSet<>();
    private final Map<String, byte[]> small = new ConcurrentHashMap<>();
    private volatile boolean isStopped;

    DataFiles(Path root, Disk disk, ByteCount reserve, Clock clock, Events events) {
        this.root = root;
        this.tmp = root.resolve("tmp");
        this.data = root.resolve("data");
        this.disk = disk;
        this.space = new DiskSpace(disk, data, reserve, clock, events);
    }

    /** Makes the folders and removes what an earlier run had not finished writing. */
    void start() {
        try {
            Files.createDirectories(tmp);
            Files.createDirectories(data);
            disk.syncFolder(root);
            try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(tmp)) {
                for (Path each : unfinished) {
                    Files.deleteIfExists(each);
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    Disk disk() {
        return disk;
    }

    /** Of all data. */
    Path folder() {
        return data;
    }

    Path temporary(String id) {
        return tmp.resolve(id);
    }

    Path path(String id) {
        return folder(id).resolve(id);
    }

    private Path folder(String id) {
        return data.resolve(id.substring(id.length() - 2));
    }

    /** Refuses what would eat into the reserve. */
    void requireSpace(long more) {
        requireRunning();
        space.require(more);
    }

    /** For a write that the system refused for want of space. */
    Problem full(IOException cause) {
        return space.refused(cause);
    }

    void requireRunning() {
        if (isStopped) {
            throw Problem.unavailable(
                    "blob-unavailable",
                    "the disk failed to make a write durable; nothing more is stored until a"
                            + " restart",
                    null);
        }
    }

    boolean isStopped() {
        return isStopped;
    }

    /**
     * What the system could not make durable may be lost although a second try succeeds, so there
     * is none: the store refuses writes from here on.
     */
    void stop() {
        isStopped = true;
    }

    /** Data that is for a record of its own, until it has that or is given up. */
    void arrive(String id, byte[] bytes) {
        small.put(id, bytes);
    }

    byte @Nullable [] small(String id) {
        return small.get(id);
    }

    void leave(String id) {
        small.remove(id);
    }

    /** Moves a synced temporary file to its name, durably. */
    void arrive(String id) throws IOException {
        Path folder = folder(id);
        synchronized (names) {
            arriving.add(id);
        }
        ensureFolder(folder);
        disk.rename(temporary(id), path(id));
        syncOrStop(folder);
    }

    private void ensureFolder(Path folder) throws IOException {
        synchronized (names) {
            if (folders.contains(folder)) {
                return;
            }
        }
        Files.createDirectories(folder);
        syncOrStop(data);
        synchronized (names) {
            folders.add(folder);
        }
    }

    private void syncOrStop(Path folder) throws IOException {
        try {
            disk.syncFolder(folder);
        } catch (IOException failed) {
            stop();
            throw failed;
        }
    }

    /** Whether its record was committed is not known: it stays for the next start to decide. */
    void doubt(String id) {
        synchronized (names) {
            doubtful.add(id);
        }
    }

    /** A record holds it. */
    void settle(String id) {
        synchronized (names) {
            arriving.remove(id);
        }
    }

    /** No record will ever hold it. */
    void giveUp(String id) {
        boolean mayGo;
        synchronized (names) {
            mayGo = !doubtful.contains(id);
        }
        if (mayGo) {
            delete(temporary(id));
            delete(path(id));
        }
        settle(id);
    }

    /** No record holds it any more; it goes when its last reader has. */
    void remove(String id) {
        synchronized (names) {
            if (readers.containsKey(id)) {
                leaving.add(id);
                return;
            }
        }
        delete(path(id));
    }

    void pin(String id) {
        synchronized (names) {
            readers.merge(id, 1, Integer::sum);
        }
    }

    void unpin(String id) {
        synchronized (names) {
            if (readers.merge(id, -1, Integer::sum) > 0) {
                return;
            }
            readers.remove(id);
            if (!leaving.remove(id)) {
                return;
            }
        }
        delete(path(id));
    }

    /**
     * Removes the files that no record holds and says how many. A file is asked about only after it
     * is known not to be arriving: it was committed before, or never will be.
     */
    int sweep(Predicate<String> isHeld) throws IOException {
        int swept = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(data)) {
            for (Path folder : all) {
                swept += sweep(folder, Optional.empty(), isHeld).removed();
            }
        }
        return swept;
    }

    /** The names of the folders of data, a thousand at most. */
    NavigableSet<String> folders() throws IOException {
        NavigableSet<String> names = new TreeSet<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(data)) {
            all.forEach(each -> names.add(each.getFileName().toString()));
        }
        return names;
    }

    /** What was in a folder: files, and those of them that were removed. */
    record Swept(int seen, int removed) {}

    /** The same as {@link #sweep} in one folder, of what is a day old. */
    Swept sweepOld(String folder, Instant now, Predicate<String> isHeld) throws IOException {
        Instant before = now.minus(ORPHANED_AFTER);
        return sweep(data.resolve(folder), Optional.of(before), isHeld);
    }

    /**
     * @param before only what was written before that goes
     */
    private Swept sweep(Path folder, Optional<Instant> before, Predicate<String> isHeld)
            throws IOException {
        int seen = 0;
        int removed = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String id = file.getFileName().toString();
                seen++;
                if (!isBusy(id)
                        && !isHeld.test(id)
                        && (before.isEmpty() || isOlder(file, before.get()))
                        && delete(file)) {
                    removed++;
                }
            }
        }
        return new Swept(seen, removed);
    }

    private static boolean isOlder(Path file, Instant time) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(time);
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    private boolean isBusy(String id) {
        synchronized (names) {
            return arriving.contains(id) || leaving.contains(id) || doubtful.contains(id);
        }
    }

    /** False for one that can't be removed now: an orphan, which the next start removes. */
    private boolean delete(Path file) {
        try {
            disk.delete(file);
            return true;
        } catch (IOException kept) {
            return false;
        }
    }
}
