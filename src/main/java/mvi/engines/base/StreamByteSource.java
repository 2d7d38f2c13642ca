package mvi.engines.base;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;

/** A source over a stream; a stream shorter than the length it was announced with is a cut one. */
final class StreamByteSource implements ByteSource {
    private final InputStream stream;
    private final OptionalLong length;
    private long taken;

    StreamByteSource(InputStream stream, OptionalLong length) {
        this.stream = stream;
        this.length = length;
    }

    @Override
    public OptionalLong length() {
        return length;
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
        int read = stream.read(into, offset, count);
        if (read < 0 && length.isPresent() && taken < length.getAsLong()) {
            throw new EOFException("cut after " + taken + " of " + length.getAsLong() + " bytes");
        }
        taken += Math.max(read, 0);
        return read;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
