package mvi.services.blob.back;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Events;
import mvi.services.blob.core.Data;
import mvi.services.blob.core.Seal;

/** Parts of files, each to be read as it was written, sealed or not. */
record Slices(DataFiles files, Events events) {
    /**
     * From a byte of what a file holds, so many.
     *
     * @param length of all that it holds
     */
    record Slice(String id, long length, long offset, long count) {}

    static List<Slice> of(Data.Files data, long offset, long count) {
        List<Slice> slices = new ArrayList<>();
        long skip = offset;
        long left = count;
        for (Data.Extent each : data.extents()) {
            if (left == 0) {
                break;
            }
            if (skip >= each.length()) {
                skip -= each.length();
                continue;
            }
            long taken = Math.min(left, each.length() - skip);
            slices.add(new Slice(each.id(), each.length(), skip, taken));
            skip = 0;
            left -= taken;
        }
        return slices;
    }

    FileChannel open(Slice slice) throws IOException {
        return FileChannel.open(files.path(slice.id()), StandardOpenOption.READ);
    }

    /** Closes the file when it is closed, or fails. */
    ByteSource body(FileChannel file, Slice slice, Optional<Seal> seal) throws IOException {
        if (seal.isEmpty()) {
            return new FilePartBody(file, slice.offset(), slice.count());
        }
        boolean isOpen = false;
        try {
            SeekableByteChannel clear = SealedFormat.opening(seal.get(), slice.id(), file);
            if (clear.size() != slice.length()) {
                IOException cut =
                        new IOException(
                                "file "
                                        + slice.id()
                                        + " holds "
                                        + clear.size()
                                        + " sealed bytes instead of "
                                        + slice.length());
                tell(slice.id(), cut);
                throw cut;
            }
            SealedPartBody body =
                    new SealedPartBody(
                            clear,
                            slice.offset(),
                            slice.count(),
                            failed -> tell(slice.id(), failed));
            isOpen = true;
            return body;
        } finally {
            if (!isOpen) {
                file.close();
            }
        }
    }

    /** Who hears of it restores the object from where it is whole. */
    void tell(String id, IOException damaged) {
        events.warn("blob.damaged", "data", id, "why", damaged);
    }
}
