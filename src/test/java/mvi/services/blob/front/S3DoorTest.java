package mvi.services.blob.front;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import mvi.engines.base.ByteCount;
import mvi.engines.base.ByteSource;
import mvi.services.blob.BucketName;
import mvi.services.blob.ObjectName;
import mvi.services.blob.OpenObject;
import mvi.services.blob.PutOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in at the S3 API, and that what is not leaves nothing. */
final class S3DoorTest {
    private static final BucketName BUCKET = new BucketName(S3Rig.ACCOUNT, "files");
    private static final ObjectName OBJECT = new ObjectName(BUCKET, "k");
    private static final String SECRET = S3Rig.SECRET.revealText();
    private static final String UNSIGNED = "UNSIGNED-PAYLOAD";
    private static final String TRAILED = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
    private static final String CHUNKED = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";

    /** A request of each operation that has no marker: method, path, query in canonical form. */
    private static final Map<S3Operation, String> UNMARKED =
            Map.ofEntries(
                    Map.entry(S3Operation.LIST_BUCKETS, "GET / "),
                    Map.entry(S3Operation.CREATE_BUCKET, "PUT /other "),
                    Map.entry(S3Operation.HEAD_BUCKET, "HEAD /files "),
                    Map.entry(S3Operation.DELETE_BUCKET, "DELETE /files "),
                    Map.entry(S3Operation.LIST_OBJECTS, "GET /files prefix="),
                    Map.entry(S3Operation.LIST_OBJECTS_V2, "GET /files list-type=2"),
                    Map.entry(S3Operation.PUT_OBJECT, "PUT /files/k "),
                    Map.entry(S3Operation.GET_OBJECT, "GET /files/k "),
                    Map.entry(S3Operation.HEAD_OBJECT, "HEAD /files/k "),
                    Map.entry(S3Operation.DELETE_OBJECT, "DELETE /files/k "),
                    Map.entry(S3Operation.COPY_OBJECT, "PUT /files/k copy"),
                    Map.entry(
                            S3Operation.UPLOAD_PART_COPY,
                            "PUT /files/k partNumber=1&uploadId=u&x-copy"));

    private static final Map<S3Operation, String> REQUESTS = requests();

    private static Map<S3Operation, String> requests() {
        Map<S3Operation, String> requests = new EnumMap<>(UNMARKED);
        for (S3Operation each : S3Operation.values()) {
            if (!each.marker().isEmpty()) {
                String path = each.isOfObject() ? "/files/k" : "/files";
                requests.put(each, each.method() + " " + path + " " + each.marker() + "=");
            }
        }
        return requests;
    }

    @TempDir Path folder;
    private S3Rig rig;

    @BeforeEach
    void start() throws IOException {
        rig = S3Rig.open(folder);
        rig.blob().createBucket(BUCKET);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void everyOperationAsksWhoIsThere() throws IOException {
        Set<S3Operation> asking = EnumSet.allOf(S3Operation.class);
        // A browser asks before it sends what is signed.
        asking.remove(S3Operation.PREFLIGHT);
        assertThat(REQUESTS.keySet()).isEqualTo(asking);
        rig.blob().put(OBJECT, text("kept"), PutOptions.PLAIN);
        for (Map.Entry<S3Operation, String> each : REQUESTS.entrySet()) {
            String[] parts = each.getValue().split(" ", -1);
            boolean isCopy = parts[2].endsWith("copy");
            Map<String, String> more = isCopy ? Map.of("x-amz-copy-source", "files/k") : Map.of();
            String query = isCopy ? parts[2].replaceFirst("&?(x-)?copy", "") : parts[2];
            assertThat(send(parts[0], parts[1], query, more, "", Optional.empty()))
                    .as("%s of nobody", each.getKey())
                    .startsWith("HTTP/1.1 403 ")
                    .satisfies(answer -> hasCode(parts[0], answer, "AccessDenied"));
            Signed wrong = sign(parts[0], parts[1], query, more, "wrong", Signed.EMPTY);
            assertThat(send(parts[0], parts[1], query, Map.of(), "", Optional.of(wrong)))
                    .as("%s with a wrong secret", each.getKey())
                    .startsWith("HTTP/1.1 403 ")
                    .satisfies(answer -> hasCode(parts[0], answer, "SignatureDoesNotMatch"));
        }
        assertThat(read()).isEqualTo("kept");
        assertThat(rig.blob().listBuckets(S3Rig.ACCOUNT)).hasSize(1);
        assertThat(rig.blob().listUploads(BUCKET, "", 10)).isEmpty();
    }

    private static void hasCode(String method, String answer, String code) {
        if (!method.equals("HEAD")) {
            assertThat(answer).contains("<Code>" + code + "</Code>");
        }
    }

    @Test
    void anUnknownKeyAWrongClockAndAnotherAccountAreRefused() throws IOException {
        Signed unknown =
                Signed.request(
                        "GET",
                        host(),
                        "/",
                        "",
                        UNSIGNED,
                        Map.of(),
                        "NOBODY",
                        SECRET,
                        Instant.now());
        assertThat(send("GET", "/", "", Map.of(), "", Optional.of(unknown)))
                .contains("<Code>InvalidAccessKeyId</Code>");
        Instant old = Instant.now().minus(Duration.ofMinutes(16));
        Signed skewed =
                Signed.request(
                        "GET",
                        host(),
                        "/",
                        "",
                        UNSIGNED,
                        Map.of(),
                        S3Rig.OPERATOR_KEY,
                        SECRET,
                        old);
        assertThat(send("GET", "/", "", Map.of(), "", Optional.of(skewed)))
                .contains("<Code>RequestTimeTooSkewed</Code>");
        Map<String, String> owner = Map.of("x-amz-expected-bucket-owner", S3Rig.APP_ACCOUNT);
        Signed other = sign("GET", "/", "", owner, SECRET, UNSIGNED);
        assertThat(send("GET", "/", "", Map.of(), "", Optional.of(other)))
                .contains("<Code>AccessDenied</Code>");
    }

    @Test
    void aHeaderOfS3ThatIsNotSignedIsRefused() throws IOException {
        Signed signed = sign("PUT", "/files/k", "", Map.of(), SECRET, UNSIGNED);
        Map<String, String> added = Map.of("x-amz-copy-source", "files/other");
        assertThat(send("PUT", "/files/k", "", added, "", Optional.of(signed)))
                .contains("<Code>AccessDenied</Code>");
    }

    @Test
    void aChangedBodyLeavesNothing() throws IOException {
        Signed signed = sign("PUT", "/files/k", "", Map.of(), SECRET, Signed.sha256("hello"));
        assertThat(send("PUT", "/files/k", "", Map.of(), "jello", Optional.of(signed)))
                .contains("<Code>XAmzContentSHA256Mismatch</Code>");
        assertThat(isThere()).isFalse();
        assertThat(send("PUT", "/files/k", "", Map.of(), "hello", Optional.of(signed)))
                .startsWith("HTTP/1.1 200 ");
        assertThat(read()).isEqualTo("hello");
    }

    @Test
    void aCutBodyLeavesNothing() throws IOException {
        Signed signed = sign("PUT", "/files/k", "", Map.of(), SECRET, UNSIGNED);
        Map<String, String> longer = Map.of("content-length", "10");
        assertThat(send("PUT", "/files/k", "", longer, "hello", Optional.of(signed)))
                .doesNotStartWith("HTTP/1.1 200 ");
        assertThat(isThere()).isFalse();
    }

    @Test
    void everyChunkIsChecked() throws IOException {
        Map<String, String> length = Map.of("x-amz-decoded-content-length", "10");
        Signed signed = sign("PUT", "/files/k", "", length, SECRET, CHUNKED);
        String first = signed.chunkSignature(signed.signature(), "hello");
        String second = signed.chunkSignature(first, "world");
        String last = signed.chunkSignature(second, "");
        String good = chunk("hello", first) + chunk("world", second) + chunk("", last);
        for (String bad :
                new String[] {
                    chunk("jello", first) + chunk("world", second) + chunk("", last),
                    chunk("world", second) + chunk("hello", first) + chunk("", last),
                    chunk("hello", first) + chunk("world", second) + chunk("", first)
                }) {
            assertThat(send("PUT", "/files/k", "", Map.of(), bad, Optional.of(signed)))
                    .contains("<Code>SignatureDoesNotMatch</Code>");
            assertThat(isThere()).isFalse();
        }
        for (String cut :
                new String[] {
                    chunk("hello", first) + chunk("world", second),
                    chunk("hello", first),
                    chunk("hello", first) + chunk("", signed.chunkSignature(first, ""))
                }) {
            assertThat(send("PUT", "/files/k", "", Map.of(), cut, Optional.of(signed)))
                    .contains("<Code>IncompleteBody</Code>");
            assertThat(isThere()).isFalse();
        }
        assertThat(send("PUT", "/files/k", "", Map.of(), good, Optional.of(signed)))
                .startsWith("HTTP/1.1 200 ");
        assertThat(read()).isEqualTo("helloworld");
    }

    @Test
    void aTrailerIsComparedWithObjectsAndWithDocuments() throws IOException {
        String tags = "<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>";
        for (String[] each :
                new String[][] {{"/files/k", "", "hello"}, {"/files", "tagging=", tags}}) {
            String body = each[2];
            CRC32 crc = new CRC32();
            crc.update(body.getBytes(UTF_8));
            byte[] sum = ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array();
            Map<String, String> announced =
                    Map.of(
                            "x-amz-decoded-content-length",
                            String.valueOf(body.length()),
                            "x-amz-trailer",
                            "x-amz-checksum-crc32");
            Signed signed = sign("PUT", each[0], each[1], announced, SECRET, TRAILED);
            String chunks = Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n";
            String wrong = chunks + "x-amz-checksum-crc32:AAAAAA==\r\n\r\n";
            assertThat(send("PUT", each[0], each[1], Map.of(), wrong, Optional.of(signed)))
                    .contains("<Code>BadDigest</Code>");
            String none = chunks + "\r\n";
            assertThat(send("PUT", each[0], each[1], Map.of(), none, Optional.of(signed)))
                    .contains("<Code>MalformedTrailerError</Code>");
            assertThat(isThere()).isFalse();
            String good =
                    chunks
                            + "x-amz-checksum-crc32:"
                            + Base64.getEncoder().encodeToString(sum)
                            + "\r\n\r\n";
            assertThat(send("PUT", each[0], each[1], Map.of(), good, Optional.of(signed)))
                    .startsWith("HTTP/1.1 20");
            rig.blob().delete(OBJECT);
        }
    }

    private static String chunk(String data, String signature) {
        return Integer.toHexString(data.length())
                + ";chunk-signature="
                + signature
                + "\r\n"
                + data
                + "\r\n";
    }

    private String host() {
        return "127.0.0.1:" + rig.address().getPort();
    }

    private Signed sign(
            String method,
            String path,
            String query,
            Map<String, String> more,
            String secret,
            String payload) {
        return Signed.request(
                method,
                host(),
                path,
                query,
                payload,
                more,
                S3Rig.OPERATOR_KEY,
                secret,
                Instant.now());
    }

    /** The whole answer; the request is ended after its body, whatever length it announced. */
    private String send(
            String method,
            String path,
            String query,
            Map<String, String> more,
            String body,
            Optional<Signed> signed)
            throws IOException {
        StringBuilder head = new StringBuilder(method + " " + path);
        head.append(query.isEmpty() ? "" : "?" + query).append(" HTTP/1.1\r\n");
        Map<String, String> headers =
                new java.util.TreeMap<>(signed.map(Signed::headers).orElse(Map.of("host", host())));
        headers.put("connection", "close");
        headers.put("content-length", String.valueOf(body.length()));
        headers.putAll(more);
        headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        try (Socket socket = new Socket("127.0.0.1", rig.address().getPort())) {
            socket.getOutputStream().write((head + "\r\n" + body).getBytes(ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private boolean isThere() {
        return !rig.blob().list(BUCKET, "", "", "", 10).objects().isEmpty();
    }

    private String read() throws IOException {
        try (OpenObject open = rig.blob().get(OBJECT, Optional.empty())) {
            return new String(open.body().readAll(ByteCount.kib(1)), UTF_8);
        }
    }

    private static ByteSource text(String text) {
        return ByteSource.of(text.getBytes(UTF_8));
    }
}
