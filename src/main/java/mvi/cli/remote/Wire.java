package mvi.cli.remote;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 request over one connection. The body is sent by a thread of its own while the
 * answer is read, as exec needs.
 */
public final class Wire {
    static final Duration CONNECT_TIME = Duration.ofSeconds(5);
    static final int HEAD_LIMIT = 64 * 1024;
    private static final int CHUNK = 64 * 1024;

    private final URI base;
    private final Trusted trusted;

    /**
     * @param certificateAuthority trusted beside the JDK's own roots, for https
     */
    public Wire(URI base, Optional<Path> certificateAuthority) {
        this(base, () -> Trust.with(certificateAuthority));
    }

    Wire(URI base, Trusted trusted) {
        this.base = base;
        this.trusted = trusted;
    }

    /** Whom it trusts, read when it dials. */
    @FunctionalInterface
    interface Trusted {
        SSLContext context() throws IOException;
    }

    /** Connects, and sends nothing. */
    void greet() throws IOException {
        dial().close();
    }

    /** The body is read on demand; closing drops the connection. */
    public record Answer(int status, Map<String, String> headers, InputStream body, Socket socket)
            implements Closeable {
        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /**
     * @param target path and query, encoded
     * @param body null for none; sent chunked
     * @param silence how long the server may say nothing
     */
    public Answer send(
            String method,
            String target,
            Map<String, String> headers,
            @Nullable InputStream body,
            Duration silence)
            throws IOException {
        Socket socket = dial();
        try {
            socket.setSoTimeout(Math.toIntExact(silence.toMillis()));
            OutputStream out = new BufferedOutputStream(socket.getOutputStream(), CHUNK);
            out.write(head(method, target, headers, body != null));
            out.flush();
            if (body != null) {
                Thread.ofPlatform().daemon().name("body").start(() -> sendBody(socket, out, body));
            }
            return answer(socket);
        } catch (IOException | RuntimeException failed) {
            socket.close();
            throw failed;
        }
    }

    private Socket dial() throws IOException {
        boolean isTls = "https".equals(base.getScheme());
        int port = base.getPort() > 0 ? base.getPort() : isTls ? 443 : 80;
        String host = base.getHost().replaceAll("[\\[\\]]", "");
        Socket plain = new Socket();
        try {
            plain.setTcpNoDelay(true);
            plain.connect(
                    new InetSocketAddress(host, port), Math.toIntExact(CONNECT_TIME.toMillis()));
            if (!isTls) {
                return plain;
            }
            SSLSocket tls =
                    (SSLSocket)
                            trusted.context()
                                    .getSocketFactory()
                                    .createSocket(plain, host, port, true);
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(parameters);
            tls.setSoTimeout(Math.toIntExact(CONNECT_TIME.toMillis()));
            tls.startHandshake();
            return tls;
        } catch (IOException | RuntimeException failed) {
            plain.close();
            throw failed;
        }
    }

    private byte[] head(
            String method, String target, Map<String, String> headers, boolean hasBody) {
        String path = base.getRawPath() == null ? "" : base.getRawPath().replaceAll("/+$", "");
        StringBuilder head = new StringBuilder();
        head.append(method).append(' ').append(path).append(target).append(" HTTP/1.1\r\n");
        if (!headers.containsKey("Host")) {
            head.append("Host: ").append(base.getRawAuthority()).append("\r\n");
        }
        head.append("Connection: close\r\n");
        headers.forEach(
                (name, value) -> {
                    if (value.chars().anyMatch(c -> c < ' ')) {
                        throw new IllegalArgumentException("a line break in header " + name);
                    }
                    head.append(name).append(": ").append(value).append("\r\n");
                });
        if (hasBody) {
            head.append("Transfer-Encoding: chunked\r\n");
        } else if (!method.equals("GET") && !method.equals("HEAD")) {
            head.append("Content-Length: 0\r\n");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A body that breaks off closes the connection, so that no half is taken for a whole. */
    private static void sendBody(Socket socket, OutputStream out, InputStream body) {
        byte[] chunk = new byte[CHUNK];
        try (body) {
            for (int some = body.read(chunk); some >= 0; some = body.read(chunk)) {
                if (some > 0) {
                    String size = Integer.toHexString(some) + "\r\n";
                    out.write(size.getBytes(StandardCharsets.US_ASCII));
                    out.write(chunk, 0, some);
                    out.write('\r');
                    out.write('\n');
                    out.flush();
                }
            }
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
        } catch (IOException | RuntimeException broken) {
            try {
                socket.close();
            } catch (IOException gone) {
                broken.addSuppressed(gone);
            }
        }
    }

    private static Answer answer(Socket socket) throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream(), CHUNK);
        while (true) {
            String[] status = line(in).split(" ", 3);
            if (status.length < 2
                    || !status[0].startsWith("HTTP/1.")
                    || !status[1].matches("[1-5]\\d\\d")) {
                throw new IOException("the answer is not HTTP/1.1");
            }
            Map<String, String> headers = headers(in);
            int code = Integer.parseInt(status[1]);
            if (code >= 200) {
                return new Answer(code, headers, body(code, headers, in), socket);
            }
        }
    }

    private static Map<String, String> headers(InputStream in) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            if (colon <= 0 || headers.size() > 200) {
                throw new IOException("the answer has a bad header");
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return headers;
    }

    private static InputStream body(int status, Map<String, String> headers, InputStream in)
            throws IOException {
        if (status == 204 || status == 304) {
            return InputStream.nullInputStream();
        }
        if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            return new ChunkedInput(in);
        }
        String length = headers.get("content-length");
        if (length == null) {
            return in;
        }
        if (!length.matches("\\d{1,18}")) {
            throw new IOException("the answer has a bad Content-Length");
        }
        return new CountedInput(in, Long.parseLong(length));
    }

    static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection ended in the middle of an answer");
            }
            if (line.length() > HEAD_LIMIT) {
                throw new IOException("the answer has a line that is too long");
            }
            line.append((char) c);
        }
        int length = line.length();
        return length > 0 && line.charAt(length - 1) == '\r'
                ? line.substring(0, length - 1)
                : line.toString();
    }
}
