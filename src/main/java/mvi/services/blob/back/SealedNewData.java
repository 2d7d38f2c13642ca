package mvi.services.blob.back;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import mvi.services.blob.core.Data;
import mvi.services.blob.core.NewData;
import mvi.services.blob.core.Seal;
import org.jspecify.annotations.Nullable;

/** Seals data on its way in, in the same pass; nothing of it is written in clear. */
final class SealedNewData implements NewData {
    private final NewData data;
    private final Seal seal;
    private final String id;
    private @Nullable WritableByteChannel sealing;
    private long length;

    /**
     * @param id that the data will have
     */
    SealedNewData(NewData data, Seal seal, String id) {
        this.data = data;
        this.seal = seal;
        this.id = id;
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        length += count;
        write(ByteBuffer.wrap(bytes, offset, count));
    }

    private void write(ByteBuffer clear) throws IOException {
        WritableByteChannel channel = channel();
        while (clear.hasRemaining()) {
            channel.write(clear);
        }
    }

    private WritableByteChannel channel() throws IOException {
        WritableByteChannel open = sealing;
        if (open == null) {
            open = SealedFormat.sealing(seal, id, new Below(data));
            sealing = open;
        }
        return open;
    }

    @Override
    public Data finish() throws IOException {
        channel().close();
        return switch (data.finish()) {
            case Data.Inline _ -> throw new IllegalStateException("sealed data in a record");
            case Data.Small small -> new Data.Small(small.id(), length);
            case Data.Files files -> {
                Data.Extent one = files.extents().getFirst();
                yield new Data.Files(List.of(new Data.Extent(one.id(), length, one.crc())));
            }
        };
    }

    @Override
    public void keep() {
        data.keep();
    }

    @Override
    public void close() {
        data.close();
    }

    /** What takes the sealed bytes; they come in arrays. */
    private record Below(NewData data) implements WritableByteChannel {
        @Override
        public int write(ByteBuffer bytes) throws IOException {
            int count = bytes.remaining();
            data.write(bytes.array(), bytes.arrayOffset() + bytes.position(), count);
            bytes.position(bytes.limit());
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
