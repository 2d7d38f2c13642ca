package mvi.services.blob.core;

import java.io.Closeable;
import java.io.IOException;

/**
 * Data being written, invisible. Closing it without {@link #keep} lets the store take it away
 * again.
 */
public interface NewData extends Closeable {
    void write(byte[] bytes, int offset, int count) throws IOException;

    /** Returns when all of it is durable. */
    Data finish() throws IOException;

    /** A committed record holds it now. */
    void keep();

    @Override
    void close();
}
