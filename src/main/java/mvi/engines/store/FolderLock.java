package mvi.engines.store;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import mvi.engines.base.Problem;
import org.jspecify.annotations.Nullable;

/**
 * One owner per folder, by a lock on its file {@code owner.lock}; the kernel takes it away with the
 * process. Throws CONFLICT {@code folder-in-use} when another holds it.
 */
public final class FolderLock implements AutoCloseable {
    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    public static FolderLock acquire(Path folder) {
        try {
            Files.createDirectories(folder);
            FileChannel channel = FileChannel.open(folder.resolve("owner.lock"), CREATE, WRITE);
            boolean isLocked = false;
            try {
                isLocked = tryLock(channel) != null;
            } finally {
                if (!isLocked) {
                    channel.close();
                }
            }
            if (!isLocked) {
                throw Problem.conflict(
                        "folder-in-use",
                        folder + " is in use by another process: is mvi running already?");
            }
            return new FolderLock(channel);
        } catch (IOException e) {
            throw Problem.unavailable("file-failed", "could not lock " + folder, e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
