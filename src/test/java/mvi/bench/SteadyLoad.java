package mvi.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * GET at a fixed rate over kept connections, by one thread. What is due while all connections are
 * busy waits here, and its time counts from when it was due.
 */
final class SteadyLoad {
    private static final int CONNECTIONS = 64;
    static final int RESPONSE_BYTES = 64 * 1024;
    private static final long TICK_MILLIS = 1;
    private static final double SECOND = 1e9;

    private final int port;
    private final byte[] request;
    private final Deque<Long> waiting = new ArrayDeque<>();
    private final Deque<Connection> idle = new ArrayDeque<>();
    private long[] nanos = new long[1 << 16];
    private int answered;

    /**
     * Of all answers.
     *
     * @param sorted from when each was due to its last byte
     */
    record Times(long[] sorted, double perSecond) {
        double millis(double part) {
            return sorted[(int) Math.min(sorted.length - 1, sorted.length * part)] / 1e6;
        }
    }

    SteadyLoad(int port, String host) {
        this.port = port;
        this.request = request(host);
    }

    static byte[] request(String host) {
        return ("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * @param perSecond 0 for as many as the connections carry, one after the other
     * @throws IOException unless each is answered by 200
     */
    Times run(double perSecond, Duration time) throws IOException {
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < CONNECTIONS; i++) {
                idle.add(new Connection(selector));
            }
            long began = System.nanoTime();
            long end = began + time.toNanos();
            long due = 0;
            for (long now = began; now < end; now = System.nanoTime()) {
                if (perSecond == 0) {
                    while (waiting.size() < idle.size()) {
                        waiting.add(now);
                    }
                }
                while (perSecond > 0 && due < (now - began) / SECOND * perSecond) {
                    waiting.add(now);
                    due++;
                }
                sendWhatWaits();
                selector.select(this::read, TICK_MILLIS);
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            long[] sorted = Arrays.copyOf(nanos, answered);
            Arrays.sort(sorted);
            return new Times(sorted, answered / (time.toNanos() / SECOND));
        }
    }

    private void sendWhatWaits() throws IOException {
        while (!waiting.isEmpty() && !idle.isEmpty()) {
            idle.remove().send(waiting.remove());
        }
    }

    private void read(SelectionKey key) {
        try {
            ((Connection) key.attachment()).read();
        } catch (IOException broken) {
            throw new IllegalStateException("a connection broke under load", broken);
        }
    }

    private void count(long took) {
        if (answered == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * answered);
        }
        nanos[answered++] = took;
    }

    private final class Connection {
        private final SocketChannel socket;
        private final ByteBuffer response = ByteBuffer.allocate(RESPONSE_BYTES);
        private long due;

        Connection(Selector selector) throws IOException {
            socket =
                    SocketChannel.open(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            socket.configureBlocking(false);
            socket.register(selector, SelectionKey.OP_READ, this);
        }

        void send(long dueAt) throws IOException {
            due = dueAt;
            ByteBuffer bytes = ByteBuffer.wrap(request);
            socket.write(bytes);
            if (bytes.hasRemaining()) {
                throw new IOException("a socket without room for one request");
            }
        }

        void read() throws IOException {
            if (socket.read(response) < 0) {
                throw new EOFException("the connection was closed");
            }
            int length = Response.length(response);
            if (length < 0 || response.position() < length) {
                return;
            }
            response.clear();
            count(System.nanoTime() - due);
            idle.add(this);
        }
    }

    /** As much of HTTP/1.1 as tells where an answer ends. */
    static final class Response {
        private static final byte[] LENGTH =
                "\r\ncontent-length: ".getBytes(StandardCharsets.US_ASCII);
        private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        private static final byte[] OK = "http/1.1 20".getBytes(StandardCharsets.US_ASCII);

        /** Of head and body; below 0 while the head is not whole. */
        static int length(ByteBuffer bytes) throws IOException {
            int end = find(bytes, HEAD_END, bytes.position());
            if (end < 0) {
                return -1;
            }
            int at = find(bytes, LENGTH, end);
            if (at < 0 || !isAt(bytes, 0, OK)) {
                throw new IOException(
                        "not 200 or 202 with a length: "
                                + new String(bytes.array(), 0, end, StandardCharsets.US_ASCII));
            }
            int length = 0;
            for (int i = at + LENGTH.length; bytes.get(i) != '\r'; i++) {
                length = length * 10 + bytes.get(i) - '0';
            }
            return end + HEAD_END.length + length;
        }

        private static int find(ByteBuffer bytes, byte[] what, int limit) {
            for (int i = 0;
                    i + what.length <= Math.min(limit + what.length, bytes.position());
                    i++) {
                if (isAt(bytes, i, what)) {
                    return i;
                }
            }
            return -1;
        }

        private static boolean isAt(ByteBuffer bytes, int at, byte[] what) {
            for (int i = 0; i < what.length; i++) {
                byte b = bytes.get(at + i);
                if (what[i] != (b >= 'A' && b <= 'Z' ? b + 32 : b)) {
                    return false;
                }
            }
            return true;
        }
    }
}
