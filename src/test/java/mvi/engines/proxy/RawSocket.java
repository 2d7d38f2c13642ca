package mvi.engines.proxy;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** One end of a connection, by bytes: it can be as rude as a test needs. */
final class RawSocket implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;

    RawSocket(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    static RawSocket dial(int port) throws IOException {
        return new RawSocket(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    Socket socket() {
        return socket;
    }

    RawSocket send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawSocket send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Closes with a reset instead of a regular end. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    int read() throws IOException {
        return in.read();
    }

    boolean isAtEnd() throws IOException {
        return in.read() < 0;
    }

    byte[] exactly(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("cut after " + bytes.length + " of " + count);
        }
        return bytes;
    }

    /** A head with its empty line, or empty at the connection's regular end. */
    Optional<String> head() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int last4 = 0;
        while (last4 != 0x0d0a0d0a) {
            int next = in.read();
            if (next < 0) {
                if (head.size() == 0) {
                    return Optional.empty();
                }
                throw new EOFException("cut in head: " + head);
            }
            head.write(next);
            last4 = last4 << 8 | next;
        }
        return Optional.of(head.toString(StandardCharsets.ISO_8859_1));
    }

    /** A whole message: its body decoded, trailers kept apart. */
    Optional<Message> message(boolean isForHead) throws IOException {
        Optional<String> head = head();
        if (head.isEmpty()) {
            return Optional.empty();
        }
        String text = head.get();
        String lower = text.toLowerCase(Locale.ROOT);
        if (isForHead || text.startsWith("HTTP/1.1 204") || text.startsWith("HTTP/1.1 304")) {
            return Optional.of(new Message(text, "", ""));
        }
        if (lower.contains("\r\ntransfer-encoding: chunked")) {
            return Optional.of(chunked(text));
        }
        int at = lower.indexOf("\r\ncontent-length: ");
        if (at >= 0) {
            int from = at + "\r\ncontent-length: ".length();
            // What is announced need not come.
            long length = Long.parseLong(lower.substring(from, lower.indexOf("\r\n", from)));
            return Optional.of(
                    new Message(
                            text,
                            new String(
                                    exactly((int) Math.min(length, Integer.MAX_VALUE)),
                                    StandardCharsets.ISO_8859_1),
                            ""));
        }
        boolean isResponse = text.startsWith("HTTP/");
        return Optional.of(
                new Message(text, isResponse && !text.contains(" 10") ? rest() : "", ""));
    }

    Message response() throws IOException {
        return message(false).orElseThrow(() -> new EOFException("no response"));
    }

    String rest() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    private Message chunked(String head) throws IOException {
        StringBuilder body = new StringBuilder();
        while (true) {
            int size = Integer.parseInt(line(), 16);
            if (size == 0) {
                break;
            }
            body.append(new String(exactly(size), StandardCharsets.ISO_8859_1));
            if (!line().isEmpty()) {
                throw new IOException("a chunk did not end");
            }
        }
        StringBuilder trailers = new StringBuilder();
        for (String next = line(); !next.isEmpty(); next = line()) {
            trailers.append(next).append('\n');
        }
        return new Message(head, body.toString(), trailers.toString());
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("cut in a line");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** A request or a response. */
    record Message(String head, String body, String trailers) {
        int status() {
            return Integer.parseInt(head.substring(9, 12));
        }

        String firstLine() {
            return head.substring(0, head.indexOf("\r\n"));
        }

        /** The first value of a header, or empty. */
        String header(String name) {
            for (String line : head.split("\r\n", -1)) {
                int colon = line.indexOf(':');
                if (colon > 0 && line.substring(0, colon).equalsIgnoreCase(name)) {
                    return line.substring(colon + 1).strip();
                }
            }
            return "";
        }

        long count(String name) {
            return head.lines()
                    .filter(
                            line ->
                                    line.toLowerCase(Locale.ROOT)
                                            .startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                    .count();
        }
    }
}
