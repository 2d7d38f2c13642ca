package mvi.services.database.back;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mvi.engines.base.Clock;
import mvi.engines.base.Problem;
import mvi.services.database.core.ArchivePlan;
import mvi.services.database.core.InstancePaths;
import mvi.services.database.core.Lsn;
import mvi.services.database.core.WalFile;
import mvi.services.database.core.WalPiece;

/**
 * Gives a recovering instance the files of its log as it asks for them, so that no more of the
 * archive is fetched than it needs. It asks by files in a folder, since it can reach nothing else.
 */
final class WalServer implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(10);

    private final String source;
    private final InstancePaths paths;
    private final DatabaseArchive archive;
    private final Clock clock;
    private final Thread thread = Thread.ofVirtual().name("wal-server").unstarted(this::run);
    private volatile boolean isClosed;
    private volatile Optional<Problem> failure = Optional.empty();
    private volatile Optional<WalFile> exhausted = Optional.empty();

    /**
     * @param source the instance whose log it is
     * @param paths of the one that recovers
     */
    WalServer(String source, InstancePaths paths, DatabaseArchive archive, Clock clock) {
        this.source = source;
        this.paths = paths;
        this.archive = archive;
        this.clock = clock;
    }

    void start() {
        thread.start();
    }

    /** Why it can't go on. */
    Optional<Problem> failure() {
        return failure;
    }

    /** The first file that it was asked for in vain: the log ends before it. */
    Optional<WalFile> exhausted() {
        return exhausted;
    }

    @Override
    public void close() {
        isClosed = true;
        thread.interrupt();
    }

    private void run() {
        try {
            while (!isClosed) {
                serve();
                clock.sleep(POLL);
            }
        } catch (Problem failed) {
            failure = Optional.of(failed);
        } catch (IOException | UncheckedIOException failed) {
            failure =
                    Optional.of(
                            Problem.unavailable(
                                    "restore-failed", "can't write the log to restore", failed));
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve() throws IOException {
        Set<String> wanted = names(paths.wanted());
        for (String each : names(paths.had())) {
            if (!wanted.contains(each)) {
                Files.deleteIfExists(paths.had().resolve(each));
            }
        }
        for (String each : wanted) {
            if (!Files.exists(paths.had().resolve(each))
                    && !Files.exists(paths.missing().resolve(each))) {
                give(each);
            }
        }
    }

    private void give(String name) throws IOException {
        Optional<WalFile> file = WalFile.parse(name);
        List<WalPiece> pieces = file.map(this::pieces).orElse(List.of());
        if (pieces.isEmpty()) {
            if (exhausted.isEmpty()) {
                exhausted = file;
            }
            // Names are PostgreSQL's own, but come from a folder that is not ours alone.
            Files.createFile(paths.missing().resolve(Path.of(name).getFileName()));
            return;
        }
        Path next = paths.restore().resolve("next");
        Files.deleteIfExists(next);
        try (FileChannel out =
                FileChannel.open(next, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (WalPiece each : pieces) {
                ByteBuffer log = ByteBuffer.wrap(archive.read(source, each));
                long place = each.start().minus(file.get().start());
                while (log.hasRemaining()) {
                    place += out.write(log, place);
                }
            }
            // A segment that the log ends in is filled with zeros, where recovery stops.
            if (out.size() < Lsn.SEGMENT) {
                out.write(ByteBuffer.wrap(new byte[1]), Lsn.SEGMENT - 1);
            }
        }
        Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(next, paths.had().resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private List<WalPiece> pieces(WalFile file) {
        return ArchivePlan.chain(
                archive.segment(source, file.timeline(), file.start()), file.start());
    }

    private static Set<String> names(Path folder) throws IOException {
        Set<String> names = new HashSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            files.forEach(each -> names.add(each.getFileName().toString()));
        }
        return names;
    }
}
