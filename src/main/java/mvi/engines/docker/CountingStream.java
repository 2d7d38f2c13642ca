package mvi.engines.docker;

import java.io.IOException;
import java.io.OutputStream;

/** Counts what went through, so that the same can be read again without going through twice. */
final class CountingStream extends OutputStream {
    private final OutputStream to;
    private long passed;
    private long skipped;

    CountingStream(OutputStream to) {
        this.to = to;
    }

    /** From now on all comes again from its beginning: what has gone through is dropped. */
    void again() {
        skipped = passed;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        int dropped = (int) Math.min(skipped, count);
        skipped -= dropped;
        to.write(bytes, offset + dropped, count - dropped);
        passed += count - dropped;
    }

    @Override
    public void flush() throws IOException {
        to.flush();
    }
}
