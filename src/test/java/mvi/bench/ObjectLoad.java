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
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * Requests on kept connections, on each one after the other, by one thread. Bodies that come back
 * are counted and thrown away.
 */
final class ObjectLoad {
    private static final int READ_BYTES = 256 * 1024;
    private static final int HEAD_BYTES = 16 * 1024;
    private static final long TICK_MILLIS = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final double SECOND = 1e9;

    private final int port;
    private final int connections;
    private final Script script;
    private final ByteBuffer incoming = ByteBuffer.allocateDirect(READ_BYTES);
    private long[] nanos = new long[1 << 14];
    private int answered;
    private int busy;
    private long bytes;
    private long lastAnswer;
    private boolean isOver;

    /** What a connection asks next; nothing ends it. */
    @FunctionalInterface
    interface Script {
        Optional<Request> next(int connection);
    }

    /**
     * @param body is not moved by sending it
     * @param times that the body is sent, one after the other
     */
    record Request(byte[] head, ByteBuffer body, int times) {
        static Request of(byte[] head) {
            return new Request(head, ByteBuffer.allocate(0), 1);
        }
    }

    /**
     * @param bytes on the wire, both ways
     */
    record Told(SteadyLoad.Times times, long bytes) {
        long answers() {
            return times.sorted().length;
        }
    }

    ObjectLoad(int port, int connections, Script script) {
        this.port = port;
        this.connections = connections;
        this.script = script;
    }

    /**
     * For that long; what is under way then is awaited, and counts.
     *
     * @throws IOException unless each is answered by 200
     */
    Told run(Duration time) throws IOException {
        return run(time, Long.MAX_VALUE, true);
    }

    /** For that long or so many bytes; what is under way then is cut. */
    Told cut(Duration time, long mostBytes) throws IOException {
        return run(time, mostBytes, false);
    }

    private Told run(Duration time, long mostBytes, boolean isAwaited) throws IOException {
        try (Selector selector = Selector.open()) {
            long began = System.nanoTime();
            try {
                for (int i = 0; i < connections; i++) {
                    new Connection(selector, i).send();
                }
                long end = began + time.toNanos();
                while (System.nanoTime() < end && bytes < mostBytes && busy > 0) {
                    selector.select(this::move, TICK_MILLIS);
                }
                isOver = true;
                long patience = System.nanoTime() + PATIENCE.toNanos();
                while (isAwaited && busy > 0) {
                    if (System.nanoTime() > patience) {
                        throw new IOException(busy + " requests were not answered");
                    }
                    selector.select(this::move, TICK_MILLIS);
                }
            } finally {
                for (SelectionKey key : selector.keys()) {
                    key.channel().close();
                }
            }
            long[] sorted = Arrays.copyOf(nanos, answered);
            Arrays.sort(sorted);
            double seconds = (lastAnswer - began) / SECOND;
            return new Told(new SteadyLoad.Times(sorted, answered / seconds), bytes);
        }
    }

    private void move(SelectionKey key) {
        try {
            Connection connection = (Connection) key.attachment();
            if (key.isWritable()) {
                connection.write();
            }
            if (key.isReadable()) {
                connection.read();
            }
        } catch (IOException broken) {
            throw new IllegalStateException("a connection broke under load: " + broken, broken);
        }
    }

    private void count(long took) {
        if (answered == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * answered);
        }
        nanos[answered++] = took;
        lastAnswer = System.nanoTime();
    }

    private final class Connection {
        private final SocketChannel socket;
        private final SelectionKey key;
        private final int index;
        private final ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
        private ByteBuffer[] outgoing = {};
        private int again;
        private long left = -1;
        private long began;

        Connection(Selector selector, int index) throws IOException {
            this.index = index;
            socket =
                    SocketChannel.open(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            socket.configureBlocking(false);
            key = socket.register(selector, SelectionKey.OP_READ, this);
        }

        void send() throws IOException {
            Optional<Request> next = script.next(index);
            if (next.isEmpty()) {
                return;
            }
            Request request = next.get();
            outgoing = new ByteBuffer[] {ByteBuffer.wrap(request.head()), request.body().slice()};
            again = request.times() - 1;
            began = System.nanoTime();
            busy++;
            write();
        }

        void write() throws IOException {
            while (outgoing[0].hasRemaining() || outgoing[1].hasRemaining()) {
                long sent = socket.write(outgoing);
                bytes += sent;
                if (sent == 0) {
                    key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                    return;
                }
                if (again > 0 && !outgoing[1].hasRemaining()) {
                    again--;
                    outgoing[1].clear();
                }
            }
            key.interestOps(SelectionKey.OP_READ);
        }

        void read() throws IOException {
            incoming.clear();
            int count = socket.read(incoming);
            if (count < 0) {
                throw new EOFException("the connection was closed");
            }
            bytes += count;
            if (left < 0) {
                int before = head.position();
                incoming.flip();
                incoming.limit(Math.min(count, head.remaining()));
                head.put(incoming);
                int whole = SteadyLoad.Response.length(head);
                if (whole < 0) {
                    return;
                }
                left = whole - before;
            }
            left -= count;
            if (left == 0) {
                left = -1;
                head.clear();
                busy--;
                count(System.nanoTime() - began);
                if (!isOver) {
                    send();
                }
            }
        }
    }
}
