package mvi.services.blob.back;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.OptionalLong;
import mvi.engines.base.FileBody;

/** A part of one file. The open file stays readable after its name is gone. */
final class FilePartBody implements FileBody {
    private final FileChannel file;
    private final long offset;
    private final long count;
    private long taken;

    FilePartBody(FileChannel file, long offset, long count) {
        this.file = file;
        this.offset = offset;
        this.count = count;
    }

    @Override
    public FileChannel file() {
        return file;
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public OptionalLong length() {
        return OptionalLong.of(count);
    }

    @Override
    public int read(byte[] into, int at, int wanted) throws IOException {
        if (taken == count) {
            return -1;
        }
        int most = (int) Math.min(wanted, count - taken);
        int read = file.read(ByteBuffer.wrap(into, at, most), offset + taken);
        if (read < 0) {
            throw new EOFException("the file ends " + (count - taken) + " bytes early");
        }
        taken += read;
        return read;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
