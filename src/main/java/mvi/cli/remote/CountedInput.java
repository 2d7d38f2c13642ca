package mvi.cli.remote;

import java.io.IOException;
import java.io.InputStream;

/** A body of known length. One that is cut throws. */
final class CountedInput extends InputStream {
    private final InputStream in;
    private long left;

    CountedInput(InputStream in, long left) {
        this.in = in;
        this.left = left;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
        if (left == 0) {
            return -1;
        }
        int some = in.read(into, offset, (int) Math.min(count, left));
        if (some < 0) {
            throw new IOException("the connection ended in the middle of an answer");
        }
        left -= some;
        return some;
    }
}
