package mvi.cli.remote;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The API's three kinds of streams: events, JSON lines, and the frames of exec. */
public final class Streams {
    private static final int FRAME_LIMIT = 16 << 20;

    private Streams() {}

    /** Takes what comes; false ends the stream. */
    @FunctionalInterface
    public interface Taker {
        boolean take(Json json) throws IOException;
    }

    /** Server-sent events, each with JSON for data. */
    public static void events(InputStream in, Taker taker) throws IOException {
        Lines lines = new Lines(in);
        StringBuilder data = new StringBuilder();
        for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
            String text = line.get();
            if (text.startsWith("data:")) {
                data.append(data.isEmpty() ? "" : "\n").append(text.substring(5).stripLeading());
            } else if (text.isEmpty() && !data.isEmpty()) {
                Json json = Json.parse(data.toString());
                data.setLength(0);
                if (!taker.take(json)) {
                    return;
                }
            }
        }
    }

    /** One JSON object a line; empty lines keep the connection alive. */
    public static void jsonLines(InputStream in, Taker taker) throws IOException {
        Lines lines = new Lines(in);
        for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
            if (!line.get().isBlank() && !taker.take(Json.parse(line.get()))) {
                return;
            }
        }
    }

    /** Copies both outputs until the exit frame; its code is the result. */
    public static int frames(InputStream in, OutputStream out, OutputStream err)
            throws IOException {
        DataInputStream data = new DataInputStream(in);
        while (true) {
            int channel = data.read();
            if (channel < 0) {
                throw new EOFException("the connection ended before the command did");
            }
            int length = data.readInt();
            if (length < 0 || length > FRAME_LIMIT) {
                throw new IOException("a frame of the answer is too large");
            }
            byte[] payload = data.readNBytes(length);
            if (payload.length < length) {
                throw new EOFException("the connection ended in the middle of a frame");
            }
            switch (channel) {
                case 1 -> write(out, payload);
                case 2 -> write(err, payload);
                case 3 -> {
                    String code = new String(payload, StandardCharsets.US_ASCII).strip();
                    if (!code.matches("-?\\d{1,9}")) {
                        throw new IOException("the exit frame holds no number");
                    }
                    return Integer.parseInt(code);
                }
                default -> throw new IOException("the answer has a frame of channel " + channel);
            }
        }
    }

    private static void write(OutputStream out, byte[] payload) throws IOException {
        out.write(payload);
        out.flush();
    }
}
