package mvi.services.blob.back;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import mvi.engines.base.ByteSource;
import mvi.services.blob.back.Slices.Slice;
import mvi.services.blob.core.Seal;
import org.jspecify.annotations.Nullable;

/** Parts of files, one after the other, one open at a time. */
final class JoinedBody implements ByteSource {
    private final Slices files;
    private final List<Slice> slices;
    private final Optional<Seal> seal;
    private final Runnable unpin;
    private final AtomicBoolean isClosed = new AtomicBoolean();
    private int next;
    private @Nullable ByteSource current;

    /**
     * @param unpin lets go of the files, which are all pinned until it is closed
     */
    JoinedBody(Slices files, List<Slice> slices, Optional<Seal> seal, Runnable unpin) {
        this.files = files;
        this.slices = List.copyOf(slices);
        this.seal = seal;
        this.unpin = unpin;
    }

    @Override
    public OptionalLong length() {
        return OptionalLong.of(slices.stream().mapToLong(Slice::count).sum());
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
        while (true) {
            ByteSource part = current;
            if (part != null) {
                int read = part.read(into, offset, count);
                if (read >= 0) {
                    return read;
                }
                part.close();
                current = null;
            }
            if (next == slices.size()) {
                return -1;
            }
            Slice slice = slices.get(next++);
            current = files.body(files.open(slice), slice, seal);
        }
    }

    @Override
    public void close() throws IOException {
        if (!isClosed.compareAndSet(false, true)) {
            return;
        }
        unpin.run();
        ByteSource part = current;
        if (part != null) {
            part.close();
        }
    }
}
