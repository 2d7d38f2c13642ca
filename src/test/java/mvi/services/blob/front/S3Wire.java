package mvi.services.blob.front;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mvi.engines.wire.PercentCoding;
import mvi.services.blob.BucketName;

/**
 * Speaks to a rig byte by byte, signed as the operator, so that a test can say what no client
 * would. It waits for an answer, never longer than {@link #PATIENCE}.
 */
record S3Wire(S3Rig rig) {
    static final BucketName BUCKET = new BucketName(S3Rig.ACCOUNT, "files");
    static final String UNSIGNED = "UNSIGNED-PAYLOAD";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern CODE = Pattern.compile("<Code>([^<]*)</Code>");

    /** A whole answer. */
    record Answer(String text) {
        int status() {
            return text.isEmpty() ? 0 : Integer.parseInt(text.split(" ", 3)[1]);
        }

        String code() {
            Matcher matcher = CODE.matcher(text);
            return matcher.find() ? matcher.group(1) : "";
        }

        /** Status and code, as {@code 400 InvalidArgument}; of a success the status alone. */
        String outcome() {
            return code().isEmpty() ? String.valueOf(status()) : status() + " " + code();
        }

        String body() {
            int end = text.indexOf("\r\n\r\n");
            return end < 0 ? "" : text.substring(end + 4);
        }

        /** Empty when it is not there. */
        String header(String name) {
            Matcher matcher =
                    Pattern.compile("(?im)^" + Pattern.quote(name) + ": (.*?)\r?$").matcher(head());
            return matcher.find() ? matcher.group(1) : "";
        }

        private String head() {
            int end = text.indexOf("\r\n\r\n");
            return end < 0 ? text : text.substring(0, end);
        }

        /** What is between the tags of this element, where it is first. */
        String element(String name) {
            Matcher matcher =
                    Pattern.compile("<" + name + ">(.*?)</" + name + ">", Pattern.DOTALL)
                            .matcher(body());
            return matcher.find() ? matcher.group(1) : "";
        }
    }

    Answer send(String method, String path) throws IOException {
        return send(method, path, "", Map.of(), "");
    }

    Answer send(String method, String path, String query) throws IOException {
        return send(method, path, query, Map.of(), "");
    }

    Answer send(String method, String path, String query, String body) throws IOException {
        return send(method, path, query, Map.of(), body);
    }

    /** Path and query go as they are; the header's fields are signed. */
    Answer send(String method, String path, String query, Map<String, String> more, String body)
            throws IOException {
        Signed signed = sign(method, path, query, more, UNSIGNED, Instant.now());
        return raw(request(method, path, query, signed, Map.of(), body));
    }

    Signed sign(
            String method,
            String path,
            String query,
            Map<String, String> more,
            String payload,
            Instant time) {
        return Signed.request(
                method,
                host(),
                canonical(path),
                canonicalQuery(query),
                payload,
                more,
                S3Rig.OPERATOR_KEY,
                S3Rig.SECRET.revealText(),
                time);
    }

    private static String canonical(String path) {
        try {
            return PercentCoding.encodePath(PercentCoding.decode(path));
        } catch (RuntimeException broken) {
            return path;
        }
    }

    private static String canonicalQuery(String query) {
        try {
            return Stream.of(query.split("&"))
                    .filter(each -> !each.isEmpty())
                    .map(each -> each.split("=", 2))
                    .map(each -> coded(each[0]) + "=" + coded(each.length > 1 ? each[1] : ""))
                    .sorted()
                    .collect(java.util.stream.Collectors.joining("&"));
        } catch (RuntimeException broken) {
            return query;
        }
    }

    private static String coded(String raw) {
        return PercentCoding.encode(PercentCoding.decode(raw.replace("+", "%20")));
    }

    String host() {
        return "127.0.0.1:" + rig.address().getPort();
    }

    /**
     * The bytes of a request.
     *
     * @param over not signed; takes the place of what is signed under the same name
     */
    String request(
            String method,
            String path,
            String query,
            Signed signed,
            Map<String, String> over,
            String body) {
        Map<String, String> headers = new TreeMap<>(signed.headers());
        headers.put("connection", "close");
        headers.put("content-length", String.valueOf(body.length()));
        headers.putAll(over);
        StringBuilder head = new StringBuilder(method + " " + path);
        head.append(query.isEmpty() ? "" : "?" + query).append(" HTTP/1.1\r\n");
        headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        return head + "\r\n" + body;
    }

    /** Sends these bytes, ends its side, and reads all that comes. */
    Answer raw(String request) throws IOException {
        try (Socket socket = open()) {
            write(socket, request);
            socket.shutdownOutput();
            return read(socket);
        }
    }

    Socket open() throws IOException {
        Socket socket = new Socket("127.0.0.1", rig.address().getPort());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    /** A refusal may come while the rest is still sent. */
    static void write(Socket socket, String bytes) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(bytes.getBytes(ISO_8859_1));
            out.flush();
        } catch (IOException refusedMeanwhile) {
            // Its answer is read all the same.
        }
    }

    static Answer read(Socket socket) throws IOException {
        return new Answer(new String(socket.getInputStream().readAllBytes(), UTF_8));
    }

    /** Nothing is visible, and no file waits for a commit that will not come. */
    static void assertNothingLeft(S3Rig rig, Path folder) throws IOException {
        assertThat(rig.blob().list(BUCKET, "", "", "", 10).objects()).isEmpty();
        assertThat(files(folder.resolve("tmp"))).isEmpty();
        assertThat(files(folder.resolve("data"))).isEmpty();
    }

    static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    /** What every answer to bad input is like. */
    static void assertRefusedWell(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isBetween(200, 503);
        if (answer.status() >= 500) {
            assertThat(answer.status()).as(answer.text()).isIn(501, 503);
        }
        assertThat(answer.text())
                .doesNotContain("Exception")
                .doesNotContain("java.")
                .doesNotContain("\tat ");
    }
}
