package mvi.engines.docker;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;

/**
 * The engine's raw streams: an HTTP/1.1 request that upgrades to {@code tcp}, after which the
 * connection carries input one way and multiplexed output the other (Docker Engine API, "Attach to
 * a container", stream format: one byte of stream, three of nothing, four of length, then the
 * bytes).
 *
 * <p>Spoken here and not by the library, because the library never half-closes a Unix socket: a
 * command that reads its input to the end would wait for ever.
 */
final class Hijack {
    private static final int HEAD_BYTES = 16_384;
    private static final int STDERR = 2;
    private static final int SWITCHING = 101;
    private static final int OK = 200;

    private final Path socket;

    Hijack(Path socket) {
        this.socket = socket;
    }

    /** Returns when the other side has ended its output. */
    void run(String attempted, String path, String json, EngineStreams.Ends ends)
            throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            // Written through the channel and read through a stream: two streams of one channel
            // would
            // wait for each other.
            OutputStream up = Channels.newOutputStream(channel);
            up.write(request(path, json).getBytes(StandardCharsets.UTF_8));
            var down =
                    new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel)));
            check(attempted, down);
            Thread input =
                    Thread.ofVirtual().name("engine-input").start(() -> feed(ends, channel, up));
            try {
                copy(down, ends);
            } finally {
                input.interrupt();
            }
        }
    }

    private static String request(String path, String json) {
        return "POST "
                + path
                + " HTTP/1.1\r\nHost: engine\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n"
                + "Content-Type: application/json\r\nContent-Length: "
                + json.length()
                + "\r\n\r\n"
                + json;
    }

    private static void check(String attempted, DataInputStream down) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            if (head.length() > HEAD_BYTES) {
                throw new IOException("the engine's answer has no end");
            }
            head.append((char) down.readUnsignedByte());
        }
        int status = Integer.parseInt(head.substring(9, 12));
        if (status == SWITCHING || status == OK) {
            return;
        }
        String lower = head.toString().toLowerCase(Locale.ROOT);
        int at = lower.indexOf("content-length:");
        int length =
                at < 0 ? 0 : Integer.parseInt(lower.substring(at + 15).split("\r\n", 2)[0].strip());
        String body =
                new String(down.readNBytes(Math.min(length, HEAD_BYTES)), StandardCharsets.UTF_8);
        Kind kind = status == 404 ? Kind.MISSING : status == 409 ? Kind.CONFLICT : Kind.INVALID;
        throw new Problem(
                "container-failed",
                kind,
                "The container engine could not " + attempted + ": " + EngineWords.of(body),
                "",
                null);
    }

    private static void feed(EngineStreams.Ends ends, SocketChannel channel, OutputStream up) {
        try {
            InputStream in = ends.in();
            if (in != null) {
                in.transferTo(up);
            }
            channel.shutdownOutput();
        } catch (IOException ended) {
            // The command ended before its input did.
        }
    }

    private static void copy(DataInputStream down, EngineStreams.Ends ends) throws IOException {
        byte[] part = new byte[8192];
        while (true) {
            int stream = down.read();
            if (stream < 0) {
                return;
            }
            down.skipNBytes(3);
            long left = down.readInt() & 0xffffffffL;
            OutputStream end = stream == STDERR ? ends.err() : ends.out();
            while (left > 0) {
                int read = down.read(part, 0, (int) Math.min(part.length, left));
                if (read < 0) {
                    throw new EOFException("the engine cut a stream");
                }
                end.write(part, 0, read);
                left -= read;
            }
            end.flush();
        }
    }
}
