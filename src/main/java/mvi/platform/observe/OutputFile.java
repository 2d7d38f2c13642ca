package mvi.platform.observe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The engine's file of one container's output, held open, so that what stood in it is still read to
 * its end after the engine has put a new file in its place.
 */
final class OutputFile implements AutoCloseable {
    private final FileChannel channel;
    private final long inode;
    private long offset;

    private OutputFile(FileChannel channel, long inode, long offset) {
        this.channel = channel;
        this.inode = inode;
        this.offset = offset;
    }

    /**
     * At the saved offset if the file is still the one that it belongs to, else at the beginning.
     */
    static OutputFile open(Path path, long savedInode, long savedOffset) throws IOException {
        FileChannel channel = FileChannel.open(path);
        long inode = inode(path);
        return new OutputFile(channel, inode, inode == savedInode ? savedOffset : 0);
    }

    long inode() {
        return inode;
    }

    long offset() {
        return offset;
    }

    void advance(long bytes) {
        offset += bytes;
    }

    boolean hasMore() throws IOException {
        return channel.size() > offset;
    }

    /**
     * Whether the path names another file by now, or this one was cut shorter than what was read of
     * it.
     */
    boolean isReplaced(Path path) throws IOException {
        try {
            return inode(path) != inode || channel.size() < offset;
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    /** Bytes read at the offset, without moving it. */
    int read(byte[] into) throws IOException {
        return Math.max(0, channel.read(ByteBuffer.wrap(into), offset));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static long inode(Path path) throws IOException {
        return ((Number) Files.getAttribute(path, "unix:ino")).longValue();
    }
}
