package mvi.engines.base;

import java.io.IOException;
import java.io.InputStream;

/** A source for libraries that want a stream. */
final class ByteSourceStream extends InputStream {
    private final ByteSource source;

    ByteSourceStream(ByteSource source) {
        this.source = source;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
        return count == 0 ? 0 : source.read(into, offset, count);
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
