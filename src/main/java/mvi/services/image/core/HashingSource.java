package mvi.services.image.core;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.OptionalLong;
import mvi.engines.base.ByteSource;
import mvi.services.image.Digest;

/** Counts and hashes what is pulled through it. */
final class HashingSource implements ByteSource {
    private final ByteSource source;
    private final MessageDigest hasher = Digest.hasher();
    private long count;

    HashingSource(ByteSource source) {
        this.source = source;
    }

    long count() {
        return count;
    }

    /** Of all that was read; to be asked once, at the end. */
    Digest digest() {
        return Digest.finished(hasher.digest());
    }

    @Override
    public OptionalLong length() {
        return source.length();
    }

    @Override
    public int read(byte[] into, int offset, int wanted) throws IOException {
        int read = source.read(into, offset, wanted);
        if (read > 0) {
            hasher.update(into, offset, read);
            count += read;
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
