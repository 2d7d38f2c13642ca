package mvi.engines.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.zip.CRC32;
import mvi.engines.base.ByteCount;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.checksums.DefaultChecksumAlgorithm;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Against bodies that the AWS SDK's own signer has cut into chunks. */
final class AwsChunkedSourceTest {
    private static final Instant NOW = Instant.parse("2026-05-05T10:00:00Z");
    private static final Secret SECRET = Secret.of("a/secret+key");
    private static final ByteCount LIMIT = new ByteCount(1 << 20);
    private static final SigV4.Chain NO_CHAIN = new SigV4.Chain(SECRET, "", "", "");

    /** A coded body, and what takes the code off needs of its request. */
    private record Coded(byte[] body, SigV4.Chain chain, PayloadHash.Chunked kind, String trailer) {
        AwsChunkedSource source(byte[] bytes, long length) {
            return new AwsChunkedSource(
                    ByteSource.of(bytes),
                    OptionalLong.of(length),
                    kind,
                    chain,
                    trailer.isEmpty() ? Optional.empty() : Optional.of(trailer));
        }
    }

    private static Coded bySdk(byte[] content, boolean isSigned, boolean hasTrailer)
            throws IOException {
        // Over plain HTTP the SDK signs every payload, asked to or not.
        SdkHttpRequest unsigned =
                SdkHttpRequest.builder()
                        .method(SdkHttpMethod.PUT)
                        .uri(URI.create("https://127.0.0.1:4566/bucket/key"))
                        .putHeader("Content-Length", Integer.toString(content.length))
                        .build();
        SignedRequest signed =
                AwsV4HttpSigner.create()
                        .sign(
                                b -> {
                                    b.request(unsigned)
                                            .payload(() -> new ByteArrayInputStream(content))
                                            .identity(
                                                    AwsCredentialsIdentity.create(
                                                            "AK", SECRET.revealText()))
                                            .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                                            .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                                            .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                                            .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                                            .putProperty(
                                                    AwsV4HttpSigner.CHUNK_ENCODING_ENABLED, true)
                                            .putProperty(
                                                    AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED,
                                                    isSigned)
                                            .putProperty(
                                                    HttpSigner.SIGNING_CLOCK,
                                                    Clock.fixed(NOW, ZoneOffset.UTC));
                                    if (hasTrailer) {
                                        b.putProperty(
                                                AwsV4HttpSigner.CHECKSUM_ALGORITHM,
                                                DefaultChecksumAlgorithm.CRC32);
                                    }
                                });
        List<String> fields = new ArrayList<>();
        signed.request()
                .forEachHeader(
                        (name, all) -> all.forEach(each -> fields.addAll(List.of(name, each))));
        Headers headers = Headers.of(fields);
        HttpRequest request =
                new HttpRequest(
                        "PUT",
                        "/bucket/key",
                        "",
                        headers.has("Host") ? headers : headers.with("Host", "127.0.0.1:4566"),
                        ByteSource.empty(),
                        false,
                        new InetSocketAddress(0),
                        InetAddress.getLoopbackAddress());
        SigV4 signature = SigV4.parse(request);
        return new Coded(
                signed.payload().orElseThrow().newStream().readAllBytes(),
                signature.verify(request, SECRET, NOW, ""),
                (PayloadHash.Chunked) signature.payloadHash(),
                headers.first("x-amz-trailer").orElse(""));
    }

    private static byte[] content(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return content;
    }

    private static Coded unsigned(String body) {
        return new Coded(
                body.getBytes(StandardCharsets.US_ASCII),
                NO_CHAIN,
                new PayloadHash.Chunked(false, true),
                "");
    }

    private static String code(Throwable thrown) {
        return thrown instanceof Problem problem ? problem.code() : thrown.toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 131_071, 131_072, 300_000})
    void whatTheSdkCutsAndSignsComesOutWhole(int size) throws IOException {
        byte[] content = content(size);
        for (boolean hasTrailer : List.of(true, false)) {
            Coded coded = bySdk(content, true, hasTrailer);
            assertThat(coded.kind()).isEqualTo(new PayloadHash.Chunked(true, hasTrailer));
            assertThat(coded.source(coded.body(), size).readAll(LIMIT)).isEqualTo(content);
        }
        Coded coded = bySdk(content, false, true);
        assertThat(coded.kind()).isEqualTo(new PayloadHash.Chunked(false, true));
        assertThat(coded.source(coded.body(), size).readAll(LIMIT)).isEqualTo(content);
    }

    @Test
    void aFlippedBitAnywhereIsNeverTakenForAWholeBody() throws IOException {
        byte[] content = content(200);
        for (boolean hasTrailer : List.of(true, false)) {
            Coded coded = bySdk(content, true, hasTrailer);
            // The CRLF that ends it carries nothing.
            for (int i = 0; i < coded.body().length - 2; i++) {
                byte[] changed = coded.body().clone();
                changed[i] ^= 2;
                ByteSource source = coded.source(changed, content.length);
                assertThatThrownBy(() -> assertThat(source.readAll(LIMIT)).isNotEqualTo(content))
                        .as("byte %d", i)
                        .isInstanceOfAny(Problem.class, IOException.class);
            }
        }
    }

    @Test
    void aBodyThatWasCutAnywhereThrows() throws IOException {
        byte[] content = content(200);
        Coded coded = bySdk(content, true, true);
        for (int end = 0; end < coded.body().length - 4; end++) {
            ByteSource source =
                    coded.source(java.util.Arrays.copyOf(coded.body(), end), content.length);
            assertThatThrownBy(() -> source.readAll(LIMIT))
                    .as("cut at %d", end)
                    .isInstanceOfAny(Problem.class, EOFException.class);
        }
    }

    @Test
    void theTrailerIsToldAtTheEnd() throws IOException {
        Coded coded = bySdk(content(20), false, true);
        AwsChunkedSource source = coded.source(coded.body(), 20);
        assertThat(source.trailer()).isEmpty();
        CRC32 crc = new CRC32();
        crc.update(source.readAll(LIMIT));
        byte[] sum = ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array();
        assertThat(source.trailer()).hasValue(Base64.getEncoder().encodeToString(sum));
    }

    @Test
    void aTrailerThatWasAnnouncedMustBeThere() throws IOException {
        Coded coded = bySdk(content(20), false, true);
        String text = new String(coded.body(), StandardCharsets.ISO_8859_1);
        String other = text.replaceFirst("x-amz-checksum-crc32:\\S+\r\n", "");
        ByteSource source = coded.source(other.getBytes(StandardCharsets.ISO_8859_1), 20);
        assertThatThrownBy(() -> source.readAll(LIMIT))
                .extracting(AwsChunkedSourceTest::code)
                .isEqualTo("malformed-trailer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x\r\nab\r\n0\r\n\r\n",
                "-1\r\nab\r\n0\r\n\r\n",
                "1\r\nab\r\n0\r\n\r\n",
                "fffffffffffffffff\r\nab\r\n0\r\n\r\n",
                "3\r\nabc\r\n0\r\n\r\n",
                "1\r\na\r\n0\r\n\r\n"
            })
    void aBodyThatIsNotWhatItSaysIsRefused(String body) {
        ByteSource source = unsigned(body).source(body.getBytes(StandardCharsets.US_ASCII), 2);
        assertThatThrownBy(() -> source.readAll(LIMIT))
                .extracting(AwsChunkedSourceTest::code)
                .isEqualTo("malformed-aws-chunked");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nocolon\r\n",
                "x-amz-checksum-crc32c:4qVJag==\r\n",
                "x-amz-checksum-crc32:nng+SA==\r\nx-amz-checksum-crc32:nng+SA==\r\n",
                "x-amz-checksum-crc32:nng+SA==\r\nX-Amz-Checksum-Crc32:AAAAAA==\r\n"
            })
    void aTrailerHasWhatWasAnnouncedOnce(String trailer) {
        byte[] body = ("2\r\nab\r\n0\r\n" + trailer + "\r\n").getBytes(StandardCharsets.US_ASCII);
        ByteSource source =
                new AwsChunkedSource(
                        ByteSource.of(body),
                        OptionalLong.of(2),
                        new PayloadHash.Chunked(false, true),
                        NO_CHAIN,
                        Optional.of("x-amz-checksum-crc32"));
        assertThatThrownBy(() -> source.readAll(LIMIT))
                .extracting(AwsChunkedSourceTest::code)
                .isEqualTo("malformed-trailer");
    }

    @Test
    void aLineThatDoesNotEndIsGivenUp() {
        byte[] endless = "1".repeat(2000).getBytes(StandardCharsets.US_ASCII);
        ByteSource source = unsigned("").source(endless, 2);
        assertThatThrownBy(() -> source.readAll(LIMIT))
                .extracting(AwsChunkedSourceTest::code)
                .isEqualTo("malformed-aws-chunked");
    }
}
