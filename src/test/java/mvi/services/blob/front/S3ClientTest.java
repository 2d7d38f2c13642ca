package mvi.services.blob.front;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** What an app's own AWS SDK sees. */
final class S3ClientTest {
    private static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(S3Rig.APP_KEY, S3Rig.SECRET.revealText()));

    @TempDir Path folder;
    private S3Rig rig;
    private S3Client s3;

    @BeforeEach
    void start() throws IOException {
        rig = S3Rig.open(folder);
        s3 =
                S3Client.builder()
                        .endpointOverride(rig.endpoint())
                        .region(Region.US_EAST_1)
                        .credentialsProvider(CREDENTIALS)
                        .httpClient(UrlConnectionHttpClient.create())
                        .forcePathStyle(true)
                        .build();
        s3.createBucket(b -> b.bucket("files"));
    }

    @AfterEach
    void stop() {
        s3.close();
        rig.close();
    }

    @Test
    void checksumsInTrailersAreKept() {
        for (ChecksumAlgorithm each :
                List.of(
                        ChecksumAlgorithm.CRC32,
                        ChecksumAlgorithm.CRC32_C,
                        ChecksumAlgorithm.SHA1,
                        ChecksumAlgorithm.SHA256)) {
            PutObjectResponse put =
                    s3.putObject(
                            b -> b.bucket("files").key("k").checksumAlgorithm(each),
                            RequestBody.fromString("hello"));
            ResponseBytes<GetObjectResponse> got =
                    s3.getObjectAsBytes(b -> b.bucket("files").key("k").checksumMode("ENABLED"));
            assertThat(got.asUtf8String()).isEqualTo("hello");
            GetObjectResponse answer = got.response();
            assertThat(answer.checksumCRC32()).isEqualTo(put.checksumCRC32());
            assertThat(answer.checksumCRC32C()).isEqualTo(put.checksumCRC32C());
            assertThat(answer.checksumSHA1()).isEqualTo(put.checksumSHA1());
            assertThat(answer.checksumSHA256()).isEqualTo(put.checksumSHA256());
            assertThat(answer.checksumTypeAsString()).isEqualTo("FULL_OBJECT");
        }
        assertThatThrownBy(
                        () ->
                                s3.putObject(
                                        b -> b.bucket("files").key("bad").checksumCRC32("AAAAAA=="),
                                        RequestBody.fromString("hello")))
                .isInstanceOfSatisfying(S3Exception.class, it -> hasCode(it, 400, "BadDigest"));
    }

    @Test
    void theOldListGoesPageByPage() {
        for (String key : List.of("a", "b/1", "b/2", "c&<d>")) {
            s3.putObject(b -> b.bucket("files").key(key), RequestBody.fromString(key));
        }
        ListObjectsResponse first =
                s3.listObjects(b -> b.bucket("files").delimiter("/").maxKeys(2));
        assertThat(first.isTruncated()).isTrue();
        assertThat(first.commonPrefixes().getFirst().prefix()).isEqualTo("b/");
        ListObjectsResponse second =
                s3.listObjects(b -> b.bucket("files").delimiter("/").marker(first.nextMarker()));
        assertThat(second.contents()).extracting(it -> it.key()).containsExactly("c&<d>");
        assertThat(s3.listObjectsV2Paginator(b -> b.bucket("files").maxKeys(1)).contents())
                .extracting(it -> it.key())
                .containsExactly("a", "b/1", "b/2", "c&<d>");
    }

    @Test
    void manyAreDeletedAtOnce() {
        s3.putObject(b -> b.bucket("files").key("a&b"), RequestBody.fromString("x"));
        var answer =
                s3.deleteObjects(
                        b ->
                                b.bucket("files")
                                        .delete(
                                                d ->
                                                        d.objects(
                                                                ObjectIdentifier.builder()
                                                                        .key("a&b")
                                                                        .build(),
                                                                ObjectIdentifier.builder()
                                                                        .key("none")
                                                                        .build())));
        assertThat(answer.deleted()).extracting(it -> it.key()).containsExactly("a&b", "none");
        assertThat(s3.listObjectsV2(b -> b.bucket("files")).contents()).isEmpty();
    }

    @Test
    void conditionsOfReadsHold() {
        String etag =
                s3.putObject(b -> b.bucket("files").key("k"), RequestBody.fromString("x")).eTag();
        assertThatThrownBy(() -> s3.getObject(b -> b.bucket("files").key("k").ifNoneMatch(etag)))
                .isInstanceOfSatisfying(
                        S3Exception.class, it -> assertThat(it.statusCode()).isEqualTo(304));
        assertThatThrownBy(() -> s3.headObject(b -> b.bucket("files").key("k").ifMatch("\"no\"")))
                .isInstanceOfSatisfying(
                        S3Exception.class, it -> assertThat(it.statusCode()).isEqualTo(412));
    }

    @Test
    void theOnePartOfAnObjectSaysItsRange() {
        s3.putObject(b -> b.bucket("files").key("k"), RequestBody.fromString("hello"));
        GetObjectResponse got =
                s3.getObjectAsBytes(b -> b.bucket("files").key("k").partNumber(1)).response();
        assertThat(got.contentRange()).isEqualTo("bytes 0-4/5");
        assertThat(got.sdkHttpResponse().statusCode()).isEqualTo(206);
        s3.putObject(b -> b.bucket("files").key("empty"), RequestBody.empty());
        GetObjectResponse empty =
                s3.getObjectAsBytes(b -> b.bucket("files").key("empty").partNumber(1)).response();
        assertThat(empty.contentRange()).isNull();
        assertThat(empty.sdkHttpResponse().statusCode()).isEqualTo(200);
    }

    @Test
    void whatIsDeniedIsSaidSo() {
        assertThatThrownBy(() -> s3.deleteBucket(b -> b.bucket("files")))
                .isInstanceOfSatisfying(S3Exception.class, it -> hasCode(it, 403, "AccessDenied"));
    }

    private static void hasCode(S3Exception failed, int status, String code) {
        assertThat(failed.statusCode()).isEqualTo(status);
        assertThat(failed.awsErrorDetails().errorCode()).isEqualTo(code);
    }

    @Test
    void presignedAddressesWorkUntilTheyExpire() throws IOException {
        try (S3Presigner presigner =
                S3Presigner.builder()
                        .endpointOverride(rig.endpoint())
                        .region(Region.EU_WEST_1)
                        .credentialsProvider(CREDENTIALS)
                        .serviceConfiguration(
                                S3Configuration.builder().pathStyleAccessEnabled(true).build())
                        .build()) {
            var put =
                    presigner.presignPutObject(
                            b ->
                                    b.signatureDuration(Duration.ofMinutes(5))
                                            .putObjectRequest(r -> r.bucket("files").key("a b")));
            assertThat(put(put.url(), put.signedHeaders(), "hello")).isEqualTo(200);
            var get =
                    presigner.presignGetObject(
                            b ->
                                    b.signatureDuration(Duration.ofMinutes(5))
                                            .getObjectRequest(
                                                    r ->
                                                            r.bucket("files")
                                                                    .key("a b")
                                                                    .responseContentType("a/b")));
            HttpURLConnection opened = (HttpURLConnection) get.url().openConnection();
            assertThat(new String(opened.getInputStream().readAllBytes(), UTF_8))
                    .isEqualTo("hello");
            assertThat(opened.getContentType()).isEqualTo("a/b");
            String other = get.url().toString().replace("a%20b", "other");
            HttpURLConnection changed =
                    (HttpURLConnection) java.net.URI.create(other).toURL().openConnection();
            assertThat(changed.getResponseCode()).isEqualTo(403);
        }
    }

    private static int put(URL url, Map<String, List<String>> headers, String body)
            throws IOException {
        HttpURLConnection connection = (HttpURLConnection) url.openConnection();
        connection.setRequestMethod("PUT");
        connection.setDoOutput(true);
        headers.forEach(
                (name, values) -> {
                    if (!name.equalsIgnoreCase("host")) {
                        values.forEach(value -> connection.addRequestProperty(name, value));
                    }
                });
        connection.getOutputStream().write(body.getBytes(UTF_8));
        return connection.getResponseCode();
    }
}
