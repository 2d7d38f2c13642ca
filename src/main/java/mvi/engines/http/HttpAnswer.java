package mvi.engines.http;

import java.io.Closeable;
import java.io.IOException;
import mvi.engines.base.ByteSource;

/** An answer whose body is read on demand. Closing it before the end drops the connection. */
public record HttpAnswer(int status, Headers headers, ByteSource body) implements Closeable {
    @Override
    public void close() throws IOException {
        body.close();
    }
}
