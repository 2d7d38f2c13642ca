package mvi.api.front;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import mvi.api.schema.ProgressView;
import mvi.engines.base.Clock;
import mvi.engines.base.Problem;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpReply;
import mvi.engines.http.HttpRequest;
import mvi.engines.http.ReplyBody;
import mvi.engines.wire.Json;
import mvi.platform.Progress;
import mvi.services.container.ContainerService;
import mvi.services.log.LogLine;
import mvi.services.log.LogService;

/** Answers that go on while things happen. */
final class Streams {
    /** A comment keeps what lies between from thinking that nobody is there. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);

    private static final Duration CONNECT_TIME = Duration.ofSeconds(5);
    private static final int CONNECTION_PART = 16 << 10;

    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final int EXIT = 3;

    private Streams() {}

    /** A command in a container; its exit code. */
    @FunctionalInterface
    interface Command {
        int run(ContainerService.Streams streams) throws IOException, InterruptedException;
    }

    /** Server-Sent Events until the command's end. A client that leaves stops only the telling. */
    static HttpReply progress(Progress progress) {
        return progress(progress, false);
    }

    /**
     * @param isDetached whether it ends as soon as what follows happens by itself
     */
    static HttpReply progress(Progress progress, boolean isDetached) {
        return live(
                "text/event-stream",
                out -> {
                    while (true) {
                        Optional<Progress.Said> said = progress.next(KEEP_ALIVE);
                        if (said.isEmpty()) {
                            write(out, ":\n\n");
                            continue;
                        }
                        Progress.Said next =
                                isDetached && said.get().isRecorded()
                                        ? said.get().asEnd()
                                        : said.get();
                        ProgressView view = Views.progress(next);
                        write(out, "event: " + view.kind() + "\ndata: " + Json.text(view) + "\n\n");
                        if (next.isEnd()) {
                            return;
                        }
                    }
                });
    }

    /** One JSON object a line: what is there, then what comes. */
    /** These, as they are. */
    static HttpReply lines(List<LogLine> lines) {
        return live("application/x-ndjson", out -> lines(out, lines));
    }

    static HttpReply lines(
            LogService log, LogService.LogQuery query, boolean isFollowing, Clock clock) {
        return live(
                "application/x-ndjson",
                out -> {
                    if (!isFollowing) {
                        lines(out, log.read(query));
                        return;
                    }
                    // Opened before the read, so that no line falls between the two.
                    try (LogService.Tail tail = log.tail(query)) {
                        List<LogLine> before = log.read(query);
                        lines(out, before);
                        long last = clock.nanos();
                        boolean isFirst = true;
                        while (true) {
                            List<LogLine> next = tail.next();
                            if (isFirst && !next.isEmpty()) {
                                next =
                                        next.stream()
                                                .filter(line -> !before.contains(line))
                                                .toList();
                                isFirst = false;
                            }
                            lines(out, next);
                            if (clock.nanos() - last > KEEP_ALIVE.toNanos()) {
                                write(out, "\n");
                                last = clock.nanos();
                            }
                        }
                    }
                });
    }

    /** Frames of a command's output, its input the request's body, at once. */
    static HttpReply frames(HttpRequest request, Command command) {
        return live(
                "application/vnd.mvi.stream",
                out -> {
                    out.flush();
                    ContainerService.Streams streams =
                            new ContainerService.Streams(
                                    request.body().asStream(),
                                    new FrameStream(out, STDOUT),
                                    new FrameStream(out, STDERR));
                    int code;
                    try {
                        code = command.run(streams);
                    } catch (Problem problem) {
                        frame(
                                out,
                                STDERR,
                                ("mvi: " + problem.publicMessage() + "\n")
                                        .getBytes(StandardCharsets.UTF_8));
                        code = COULD_NOT_RUN;
                    }
                    frame(out, EXIT, Integer.toString(code).getBytes(StandardCharsets.UTF_8));
                });
    }

    /** The shell's own code for a command that could not be run. */
    private static final int COULD_NOT_RUN = 126;

    /** A connection to this address, until its other side ends; cut when nothing answers there. */
    static HttpReply connection(HttpRequest request, InetSocketAddress to) {
        return live(
                "application/octet-stream",
                out -> {
                    try (Socket socket = new Socket()) {
                        socket.setTcpNoDelay(true);
                        socket.connect(to, Math.toIntExact(CONNECT_TIME.toMillis()));
                        out.flush();
                        Thread.ofVirtual()
                                .name("connection-input")
                                .start(() -> feed(request, socket));
                        byte[] part = new byte[CONNECTION_PART];
                        InputStream in = socket.getInputStream();
                        for (int some = in.read(part); some >= 0; some = in.read(part)) {
                            out.write(part, 0, some);
                            out.flush();
                        }
                    }
                });
    }

    /** Ends by itself: the connection's end closes the socket, and the reply's the body. */
    private static void feed(HttpRequest request, Socket socket) {
        try {
            request.body().asStream().transferTo(socket.getOutputStream());
            socket.shutdownOutput();
        } catch (IOException gone) {
            try {
                socket.close();
            } catch (IOException again) {
                gone.addSuppressed(again);
            }
        }
    }

    private static HttpReply live(String type, ReplyBody.Writer writer) {
        return new HttpReply(
                200,
                Headers.of("Content-Type", type, "Cache-Control", "no-store"),
                new ReplyBody.Live(writer));
    }

    private static void lines(OutputStream out, List<LogLine> lines) throws IOException {
        StringBuilder text = new StringBuilder();
        for (LogLine line : lines) {
            text.append(Json.text(Views.line(line))).append('\n');
        }
        if (!text.isEmpty()) {
            write(out, text.toString());
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static void frame(OutputStream out, int channel, byte[] payload) throws IOException {
        byte[] frame =
                ByteBuffer.allocate(5 + payload.length)
                        .put((byte) channel)
                        .putInt(payload.length)
                        .put(payload)
                        .array();
        synchronized (out) {
            out.write(frame);
            out.flush();
        }
    }

    /** Every write is a frame of one channel. */
    private static final class FrameStream extends OutputStream {
        private final OutputStream out;
        private final int channel;

        FrameStream(OutputStream out, int channel) {
            this.out = out;
            this.channel = channel;
        }

        @Override
        public void write(int one) throws IOException {
            frame(out, channel, new byte[] {(byte) one});
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            frame(out, channel, Arrays.copyOfRange(bytes, offset, offset + count));
        }
    }
}
