package mvi.engines.proxy;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * A client of HTTP/2 in clear, by frames (RFC 9113 section 4): it can be as rude as a test needs.
 */
final class RawStreams implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RESET = 3;
    static final int SETTINGS = 4;
    static final int PUSH = 5;
    static final int PING = 6;
    static final int GO_AWAY = 7;
    static final int WINDOW = 8;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;

    static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    private final RawSocket socket;
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
    private final Map<Integer, ArrayDeque<Frame>> early = new HashMap<>();
    private final Map<Integer, Long> settings = new HashMap<>();

    /** A frame; of HEADERS the fields are decoded, in the order in which they came. */
    record Frame(int type, int flags, int stream, byte[] payload, Map<String, String> fields) {
        boolean endsStream() {
            return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
        }

        String text() {
            return new String(payload, StandardCharsets.ISO_8859_1);
        }

        /** The error of RST_STREAM or GOAWAY. */
        int code() {
            return ByteBuffer.wrap(payload).getInt(type == GO_AWAY ? 4 : 0);
        }
    }

    record Response(Map<String, String> head, String body, Map<String, String> trailers) {
        int status() {
            return Integer.parseInt(head.getOrDefault(":status", "0"));
        }
    }

    private RawStreams(RawSocket socket) {
        this.socket = socket;
    }

    /** Nothing is sent yet. */
    static RawStreams silent(int port) throws IOException {
        return new RawStreams(RawSocket.dial(port));
    }

    /** Both sides have said what they want of each other. */
    static RawStreams dial(int port) throws IOException {
        return over(RawSocket.dial(port));
    }

    /** As {@link #dial}, on a connection that is there. */
    static RawStreams over(RawSocket socket) throws IOException {
        RawStreams streams = new RawStreams(socket);
        streams.socket.send(PREFACE);
        streams.send(SETTINGS, 0, 0, new byte[0]);
        Frame first = streams.frame();
        if (first.type != SETTINGS) {
            throw new IOException("a server begins with SETTINGS, not " + first);
        }
        return streams;
    }

    RawSocket socket() {
        return socket;
    }

    long setting(int id) {
        return settings.getOrDefault(id, -1L);
    }

    RawStreams send(int type, int flags, int stream, byte[] payload) throws IOException {
        socket.send(bytes(type, flags, stream, payload));
        return this;
    }

    static byte[] bytes(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .putInt(payload.length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** Name, value, name, value … as literals that nobody indexes (RFC 7541 section 6.2.2). */
    static byte[] block(String... fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i += 2) {
            out.write(0);
            string(out, fields[i]);
            string(out, fields[i + 1]);
        }
        return out.toByteArray();
    }

    private static void string(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length < 127) {
            out.write(bytes.length);
        } else {
            out.write(127);
            int rest = bytes.length - 127;
            while (rest >= 128) {
                out.write(rest & 127 | 128);
                rest >>= 7;
            }
            out.write(rest);
        }
        out.writeBytes(bytes);
    }

    /** A head as browsers send it, with these fields besides. */
    RawStreams head(int stream, String method, String path, boolean isLast, String... more)
            throws IOException {
        String[] fields = new String[8 + more.length];
        System.arraycopy(
                new String[] {
                    ":method", method, ":scheme", "https", ":authority", "app.test", ":path", path
                },
                0,
                fields,
                0,
                8);
        System.arraycopy(more, 0, fields, 8, more.length);
        return headers(stream, isLast, fields);
    }

    RawStreams headers(int stream, boolean isLast, String... fields) throws IOException {
        return send(HEADERS, END_HEADERS | (isLast ? END_STREAM : 0), stream, block(fields));
    }

    RawStreams data(int stream, String text, boolean isLast) throws IOException {
        return send(
                DATA, isLast ? END_STREAM : 0, stream, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawStreams reset(int stream, int code) throws IOException {
        return send(RESET, 0, stream, ByteBuffer.allocate(4).putInt(code).array());
    }

    RawStreams window(int stream, int more) throws IOException {
        return send(WINDOW, 0, stream, ByteBuffer.allocate(4).putInt(more).array());
    }

    RawStreams ping(long word, boolean isAck) throws IOException {
        return send(PING, isAck ? ACK : 0, 0, ByteBuffer.allocate(8).putLong(word).array());
    }

    /** The connection's next frame, whatever it is; SETTINGS are acknowledged. */
    Frame frame() throws IOException {
        ByteBuffer head = ByteBuffer.wrap(socket.exactly(9));
        int length = (head.get() & 0xff) << 16 | (head.get() & 0xff) << 8 | head.get() & 0xff;
        int type = head.get();
        int flags = head.get();
        int stream = head.getInt();
        byte[] payload = socket.exactly(length);
        if (type == SETTINGS && (flags & ACK) == 0) {
            ByteBuffer all = ByteBuffer.wrap(payload);
            while (all.hasRemaining()) {
                settings.put((int) all.getShort(), all.getInt() & 0xffffffffL);
            }
            send(SETTINGS, ACK, 0, new byte[0]);
        }
        Map<String, String> fields = new HashMap<>();
        if (type == HEADERS) {
            try {
                Http2Headers block = decoder.decodeHeaders(stream, Unpooled.wrappedBuffer(payload));
                block.forEach(
                        each ->
                                fields.merge(
                                        each.getKey().toString(),
                                        each.getValue().toString(),
                                        (a, b) -> a + ", " + b));
            } catch (Http2Exception wrong) {
                throw new IOException(wrong);
            }
        }
        return new Frame(type, flags, stream, payload, fields);
    }

    /** The next of DATA, HEADERS and RST_STREAM of this stream, or the connection's GOAWAY. */
    Frame next(int stream) throws IOException {
        ArrayDeque<Frame> waiting = early.get(stream);
        if (waiting != null && !waiting.isEmpty()) {
            return waiting.poll();
        }
        while (true) {
            Frame frame = frame();
            if (frame.type == GO_AWAY) {
                return frame;
            }
            if (frame.type == DATA || frame.type == HEADERS || frame.type == RESET) {
                if (frame.stream == stream) {
                    return frame;
                }
                early.computeIfAbsent(frame.stream, id -> new ArrayDeque<>()).add(frame);
            }
        }
    }

    /** A whole response after those of 1xx; EOFException when it is broken off. */
    Response response(int stream) throws IOException {
        Frame head = next(stream);
        while (head.type == HEADERS && head.fields.getOrDefault(":status", "").startsWith("1")) {
            head = next(stream);
        }
        if (head.type != HEADERS) {
            throw new EOFException("no response but " + head + " of code " + head.code());
        }
        StringBuilder body = new StringBuilder();
        Frame last = head;
        while (!last.endsStream()) {
            last = next(stream);
            if (last.type == DATA) {
                body.append(last.text());
            } else if (last.type != HEADERS) {
                throw new EOFException("cut by " + last.type + " of code " + last.code());
            }
        }
        boolean hasTrailers = last.type == HEADERS && last != head;
        return new Response(head.fields, body.toString(), hasTrailers ? last.fields : Map.of());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
