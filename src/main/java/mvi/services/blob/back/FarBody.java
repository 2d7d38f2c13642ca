package mvi.services.blob.back;

import java.io.EOFException;
import java.io.IOException;
import java.util.OptionalLong;
import mvi.engines.base.ByteSource;
import software.amazon.awssdk.core.ResponseInputStream;

/** An object's content as it comes. Closed early, its connection is given up, not read out. */
final class FarBody implements ByteSource {
    private final ResponseInputStream<?> stream;
    private final long length;
    private long taken;
    private boolean isEnded;

    FarBody(ResponseInputStream<?> stream, long length) {
        this.stream = stream;
        this.length = length;
    }

    @Override
    public OptionalLong length() {
        return OptionalLong.of(length);
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
        int read = stream.read(into, offset, count);
        if (read >= 0) {
            taken += read;
            return read;
        }
        if (taken < length) {
            throw new EOFException("cut after " + taken + " of " + length + " bytes");
        }
        isEnded = true;
        return -1;
    }

    @Override
    public void close() throws IOException {
        if (isEnded) {
            stream.close();
        } else {
            stream.abort();
        }
    }
}
