package mvi.engines.wire;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.OptionalLong;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Problem;

/**
 * Passes a body on and checks its SHA-256 at the end: instead of the clean end it throws INVALID
 * {@code content-sha256-mismatch}, so that what reads it never takes a changed body for a whole
 * one.
 */
public final class HashingSource implements ByteSource {
    private final ByteSource source;
    private final String expected;
    private final MessageDigest digest = SigV4.digest();

    /** {@code sha256} in lower-case hex. */
    public HashingSource(ByteSource source, String sha256) {
        this.source = source;
        this.expected = sha256;
    }

    @Override
    public OptionalLong length() {
        return source.length();
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
        int read = source.read(into, offset, count);
        if (read >= 0) {
            digest.update(into, offset, read);
        } else if (!HexFormat.of().formatHex(digest.digest()).equals(expected)) {
            throw Problem.invalid(
                    "content-sha256-mismatch",
                    "the body is not the one that x-amz-content-sha256 names");
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
