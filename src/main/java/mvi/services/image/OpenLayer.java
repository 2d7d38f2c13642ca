package mvi.services.image;

import java.io.Closeable;
import java.io.IOException;
import mvi.engines.base.ByteSource;

/** A layer being read: {@code count} bytes from {@code first} on. */
public record OpenLayer(Layer layer, long first, long count, ByteSource body) implements Closeable {
    @Override
    public void close() throws IOException {
        body.close();
    }
}
