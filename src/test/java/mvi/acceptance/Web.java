package mvi.acceptance;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/**
 * One HTTP/1.1 connection that repeats nothing: the JDK's clients ask again in silence when a
 * connection breaks, and would hide what these tests look for.
 */
public final class Web implements Closeable {
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);
    private static final int MAXIMUM_LINE = 16_384;

    private final Socket socket = new Socket();
    private final InputStream in;
    private final OutputStream out;
    private boolean isOver;

    /** What came back. */
    public record Answer(int status, String body) {}

    private Web(int port, Duration limit) throws IOException {
        socket.connect(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                (int) CONNECT_WITHIN.toMillis());
        socket.setSoTimeout((int) limit.toMillis());
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    public static Web open(int port, Duration limit) throws IOException {
        return new Web(port, limit);
    }

    /** One question on a connection of its own. */
    static Answer get(int port, String host, String path, Duration limit) throws IOException {
        try (Web web = open(port, limit)) {
            return web.get(host, path, false);
        }
    }

    /** Asks for what must happen once: no proxy may repeat it. It has no body. */
    static Answer post(int port, String host, String path, Duration limit) throws IOException {
        try (Web web = open(port, limit)) {
            return web.exchange(
                    "POST %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
                            .formatted(path, host));
        }
    }

    /** Whether the other side said that it will close. */
    public boolean isOver() {
        return isOver;
    }

    public Answer get(String host, String path, boolean isKept) throws IOException {
        return exchange(
                "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: %s\r\n\r\n"
                        .formatted(path, host, isKept ? "keep-alive" : "close"));
    }

    private Answer exchange(String head) throws IOException {
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.flush();
        String status = line();
        int length = -1;
        boolean isChunked = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            String value = lower.substring(lower.indexOf(':') + 1).strip();
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(value);
            } else if (lower.startsWith("transfer-encoding:")) {
                isChunked = value.contains("chunked");
            } else if (lower.startsWith("connection:")) {
                isOver |= value.contains("close");
            }
        }
        byte[] body = isChunked ? chunks() : length >= 0 ? exactly(length) : in.readAllBytes();
        return new Answer(
                Integer.parseInt(status.split(" ")[1]), new String(body, StandardCharsets.UTF_8));
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (true) {
            int size = Integer.parseInt(line().split(";")[0].strip(), 16);
            all.write(exactly(size));
            if (size == 0) {
                while (!line().isEmpty()) {
                    continue;
                }
                return all.toByteArray();
            }
            line();
        }
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("cut after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.length() < MAXIMUM_LINE) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("cut in the head after '" + line + "'");
            }
            if (next == '\n') {
                return line.toString().stripTrailing();
            }
            line.append((char) next);
        }
        throw new IOException("a line of the head is too long");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
