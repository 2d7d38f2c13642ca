package mvi.services.blob.front;

import java.io.IOException;
import java.util.OptionalLong;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Problem;

/**
 * A form's file between the sizes that its policy allows. It throws LIMIT {@code body-too-large}
 * with the first byte above, and INVALID {@code file-too-small} in the place of a clean end, so
 * that neither is ever stored.
 */
final class SizedFile implements ByteSource {
    private final ByteSource file;
    private final long least;
    private final long most;
    private long count;

    SizedFile(ByteSource file, long least, long most) {
        this.file = file;
        this.least = least;
        this.most = most;
    }

    @Override
    public OptionalLong length() {
        return file.length();
    }

    @Override
    public int read(byte[] into, int offset, int wanted) throws IOException {
        int taken = file.read(into, offset, wanted);
        count += Math.max(0, taken);
        if (count > most) {
            throw Problem.limit(
                    "body-too-large", "the form's policy allows a file of " + most + " bytes");
        }
        if (taken < 0 && count < least) {
            throw Problem.invalid(
                    "file-too-small", "the form's policy wants a file of " + least + " bytes");
        }
        return taken;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
