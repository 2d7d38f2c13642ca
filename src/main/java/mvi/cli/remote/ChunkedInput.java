package mvi.cli.remote;

import java.io.IOException;
import java.io.InputStream;

/** A chunked body (RFC 9112, section 7.1). One that is cut throws. */
final class ChunkedInput extends InputStream {
    private final InputStream in;
    private long left;
    private boolean isFirst = true;
    private boolean isEnded;

    ChunkedInput(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        if (left == 0 && !isEnded) {
            nextChunk();
        }
        if (isEnded) {
            return -1;
        }
        int some = in.read(into, offset, (int) Math.min(count, left));
        if (some < 0) {
            throw new IOException("the connection ended in the middle of an answer");
        }
        left -= some;
        return some;
    }

    private void nextChunk() throws IOException {
        if (!isFirst && !Wire.line(in).isEmpty()) {
            throw new IOException("the answer has a bad chunk");
        }
        isFirst = false;
        String size = Wire.line(in).replaceAll(";.*", "").strip();
        if (!size.matches("[0-9a-fA-F]{1,15}")) {
            throw new IOException("the answer has a bad chunk");
        }
        left = Long.parseLong(size, 16);
        if (left == 0) {
            isEnded = true;
            while (!Wire.line(in).isEmpty()) {
                continue;
            }
        }
    }
}
