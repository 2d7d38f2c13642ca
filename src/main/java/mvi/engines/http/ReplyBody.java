package mvi.engines.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import mvi.engines.base.ByteSource;

/** The five forms of a reply's body. */
public sealed interface ReplyBody {
    /** No body. A reply to HEAD may carry a Content-Length of its own. */
    record Empty() implements ReplyBody {}

    /** Bytes in memory; Content-Length is set from them. */
    record Bytes(byte[] bytes) implements ReplyBody {}

    /**
     * Pulled while the client takes it; chunked when its length is unknown; cut on failure, never
     * ended cleanly.
     */
    record Source(ByteSource source) implements ReplyBody {}

    /**
     * A part of a file, sent without a copy where TLS is not in the way. The server closes the
     * channel.
     */
    record FilePart(FileChannel file, long offset, long count) implements ReplyBody {}

    /**
     * Written by the handler's own thread as things happen; each flush reaches the client. A gone
     * client throws.
     */
    record Live(Writer writer) implements ReplyBody {}

    /** Writes a live body; returning ends it cleanly, throwing cuts it. */
    @FunctionalInterface
    interface Writer {
        void write(OutputStream out) throws IOException, InterruptedException;
    }
}
