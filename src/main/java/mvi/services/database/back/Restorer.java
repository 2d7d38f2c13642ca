package mvi.services.database.back;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import mvi.engines.base.Clock;
import mvi.engines.base.FolderTree;
import mvi.engines.base.Problem;
import mvi.services.container.Container;
import mvi.services.database.DatabaseRecord;
import mvi.services.database.core.BaseBackup;
import mvi.services.database.core.InstancePaths;
import mvi.services.database.core.PostgresInstance;
import mvi.services.database.core.Recovery;
import mvi.services.database.core.WalFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Makes an instance of what the archive has: a backup's files, and the log that follows them. */
final class Restorer {
    /** Without a step forward. */
    private static final Duration STALLED = Duration.ofMinutes(10);

    private static final long SYNC_MINUTES = 30;

    private final Instances instances;
    private final DatabaseArchive archive;
    private final Clock clock;

    Restorer(Instances instances, DatabaseArchive archive, Clock clock) {
        this.instances = instances;
        this.archive = archive;
        this.clock = clock;
    }

    /**
     * The running container of an instance that is at that moment. Throws UNAVAILABLE {@code
     * restore-failed}, CONFLICT {@code archive-gap}.
     *
     * @param copy its record, whose folder is made
     * @param source the instance whose archive it is
     * @param target empty for all that the archive has
     */
    Container restore(
            DatabaseRecord copy, String source, BaseBackup base, Optional<Instant> target) {
        InstancePaths paths = instances.paths(copy);
        unpack(source, base, paths);
        FolderTree.delete(paths.restore());
        Container container = instances.run(copy, Recovery.to(target));
        try (WalServer server = new WalServer(source, paths, archive, clock)) {
            server.start();
            Optional<Container> recovered = await(copy, container, server);
            if (recovered.isEmpty() && target.isPresent() && server.exhausted().isPresent()) {
                requireNoGap(source, server.exhausted().get());
                // No commit is later than the target: all of the log is what was asked for.
                container = instances.run(copy, Recovery.to(Optional.empty()));
                recovered = await(copy, container, server);
            }
            return recovered.orElseThrow(() -> failed("PostgreSQL ended while it recovered"));
        }
    }

    /** Empty when it ended. */
    private Optional<Container> await(DatabaseRecord copy, Container container, WalServer server) {
        String last = "";
        long moved = clock.nanos();
        while (true) {
            if (server.failure().isPresent()) {
                throw server.failure().get();
            }
            Instances.Execution said =
                    instances.execute(
                            container, PostgresInstance.administer(), PostgresInstance.progress());
            String now = said.code() == 0 ? said.output().strip() : "";
            if (now.startsWith("false ")) {
                return Optional.of(container);
            }
            if (said.code() != 0 && instances.hasEnded(container)) {
                return Optional.empty();
            }
            if (!now.equals(last)) {
                last = now;
                moved = clock.nanos();
            } else if (clock.nanos() - moved > STALLED.toNanos()) {
                throw failed("it stands still at " + last);
            }
            instances.pause();
        }
    }

    private void requireNoGap(String source, WalFile end) {
        if (!archive.pieces(source, end.timeline(), end.start()).isEmpty()) {
            throw Problem.conflict(
                    "archive-gap",
                    "the archive lacks the log at "
                            + end.start()
                            + ": choose a moment before it was lost, or after the next backup");
        }
    }

    private void unpack(String source, BaseBackup base, InstancePaths paths) {
        Path part = paths.data().resolve("cluster.part");
        try (InputStream files = archive.files(source, base.id());
                TarArchiveInputStream tar = new TarArchiveInputStream(files)) {
            Files.createDirectories(part);
            own(part, true);
            for (TarArchiveEntry each = tar.getNextEntry();
                    each != null;
                    each = tar.getNextEntry()) {
                unpack(tar, each, part);
            }
            sync(part);
            Files.move(part, paths.cluster(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            throw Problem.unavailable(
                    "restore-failed",
                    "can't unpack backup " + base.id() + ": " + failed.getMessage(),
                    failed);
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path root)
            throws IOException {
        Path path = root.resolve(entry.getName()).normalize();
        if (!path.startsWith(root) || entry.isSymbolicLink() || entry.isLink()) {
            throw new IOException("a backup holds " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(path);
        } else {
            try (OutputStream out =
                    new BufferedOutputStream(Files.newOutputStream(path), 1 << 16)) {
                tar.transferTo(out);
            }
        }
        own(path, entry.isDirectory());
    }

    private static void own(Path path, boolean isFolder) throws IOException {
        Files.setPosixFilePermissions(
                path, PosixFilePermissions.fromString(isFolder ? "rwx------" : "rw-------"));
        InstanceFiles.own(path);
    }

    /** Of the whole file system: quicker than a thousand files one by one. */
    private static void sync(Path folder) throws IOException {
        Process sync =
                new ProcessBuilder(List.of("sync", "--file-system", folder.toString()))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            if (!sync.waitFor(SYNC_MINUTES, TimeUnit.MINUTES) || sync.exitValue() != 0) {
                throw new IOException("the disk does not take it");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    private static Problem failed(String why) {
        return Problem.unavailable("restore-failed", "can't restore: " + why, null);
    }
}
