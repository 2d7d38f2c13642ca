package mvi.services.blob.back;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that is read once, from its beginning to its end, past the page cache (open(2), {@code
 * O_DIRECT}): what the disk has is read, not what memory remembers of it, and what memory keeps for
 * others stays there. Such reads begin at a multiple of the file system's block, and go into memory
 * at one.
 *
 * <p>A file system that can't, as one in memory, is read through the cache: the JDK has no
 * posix_fadvise(2) to take the pages out again. The kernel keeps what was read once apart from what
 * is used again and again, and drops it first.
 */
final class UncachedFile implements Closeable {
    /** Of one read. */
    static final int BLOCK_BYTES = 256 * 1024;

    /** File systems have 512 to 65,536; one that has another is read through the cache. */
    private static final int MOST_ALIGNMENT = 64 * 1024;

    private final Path path;
    private final ByteBuffer buffer;
    private FileChannel file;
    private boolean isDirect;
    private long done;

    private UncachedFile(Path path, ByteBuffer buffer, FileChannel file, boolean isDirect) {
        this.path = path;
        this.buffer = buffer;
        this.file = file;
        this.isDirect = isDirect;
    }

    /**
     * Where files are read to, one at a time.
     *
     * @param mayPassCache whether the file system may be asked to
     */
    record Memory(ByteBuffer buffer, boolean mayPassCache) {
        /** For files in this folder. */
        static Memory of(Path folder) {
            ByteBuffer aligned =
                    ByteBuffer.allocateDirect(BLOCK_BYTES + MOST_ALIGNMENT)
                            .alignedSlice(MOST_ALIGNMENT)
                            .slice(0, BLOCK_BYTES);
            try {
                long block = Files.getFileStore(folder).getBlockSize();
                return new Memory(aligned, block > 0 && MOST_ALIGNMENT % block == 0);
            } catch (IOException | UnsupportedOperationException unknown) {
                return new Memory(aligned, false);
            }
        }
    }

    static UncachedFile open(Path path, Memory memory) throws IOException {
        if (memory.mayPassCache()) {
            try {
                FileChannel direct =
                        FileChannel.open(path, StandardOpenOption.READ, ExtendedOpenOption.DIRECT);
                return new UncachedFile(path, memory.buffer(), direct, true);
            } catch (UnsupportedOperationException refused) {
                return cached(path, memory);
            } catch (FileSystemException refused) {
                if (!isRefusal(refused)) {
                    throw refused;
                }
            }
        }
        return cached(path, memory);
    }

    private static UncachedFile cached(Path path, Memory memory) throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
        return new UncachedFile(path, memory.buffer(), file, false);
    }

    /** EINVAL and EOPNOTSUPP: it is the way that is refused, and nothing is wrong with the file. */
    private static boolean isRefusal(IOException failed) {
        String message = String.valueOf(failed.getMessage());
        return message.contains("Invalid argument") || message.contains("not supported");
    }

    boolean isDirect() {
        return isDirect;
    }

    long size() throws IOException {
        return file.size();
    }

    /** The next bytes, good until the next call; none at the end. */
    ByteBuffer next() throws IOException {
        buffer.clear();
        int count = read();
        buffer.flip();
        if (count > 0) {
            done += count;
        }
        return buffer;
    }

    private int read() throws IOException {
        // A read that ended between two blocks is at the file's end, or goes on as any other file.
        if (isDirect && done % MOST_ALIGNMENT != 0) {
            if (done >= file.size()) {
                return -1;
            }
            toCached();
        }
        try {
            return file.read(buffer, done);
        } catch (IOException failed) {
            if (!isDirect || !isRefusal(failed)) {
                throw failed;
            }
            toCached();
            return file.read(buffer, done);
        }
    }

    private void toCached() throws IOException {
        file.close();
        file = FileChannel.open(path, StandardOpenOption.READ);
        isDirect = false;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
