package mvi.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One client on one kept connection, which waits for each answer and looks at it. */
final class InvokeClient implements AutoCloseable {
    private static final int ANSWER_BYTES = 1 << 20;

    private final Socket socket;
    private final byte[] buffer = new byte[ANSWER_BYTES];

    InvokeClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
    }

    static InvokeClient plain(int port) throws IOException {
        return new InvokeClient(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** The answer's body. */
    String send(ObjectLoad.Request request) throws IOException {
        ByteBuffer whole =
                ByteBuffer.allocate(request.head().length + request.body().remaining())
                        .put(request.head())
                        .put(request.body().slice());
        socket.getOutputStream().write(whole.array());
        ByteBuffer answer = ByteBuffer.wrap(buffer);
        int length = -1;
        while (length < 0 || answer.position() < length) {
            int count = socket.getInputStream().read(buffer, answer.position(), answer.remaining());
            if (count < 0) {
                throw new EOFException("the connection was closed");
            }
            answer.position(answer.position() + count);
            length = length < 0 ? SteadyLoad.Response.length(answer) : length;
        }
        String text = new String(buffer, 0, length, StandardCharsets.UTF_8);
        return text.substring(text.indexOf("\r\n\r\n") + 4);
    }

    /** One after the other; of each the time less what the function says that it took itself. */
    SteadyLoad.Times overheads(ObjectLoad.Request request, Duration time) throws IOException {
        List<Long> nanos = new ArrayList<>();
        long began = System.nanoTime();
        long now = began;
        while (now - began < time.toNanos()) {
            String answer = send(request);
            long took = System.nanoTime() - now;
            nanos.add(took - Long.parseLong(Proc.found(answer, "\"nanos\":(\\d+)")));
            now = System.nanoTime();
        }
        long[] sorted = nanos.stream().mapToLong(each -> each).toArray();
        Arrays.sort(sorted);
        return new SteadyLoad.Times(sorted, sorted.length / ((now - began) / 1e9));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
