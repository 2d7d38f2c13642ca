package mvi.services.blob.back;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.security.GeneralSecurityException;
import java.util.OptionalLong;
import java.util.function.Consumer;
import mvi.engines.base.ByteSource;

/**
 * A part of what one sealed file holds, never handed out before its tag was compared. The first
 * segment is opened at once, so that what is damaged there is known before an answer begins.
 */
final class SealedPartBody implements ByteSource {
    private final SeekableByteChannel clear;
    private final long count;
    private final Consumer<IOException> damaged;
    private long taken;

    /**
     * @param count at least one
     * @param damaged told what does not open
     */
    SealedPartBody(
            SeekableByteChannel clear, long offset, long count, Consumer<IOException> damaged)
            throws IOException {
        this.clear = clear;
        this.count = count;
        this.damaged = damaged;
        clear.position(offset);
        read(ByteBuffer.allocate(1));
        clear.position(offset);
    }

    @Override
    public OptionalLong length() {
        return OptionalLong.of(count);
    }

    @Override
    public int read(byte[] into, int at, int wanted) throws IOException {
        if (taken == count) {
            return -1;
        }
        ByteBuffer buffer = ByteBuffer.wrap(into, at, (int) Math.min(wanted, count - taken));
        int read = read(buffer);
        if (read < 0) {
            throw new EOFException("the file ends " + (count - taken) + " bytes early");
        }
        taken += read;
        return read;
    }

    /** Nothing comes of it while a read of the file was short. */
    private int read(ByteBuffer buffer) throws IOException {
        try {
            int read = 0;
            while (read == 0) {
                read = clear.read(buffer);
            }
            return read;
        } catch (IOException failed) {
            if (failed.getCause() instanceof GeneralSecurityException) {
                damaged.accept(failed);
            }
            throw failed;
        }
    }

    @Override
    public void close() throws IOException {
        clear.close();
    }
}
