package mvi.services.blob.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies that are not what they say: nothing of them is ever seen, and nothing of them stays. */
final class HostileBodiesTest {
    private static final String SIGNED = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
    private static final String WITH_TRAILER = SIGNED + "-TRAILER";
    private static final String UNSIGNED = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
    private static final String CRC = "x-amz-checksum-crc32";

    /** CRC-32 of {@code hello}, in Base64. */
    private static final String CRC_OF_HELLO = "NhCmhg==";

    @TempDir Path folder;
    private S3Rig rig;
    private S3Wire wire;

    @BeforeEach
    void start() throws IOException {
        rig = S3Rig.open(folder);
        rig.blob().createBucket(S3Wire.BUCKET);
        wire = new S3Wire(rig);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private Signed sign(String payload, Map<String, String> more) {
        return wire.sign("PUT", "/files/k", "", more, payload, Instant.now());
    }

    private S3Wire.Answer put(Signed signed, Map<String, String> over, String body)
            throws IOException {
        return wire.raw(wire.request("PUT", "/files/k", "", signed, over, body));
    }

    private void refused(String outcome, Signed signed, String body) throws IOException {
        S3Wire.Answer answer = put(signed, Map.of(), body);
        assertThat(answer.outcome()).as(body).isEqualTo(outcome);
        S3Wire.assertRefusedWell(answer);
        S3Wire.assertNothingLeft(rig, folder);
    }

    @Test
    void theHashOfTheBodyIsOneAndRight() throws IOException {
        for (String hash : List.of("x", "E3B0", "UNSIGNED", "STREAMING-NONSENSE", "0".repeat(63))) {
            refused("400 InvalidArgument", sign(hash, Map.of()), "hello");
        }
        refused("400 InvalidRequest", sign("", Map.of()), "hello");
        refused("400 XAmzContentSHA256Mismatch", sign(Signed.EMPTY, Map.of()), "hello");
        Signed signed = sign(S3Wire.UNSIGNED, Map.of());
        String without =
                wire.request("PUT", "/files/k", "", signed, Map.of(), "hello")
                        .replaceFirst("x-amz-content-sha256: \\S+\r\n", "");
        assertThat(wire.raw(without).outcome()).isEqualTo("400 InvalidRequest");
        for (Map.Entry<String, String> each :
                Map.of(
                                "content-md5", "400 InvalidDigest",
                                "x-amz-checksum-crc32", "400 BadDigest",
                                "x-amz-checksum-crc9", "400 InvalidRequest",
                                "x-amz-sdk-checksum-algorithm", "400 InvalidRequest")
                        .entrySet()) {
            Signed promised = sign(S3Wire.UNSIGNED, Map.of(each.getKey(), "nonsense"));
            refused(each.getValue(), promised, "hello");
        }
        refused("400 BadDigest", sign(S3Wire.UNSIGNED, Map.of(CRC, "AAAAAA==")), "hello");
    }

    @Test
    void chunksHaveTheirForm() throws IOException {
        Map<String, String> length =
                Map.of("x-amz-decoded-content-length", "5", "x-amz-trailer", CRC);
        Signed signed = sign(UNSIGNED, length);
        String trailer = CRC + ":" + CRC_OF_HELLO + "\r\n";
        for (String bad :
                List.of(
                        "",
                        "x\r\nhello\r\n0\r\n" + trailer + "\r\n",
                        "-5\r\nhello\r\n0\r\n" + trailer + "\r\n",
                        "0x5\r\nhello\r\n0\r\n" + trailer + "\r\n",
                        "7fffffffffffffff\r\nhello\r\n0\r\n" + trailer + "\r\n",
                        "ffffffffffffffffffff\r\nhello\r\n0\r\n" + trailer + "\r\n",
                        "5\r\nhello0\r\n" + trailer + "\r\n",
                        "5\r\nhello\r\n" + trailer + "\r\n",
                        "5hello\r\n0\r\n" + trailer + "\r\n",
                        "4\r\nhell\r\n0\r\n" + trailer + "\r\n",
                        "6\r\nhello!\r\n0\r\n" + trailer + "\r\n",
                        "5\r\nhello\r\n",
                        "5\r\nhel",
                        "5" + " ".repeat(5000),
                        "\r\n".repeat(100))) {
            refused("400 IncompleteBody", signed, bad);
        }
        String chunks = "5\r\nhello\r\n0\r\n";
        for (String bad :
                List.of(
                        "\r\n",
                        "",
                        "nocolon\r\n\r\n",
                        trailer + trailer + "\r\n",
                        "x-amz-checksum-crc32c:AAAAAA==\r\n\r\n",
                        "a:b\r\n".repeat(100) + "\r\n")) {
            refused("400 MalformedTrailerError", signed, chunks + bad);
        }
        refused("400 BadDigest", signed, chunks + CRC + ":AAAAAA==\r\n\r\n");
        refused("400 BadDigest", signed, chunks + CRC + ":\r\n\r\n");
        for (String bad : List.of("", "x", "-1", "9".repeat(30))) {
            Map<String, String> other =
                    Map.of("x-amz-decoded-content-length", bad, "x-amz-trailer", CRC);
            refused("411 MissingContentLength", sign(UNSIGNED, other), chunks + trailer + "\r\n");
        }
        Map<String, String> huge =
                Map.of("x-amz-decoded-content-length", "6000000000000", "x-amz-trailer", CRC);
        refused("400 EntityTooLarge", sign(UNSIGNED, huge), chunks + trailer + "\r\n");
        assertThat(put(signed, Map.of(), chunks + trailer + "\r\n").status()).isEqualTo(200);
    }

    @Test
    void everySignatureInTheBodyIsChecked() throws IOException {
        Map<String, String> more =
                Map.of("x-amz-decoded-content-length", "5", "x-amz-trailer", CRC);
        Signed signed = sign(WITH_TRAILER, more);
        String first = signed.chunkSignature(signed.signature(), "hello");
        String last = signed.chunkSignature(first, "");
        String trailer = CRC + ":" + CRC_OF_HELLO;
        String end = signed.trailerSignature(last, trailer + "\n");
        String good = chunk("hello", first) + chunk("", last).stripTrailing() + "\r\n";
        String closing = "x-amz-trailer-signature:" + end + "\r\n\r\n";
        refused(
                "403 SignatureDoesNotMatch",
                signed,
                good + trailer + "\r\nx-amz-trailer-signature:" + first + "\r\n\r\n");
        refused("403 SignatureDoesNotMatch", signed, good + trailer + "\r\n\r\n");
        refused("400 MalformedTrailerError", signed, good + closing);
        refused(
                "403 SignatureDoesNotMatch",
                signed,
                good + trailer + "\r\nx-amz-meta-a:b\r\n" + closing);
        refused(
                "400 MalformedTrailerError",
                signed,
                good + trailer + "\r\n" + closing.strip() + "\r\n" + closing);
        refused("403 SignatureDoesNotMatch", signed, chunk("jello", first) + good);
        refused("400 IncompleteBody", signed, "5\r\nhello\r\n0\r\n" + trailer + "\r\n" + closing);
        refused("400 IncompleteBody", signed, chunk("hello", first));
        assertThat(put(signed, Map.of(), good + trailer + "\r\n" + closing).status())
                .isEqualTo(200);
    }

    private static String chunk(String data, String signature) {
        return Integer.toHexString(data.length())
                + ";chunk-signature="
                + signature
                + "\r\n"
                + data
                + "\r\n";
    }

    @Test
    void aBodyThatIsCutLeavesNothing() throws IOException {
        String part = "x".repeat(300_000);
        String upload = wire.send("POST", "/files/k", "uploads").element("UploadId");
        for (String query : List.of("", "partNumber=1&uploadId=" + upload)) {
            Signed signed =
                    wire.sign("PUT", "/files/k", query, Map.of(), S3Wire.UNSIGNED, Instant.now());
            Map<String, String> longer = Map.of("content-length", "1000000");
            String request = wire.request("PUT", "/files/k", query, signed, longer, part);
            // Half closed, closed, and reset in the middle.
            assertThat(wire.raw(request).status()).isNotEqualTo(200);
            for (boolean isReset : List.of(false, true)) {
                try (Socket socket = wire.open()) {
                    S3Wire.write(socket, request);
                    awaitUnfinished(true);
                    socket.setSoLinger(isReset, 0);
                }
                awaitUnfinished(false);
            }
        }
        S3Wire.assertNothingLeft(rig, folder);
        assertThat(wire.send("GET", "/files/k", "uploadId=" + upload).body())
                .doesNotContain("<Part>");
    }

    /** What comes is written as it comes; a cut is noticed after the client has gone. */
    private void awaitUnfinished(boolean isThere) throws IOException {
        for (int i = 0; i < 3000 && S3Wire.files(folder.resolve("tmp")).isEmpty() == isThere; i++) {
            LockSupport.parkNanos(10_000_000);
        }
    }

    @Test
    void aLengthIsOneNumberAndIsKept() throws IOException {
        Signed signed = sign(S3Wire.UNSIGNED, Map.of());
        for (String length : List.of("-1", "+1", "0x1", "", "5, 5", "9".repeat(30), "1.0", "1;2")) {
            Map<String, String> over = Map.of("content-length", length);
            assertThat(put(signed, over, "hello").status()).as(length).isEqualTo(400);
        }
        for (Map<String, String> over :
                List.of(
                        Map.of("Content-Length", "4"),
                        Map.of("Transfer-Encoding", "chunked"),
                        Map.of("Host", "other"))) {
            assertThat(put(signed, over, "hello").status()).as("%s", over).isEqualTo(400);
        }
        String without =
                wire.request("PUT", "/files/k", "", signed, Map.of(), "")
                        .replace("content-length: 0\r\n", "");
        assertThat(wire.raw(without).outcome()).isEqualTo("411 MissingContentLength");
        S3Wire.assertNothingLeft(rig, folder);
    }

    /** Nobody waits for a body that will not be kept. */
    @Test
    void whatIsTooLargeIsRefusedBeforeItComes() throws IOException {
        Signed signed = sign(S3Wire.UNSIGNED, Map.of());
        for (Map<String, String> over :
                List.of(
                        Map.of("content-length", "6000000000000"),
                        Map.of("content-length", "6000000000000", "expect", "100-continue"))) {
            try (Socket socket = wire.open()) {
                S3Wire.write(socket, wire.request("PUT", "/files/k", "", signed, over, ""));
                assertThat(S3Wire.read(socket).outcome()).isEqualTo("400 EntityTooLarge");
            }
        }
        S3Wire.assertNothingLeft(rig, folder);
    }

    @Test
    void whatIsSaidTwiceIsRefusedOrTheSignedOneCounts() throws IOException {
        Signed signed = sign(S3Wire.UNSIGNED, Map.of("x-amz-meta-a", "b"));
        for (Map.Entry<String, String> each :
                Map.of(
                                "X-Amz-Date", "20200101T000000Z",
                                "X-Amz-Content-Sha256", Signed.EMPTY,
                                "X-Amz-Meta-A", "c",
                                "Authorization", "x",
                                "X-Amz-Acl", "public-read")
                        .entrySet()) {
            S3Wire.Answer answer = put(signed, Map.of(each.getKey(), each.getValue()), "hello");
            assertThat(answer.status()).as(each.getKey()).isIn(400, 403);
        }
        S3Wire.assertNothingLeft(rig, folder);
    }

    @Test
    void metadataAndTagsHaveTheirLimits() throws IOException {
        String name = "x-amz-meta-a";
        assertThat(put(sign(S3Wire.UNSIGNED, Map.of(name, "x".repeat(2048))), Map.of(), "hello"))
                .extracting(S3Wire.Answer::outcome)
                .isEqualTo("400 MetadataTooLarge");
        // The wire has two bytes for this letter, and counts two.
        String letter = "\u00c3\u00a9";
        assertThat(put(sign(S3Wire.UNSIGNED, Map.of(name, letter.repeat(1024))), Map.of(), ""))
                .extracting(S3Wire.Answer::outcome)
                .isEqualTo("400 MetadataTooLarge");
        for (String tags :
                List.of(
                        "a=1&a=2",
                        "=x",
                        "x".repeat(129) + "=",
                        "a=" + "x".repeat(257),
                        "a&b&c&d&e&f&g&h&i&j&k",
                        "aws:a=1",
                        "a=%0A",
                        "a=%00")) {
            Signed signed = sign(S3Wire.UNSIGNED, Map.of("x-amz-tagging", tags));
            refused("400 InvalidTag", signed, "hello");
        }
        for (String tags : List.of("a=%ZZ", "a=%FF", "%")) {
            Signed signed = sign(S3Wire.UNSIGNED, Map.of("x-amz-tagging", tags));
            refused("400 InvalidArgument", signed, "hello");
        }
        for (String value : List.of("x".repeat(2047), letter.repeat(1023) + "x")) {
            Signed most = sign(S3Wire.UNSIGNED, Map.of(name, value));
            assertThat(put(most, Map.of(), "hello").outcome()).isEqualTo("200");
        }
        Signed longer = sign(S3Wire.UNSIGNED, Map.of(name, "x".repeat(40_000)));
        assertThat(put(longer, Map.of(), "hello").status()).isEqualTo(431);
    }

    @Test
    void fieldsHaveTheirValues() throws IOException {
        Map<String, String> bad =
                Map.ofEntries(
                        Map.entry("x-amz-storage-class", "400 InvalidStorageClass"),
                        Map.entry("x-amz-acl", "400 InvalidArgument"),
                        Map.entry("x-amz-grant-read", "400 InvalidArgument"),
                        Map.entry("x-amz-object-lock-mode", "400 InvalidArgument"),
                        Map.entry("x-amz-object-lock-legal-hold", "400 InvalidArgument"),
                        Map.entry("x-amz-server-side-encryption", "400 InvalidArgument"),
                        Map.entry("x-amz-website-redirect-location", "501 NotImplemented"),
                        Map.entry("x-amz-expected-bucket-owner", "403 AccessDenied"),
                        Map.entry("x-amz-security-token", "400 InvalidToken"));
        for (Map.Entry<String, String> each : bad.entrySet()) {
            Signed signed = sign(S3Wire.UNSIGNED, Map.of(each.getKey(), "nonsense"));
            refused(each.getValue(), signed, "hello");
        }
        assertThat(wire.send("PUT", "/files/k", "", "kept").status()).isEqualTo(200);
        for (String each : List.of("x-amz-if-match-size", "x-amz-if-match-last-modified-time")) {
            assertThat(wire.send("DELETE", "/files/k", "", Map.of(each, "1"), "").outcome())
                    .isEqualTo("501 NotImplemented");
        }
        assertThat(wire.send("GET", "/files/k").body()).isEqualTo("kept");
    }
}
