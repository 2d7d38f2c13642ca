package mvi.engines.base;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;

/**
 * Bytes that are pulled, once, by one reader. A source that was cut throws; it never ends cleanly
 * before its end, so half a body can not be taken for a whole one.
 */
public interface ByteSource extends Closeable {
    /** Of what is read at once. */
    int PART = 8192;

    /** Known before the first read, or empty. */
    OptionalLong length();

    /** At least one byte into {@code into}, or −1 at the clean end. */
    int read(byte[] into, int offset, int count) throws IOException;

    /** Whether a read never waits. */
    default boolean isInMemory() {
        return false;
    }

    @Override
    default void close() throws IOException {}

    static ByteSource empty() {
        return of(new byte[0]);
    }

    static ByteSource of(byte[] bytes) {
        return new MemoryByteSource(bytes);
    }

    /** Of an {@code InputStream} whose end is its own to vouch for. */
    static ByteSource of(InputStream stream, OptionalLong length) {
        return new StreamByteSource(stream, length);
    }

    default InputStream asStream() {
        return new ByteSourceStream(this);
    }

    /** Everything, refusing more than {@code limit} bytes with LIMIT {@code body-too-large}. */
    default byte[] readAll(ByteCount limit) throws IOException {
        int usual = (int) Math.clamp(length().orElse(PART), 1L, PART);
        ByteArrayOutputStream all = new ByteArrayOutputStream(usual);
        byte[] part = new byte[usual];
        for (int count = read(part, 0, part.length);
                count >= 0;
                count = read(part, 0, part.length)) {
            all.write(part, 0, count);
            if (all.size() > limit.bytes()) {
                throw Problem.limit("body-too-large", "the body is larger than " + limit);
            }
        }
        return all.toByteArray();
    }
}
