package mvi.services.blob.back;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import mvi.engines.base.ByteSource;
import org.jspecify.annotations.Nullable;

/** Parts of files, one after the other, one open at a time; all are pinned until it is closed. */
final class JoinedBody implements ByteSource {
    /** From a byte of a file, so many. */
    record Slice(String id, long offset, long count) {}

    private final DataFiles files;
    private final List<Slice> slices;
    private final AtomicBoolean isClosed = new AtomicBoolean();
    private int next;
    private @Nullable FilePartBody current;

    JoinedBody(DataFiles files, List<Slice> slices) {
        this.files = files;
        this.slices = new ArrayList<>(slices);
        slices.forEach(each -> files.pin(each.id()));
    }

    @Override
    public OptionalLong length() {
        return OptionalLong.of(slices.stream().mapToLong(Slice::count).sum());
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
        while (true) {
            FilePartBody part = current;
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
            current = open(files, slice);
        }
    }

    static FilePartBody open(DataFiles files, Slice slice) throws IOException {
        FileChannel channel = FileChannel.open(files.path(slice.id()), StandardOpenOption.READ);
        return new FilePartBody(channel, slice.offset(), slice.count());
    }

    @Override
    public void close() throws IOException {
        if (!isClosed.compareAndSet(false, true)) {
            return;
        }
        slices.forEach(each -> files.unpin(each.id()));
        FilePartBody part = current;
        if (part != null) {
            part.close();
        }
    }
}
