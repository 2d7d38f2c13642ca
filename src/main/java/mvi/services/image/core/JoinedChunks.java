package mvi.services.image.core;

import java.io.IOException;
import java.util.OptionalLong;
import mvi.engines.base.ByteSource;

/** The chunks of an upload, one after the other, each opened when the one before has ended. */
final class JoinedChunks implements ByteSource {
    private static final long TO_THE_END = -1;

    private final LayerStore layers;
    private final UploadState upload;
    private ByteSource current = ByteSource.empty();
    private int next;

    JoinedChunks(LayerStore layers, UploadState upload) {
        this.layers = layers;
        this.upload = upload;
    }

    @Override
    public OptionalLong length() {
        return OptionalLong.of(upload.received());
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
        while (true) {
            int read = current.read(into, offset, count);
            if (read >= 0 || next == upload.chunks().size()) {
                return read;
            }
            current.close();
            current = layers.read(upload.chunks().get(next++), 0, TO_THE_END);
        }
    }

    @Override
    public void close() throws IOException {
        current.close();
    }
}
