package mvi.engines.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A target of HTTP/2 in clear, by frames: what comes is told, what is said is the test's. */
final class RawStreamsTarget implements AutoCloseable {
    private static final int PREFACE_BYTES = 24;

    private final RawTarget target;

    /** What it does with a frame of a stream. */
    @FunctionalInterface
    interface Heard {
        void frame(RawSocket connection, int type, int flags, int stream) throws IOException;
    }

    /**
     * @param settings id and value, as in their frame (RFC 9113 section 6.5.1)
     */
    RawStreamsTarget(Heard heard, int... settings) throws IOException {
        target =
                RawTarget.scripted(
                        (connection, self) -> {
                            connection.exactly(PREFACE_BYTES);
                            connection.send(
                                    RawStreams.bytes(RawStreams.SETTINGS, 0, 0, own(settings)));
                            serve(connection, heard);
                        });
    }

    private static byte[] own(int... settings) {
        ByteBuffer all = ByteBuffer.allocate(settings.length * 3);
        for (int i = 0; i < settings.length; i += 2) {
            all.putShort((short) settings[i]).putInt(settings[i + 1]);
        }
        return all.array();
    }

    private static void serve(RawSocket connection, Heard heard) throws IOException {
        while (true) {
            ByteBuffer head = ByteBuffer.wrap(connection.exactly(9));
            int lengthAndType = head.getInt();
            int flags = head.get();
            int stream = head.getInt();
            connection.exactly(lengthAndType >>> 8);
            int type = lengthAndType & 0xff;
            if (type == RawStreams.SETTINGS && flags == 0) {
                connection.send(
                        RawStreams.bytes(RawStreams.SETTINGS, RawStreams.ACK, 0, new byte[0]));
            } else if (stream > 0) {
                heard.frame(connection, type, flags, stream);
            }
        }
    }

    static void answer(RawSocket connection, int stream, boolean isLast, String... fields)
            throws IOException {
        connection.send(
                RawStreams.bytes(
                        RawStreams.HEADERS,
                        RawStreams.END_HEADERS | (isLast ? RawStreams.END_STREAM : 0),
                        stream,
                        RawStreams.block(fields)));
    }

    int port() {
        return target.port();
    }

    @Override
    public void close() throws IOException {
        target.close();
    }
}
