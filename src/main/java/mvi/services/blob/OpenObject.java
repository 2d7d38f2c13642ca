package mvi.services.blob;

import java.io.Closeable;
import java.io.IOException;
import mvi.engines.base.ByteSource;

/**
 * An object being read: {@code body} is the range that was asked for, {@code offset} where it
 * starts.
 */
public record OpenObject(StoredObject object, long offset, ByteSource body) implements Closeable {
    @Override
    public void close() throws IOException {
        body.close();
    }
}
