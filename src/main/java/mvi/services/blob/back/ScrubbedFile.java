package mvi.services.blob.back;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;
import mvi.services.blob.core.Data;

/** A file of data on its way through memory, and whether it is what its record says. */
final class ScrubbedFile implements Closeable {
    private final UncachedFile file;
    private final Data.Extent extent;
    private final long wanted;
    private final long size;
    private final CRC32C crc = new CRC32C();
    private long count;
    private boolean isOver;

    private ScrubbedFile(UncachedFile file, Data.Extent extent, long wanted, long size) {
        this.file = file;
        this.extent = extent;
        this.wanted = wanted;
        this.size = size;
        // What the first format wrote has no checksum: it is there and as long as it was.
        this.isOver = extent.crc().isEmpty();
    }

    /**
     * @param wanted how long it is, sealed or not
     */
    static ScrubbedFile open(Path path, Data.Extent extent, long wanted, UncachedFile.Memory memory)
            throws IOException {
        UncachedFile file = UncachedFile.open(path, memory);
        boolean isKept = false;
        try {
            ScrubbedFile opened = new ScrubbedFile(file, extent, wanted, file.size());
            isKept = true;
            return opened;
        } finally {
            if (!isKept) {
                file.close();
            }
        }
    }

    /** What is wrong without reading it. */
    Optional<String> wrongBefore() {
        return size == wanted ? Optional.empty() : Optional.of(otherLength(size, wanted));
    }

    static String otherLength(long found, long wanted) {
        return "it has " + found + " bytes, not the " + wanted + " that were stored";
    }

    /** How many bytes. */
    long readBlock() throws IOException {
        if (isOver) {
            return 0;
        }
        ByteBuffer block = file.next();
        int read = block.remaining();
        if (read == 0) {
            isOver = true;
        }
        crc.update(block);
        count += read;
        return read;
    }

    boolean isOver() {
        return isOver;
    }

    /** Bytes that were read. */
    long count() {
        return count;
    }

    /** What is wrong once all of it is read. */
    Optional<String> wrongAfter() {
        if (extent.crc().isEmpty()) {
            return Optional.empty();
        }
        boolean isRight = (int) crc.getValue() == extent.crc().getAsInt() && count == size;
        return isRight ? Optional.empty() : Optional.of("its bytes are not those that were stored");
    }

    static String explained(IOException failed) {
        return failed instanceof NoSuchFileException
                ? "its file is gone"
                : "the disk does not give it: " + failed.getMessage();
    }

    /** It was only read: nothing can be lost. */
    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException unclosed) {
            isOver = true;
        }
    }
}
