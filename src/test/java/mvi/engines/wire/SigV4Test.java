package mvi.engines.wire;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Against the signer of the AWS SDK. */
final class SigV4Test {
    private static final Instant NOW = Instant.parse("2026-05-05T10:00:00Z");
    private static final Secret SECRET = Secret.of("a/secret+key");
    private static final String LETTERS = "abXY09-._~ /+=&%$,:;@!'()*?#\u00e4\u20ac";

    private static String letters(Random random, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most) + 1; i > 0; i--) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    private static HttpRequest signed(Random random, String service) {
        boolean isPresigned = random.nextBoolean();
        boolean isS3 = service.equals("s3");
        SdkHttpRequest.Builder builder =
                SdkHttpRequest.builder()
                        .method(random.nextBoolean() ? SdkHttpMethod.PUT : SdkHttpMethod.GET)
                        .uri(URI.create("http://127.0.0.1:4566"))
                        .encodedPath("/b" + PercentCoding.encodePath("/" + letters(random, 12)))
                        .putHeader("X-Extra", "  two   words ");
        for (int i = random.nextInt(4); i > 0; i--) {
            builder.appendRawQueryParameter(letters(random, 5), letters(random, 5));
        }
        SdkHttpRequest unsigned = builder.build();
        AwsV4HttpSigner signer = AwsV4HttpSigner.create();
        SdkHttpRequest request =
                signer.sign(
                                b -> {
                                    b.request(unsigned)
                                            .identity(
                                                    AwsCredentialsIdentity.create(
                                                            "AK", SECRET.revealText()))
                                            .putProperty(
                                                    AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                                            .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                                            .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, !isS3)
                                            .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, !isS3)
                                            .putProperty(
                                                    AwsV4HttpSigner.AUTH_LOCATION,
                                                    !isPresigned
                                                            ? AwsV4HttpSigner.AuthLocation.HEADER
                                                            : AwsV4HttpSigner.AuthLocation
                                                                    .QUERY_STRING)
                                            .putProperty(
                                                    AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED,
                                                    !isS3 || (!isPresigned && random.nextBoolean()))
                                            .putProperty(
                                                    software.amazon.awssdk.http.auth.spi.signer
                                                            .HttpSigner.SIGNING_CLOCK,
                                                    java.time.Clock.fixed(NOW, ZoneOffset.UTC));
                                    if (isPresigned) {
                                        b.putProperty(
                                                AwsV4HttpSigner.EXPIRATION_DURATION,
                                                java.time.Duration.ofMinutes(20));
                                    }
                                })
                        .request();
        List<String> fields = new ArrayList<>();
        request.forEachHeader(
                (name, all) -> all.forEach(each -> fields.addAll(List.of(name, each))));
        Headers headers = Headers.of(fields);
        headers = headers.has("Host") ? headers : headers.with("Host", "127.0.0.1:4566");
        return new HttpRequest(
                request.method().name(),
                request.encodedPath(),
                request.encodedQueryParameters().orElse(""),
                headers,
                ByteSource.empty(),
                false,
                new InetSocketAddress(0),
                InetAddress.getLoopbackAddress());
    }

    @Test
    void whatTheSdkSignsIsAccepted() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            HttpRequest request = signed(random, i % 2 == 0 ? "s3" : "dynamodb");
            try {
                var _ = SigV4.parse(request).verify(request, SECRET, NOW.plusSeconds(60), "");
            } catch (Problem refused) {
                fail("seed " + seed + ", request " + i + " " + request + refused, refused);
            }
        }
    }

    @Test
    void aWrongSecretADifferentPathAndALateRequestAreRefused() {
        HttpRequest request = signed(new Random(7), "dynamodb");
        SigV4 signature = SigV4.parse(request);
        assertThatThrownBy(() -> signature.verify(request, Secret.of("x"), NOW, ""))
                .extracting(thrown -> ((Problem) thrown).code())
                .isEqualTo("signature-does-not-match");
        HttpRequest other =
                new HttpRequest(
                        request.method(),
                        request.path() + "x",
                        request.query(),
                        request.headers(),
                        request.body(),
                        false,
                        request.peer(),
                        request.local());
        assertThatThrownBy(() -> signature.verify(other, SECRET, NOW, ""))
                .extracting(thrown -> ((Problem) thrown).code())
                .isEqualTo("signature-does-not-match");
        assertThatThrownBy(() -> signature.verify(request, SECRET, NOW.minusSeconds(901), ""))
                .extracting(thrown -> ((Problem) thrown).code())
                .isEqualTo("request-time-too-skewed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Tue, 05 May 2026 10:00:00 -0000",
                "Tue, 05 May 2026 10:00:00 GMT",
                "20260505T100000Z"
            })
    void aDateIsEnoughWhereThereIsNoAmzDate(String date) {
        String scope = "20260505/us-east-1/s3/aws4_request";
        String canonical = "GET\n/b/k\n\ndate:" + date + "\nhost:h\n\ndate;host\nUNSIGNED-PAYLOAD";
        String toSign =
                "AWS4-HMAC-SHA256\n20260505T100000Z\n" + scope + "\n" + SigV4.sha256(canonical);
        String signature =
                HexFormat.of()
                        .formatHex(
                                SigV4.hmac(
                                        SigV4.signingKey(SECRET, "20260505", "us-east-1", "s3"),
                                        toSign));
        HttpRequest request =
                new HttpRequest(
                        "GET",
                        "/b/k",
                        "",
                        Headers.of(
                                "Host",
                                "h",
                                "Date",
                                date,
                                "X-Amz-Content-Sha256",
                                "UNSIGNED-PAYLOAD",
                                "Authorization",
                                "AWS4-HMAC-SHA256 Credential=AK/%s,SignedHeaders=date;host,Signature=%s"
                                        .formatted(scope, signature)),
                        ByteSource.empty(),
                        false,
                        new InetSocketAddress(0),
                        InetAddress.getLoopbackAddress());
        assertThatCode(() -> SigV4.parse(request).verify(request, SECRET, NOW, ""))
                .doesNotThrowAnyException();
    }
}
