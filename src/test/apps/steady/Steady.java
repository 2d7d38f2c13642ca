import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a measurement of changes asks: a short answer, one that takes its time, and a WebSocket that
 * says what it hears. It ends at once when told to: whatever it had not answered by then is lost.
 */
final class Steady {
    private static final String WEBSOCKET = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8080"));
        try (ServerSocket server = new ServerSocket(port, 512)) {
            while (true) {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> serve(client, args.length > 0));
            }
        }
    }

    /**
     * @param isRaw lines come back as they are
     */
    private static void serve(Socket client, boolean isRaw) {
        try (client) {
            client.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(client.getInputStream());
            OutputStream out = client.getOutputStream();
            for (String line = line(in); line != null; line = line(in)) {
                if (isRaw) {
                    out.write((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
                    continue;
                }
                Map<String, String> fields = new HashMap<>();
                for (String field = line(in); field != null && !field.isEmpty(); field = line(in)) {
                    int colon = field.indexOf(':');
                    fields.put(
                            field.substring(0, colon).toLowerCase(Locale.ROOT),
                            field.substring(colon + 1).strip());
                }
                answer(line.split(" ")[1], fields, in, out);
                if (fields.getOrDefault("connection", "").equals("close")) {
                    return;
                }
            }
        } catch (Exception gone) {
            // The client has hung up, or the container ends.
        }
    }

    private static void answer(
            String path, Map<String, String> fields, InputStream in, OutputStream out)
            throws Exception {
        if (fields.containsKey("sec-websocket-key")) {
            echo(fields.get("sec-websocket-key"), in, out);
        } else if (path.startsWith("/stream?")) {
            stream(Integer.parseInt(path.substring("/stream?".length())), out);
        } else {
            String body = "x".repeat(1024);
            write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        }
    }

    /** A line each second. */
    private static void stream(int seconds, OutputStream out) throws Exception {
        write(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < seconds; i++) {
            write(out, "5\r\ntick\n\r\n");
            Thread.sleep(1000);
        }
        write(out, "4\r\nend\n\r\n0\r\n\r\n");
    }

    /** Text frames of less than 126 bytes, as a browser masks them (RFC 6455 section 5). */
    private static void echo(String key, InputStream in, OutputStream out) throws Exception {
        byte[] digest =
                MessageDigest.getInstance("SHA-1")
                        .digest((key + WEBSOCKET).getBytes(StandardCharsets.US_ASCII));
        write(
                out,
                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Accept: "
                        + Base64.getEncoder().encodeToString(digest)
                        + "\r\n\r\n");
        while (true) {
            int first = in.read();
            int length = in.read() & 0x7f;
            byte[] mask = exactly(in, 4);
            byte[] text = exactly(in, length);
            for (int i = 0; i < length; i++) {
                text[i] ^= mask[i & 3];
            }
            byte[] frame = new byte[2 + length];
            frame[0] = (byte) first;
            frame[1] = (byte) length;
            System.arraycopy(text, 0, frame, 2, length);
            out.write(frame);
            out.flush();
            if ((first & 0x0f) == 8) {
                throw new EOFException("closed");
            }
        }
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            if (next == '\n') {
                return line.toString().strip();
            }
            line.append((char) next);
        }
    }
}
