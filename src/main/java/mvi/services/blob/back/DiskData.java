package mvi.services.blob.back;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.zip.CRC32C;
import mvi.engines.base.ByteCount;
import mvi.services.blob.core.Data;
import mvi.services.blob.core.NewData;
import org.jspecify.annotations.Nullable;

/**
 * Data on its way in: in memory while it may become a record, else in a temporary file that is
 * synced, renamed, and its folder synced, in this order, before it is finished.
 */
final class DiskData implements NewData {
    private static final long SPACE_CHECK_BYTES = ByteCount.mib(32).bytes();

    /** Enough that a sync is worth its own cost. */
    static final long SYNC_AHEAD_BYTES = ByteCount.mib(8).bytes();

    private final DataFiles files;
    private final String id;
    private final long smallLimit;
    private final ByteArrayOutputStream small = new ByteArrayOutputStream();
    private final CRC32C crc = new CRC32C();
    private @Nullable FileChannel file;
    private long length;
    private long unchecked;
    private long unsynced;
    private CompletableFuture<Boolean> ahead = CompletableFuture.completedFuture(true);
    private boolean isKept;

    /**
     * @param smallLimit −1 for never
     */
    DiskData(DataFiles files, String id, long smallLimit) {
        this.files = files;
        this.id = id;
        this.smallLimit = smallLimit;
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        length += count;
        if (file == null && length <= smallLimit) {
            small.write(bytes, offset, count);
            return;
        }
        toFile(bytes, offset, count);
    }

    private void toFile(byte[] bytes, int offset, int count) throws IOException {
        unchecked += count;
        if (unchecked >= SPACE_CHECK_BYTES) {
            files.requireSpace(unchecked);
            unchecked = 0;
        }
        try {
            FileChannel open = channel();
            files.disk().write(open, bytes, offset, count);
            crc.update(bytes, offset, count);
            unsynced += count;
            if (unsynced >= SYNC_AHEAD_BYTES && ahead.isDone()) {
                awaitAhead();
                syncAhead(open);
            }
        } catch (IOException failed) {
            throw explained(failed);
        }
    }

    /** The disk works on what is written while the rest is still coming in. */
    private void syncAhead(FileChannel open) {
        unsynced = 0;
        ahead =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                files.disk().sync(open);
                                return true;
                            } catch (IOException failed) {
                                throw new UncheckedIOException(failed);
                            }
                        },
                        Thread::startVirtualThread);
    }

    /** A failure is told once by the system, to whoever asks first: it must not be lost here. */
    private void awaitAhead() throws IOException {
        try {
            boolean _ = ahead.join();
        } catch (CompletionException failed) {
            IOException cause =
                    failed.getCause() instanceof UncheckedIOException told
                                    && told.getCause() instanceof IOException disk
                            ? disk
                            : new IOException(failed);
            IOException broken = explained(cause);
            files.stop();
            throw broken;
        }
    }

    private FileChannel channel() throws IOException {
        FileChannel open = file;
        if (open == null) {
            open = files.disk().create(files.temporary(id));
            file = open;
            byte[] before = small.toByteArray();
            files.disk().write(open, before, 0, before.length);
            crc.update(before, 0, before.length);
        }
        return open;
    }

    /** A full disk is told apart from a broken one by what is left on it. */
    private IOException explained(IOException failed) {
        String message = String.valueOf(failed.getMessage());
        if (message.contains("No space left") || message.contains("Disk quota exceeded")) {
            throw files.full(failed);
        }
        return failed;
    }

    @Override
    public Data finish() throws IOException {
        files.requireRunning();
        if (file == null && length <= smallLimit) {
            files.arrive(id, small.toByteArray());
            return new Data.Small(id, length);
        }
        try (FileChannel open = channel()) {
            awaitAhead();
            files.disk().sync(open);
        } catch (IOException failed) {
            // A disk that is full only now lost this file alone, which nobody was told of.
            IOException broken = explained(failed);
            files.stop();
            throw broken;
        }
        files.arrive(id);
        return new Data.Files(
                List.of(new Data.Extent(id, length, OptionalInt.of((int) crc.getValue()))));
    }

    @Override
    public void keep() {
        isKept = true;
    }

    @Override
    public void close() {
        FileChannel open = file;
        if (open == null) {
            files.leave(id);
            return;
        }
        // Nobody was told that what is closed early is stored: how its sync ended is no matter.
        boolean _ = ahead.exceptionally(_ -> false).join();
        try {
            open.close();
        } catch (IOException unclosed) {
            files.stop();
        }
        if (isKept) {
            files.settle(id);
        } else {
            files.giveUp(id);
        }
    }
}
