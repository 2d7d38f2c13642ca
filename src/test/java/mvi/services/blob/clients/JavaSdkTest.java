package mvi.services.blob.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.services.blob.front.S3Rig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The AWS SDK for Java as apps use it most: synchronous, in clear. */
@Tag("engine")
final class JavaSdkTest {
    private static final int PART = 6 * 1024 * 1024;
    private static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(S3Rig.OPERATOR_KEY, S3Rig.SECRET.revealText()));

    @TempDir Path folder;
    private ClientWorld world;
    private S3Client s3;

    @BeforeEach
    void start() throws Exception {
        world = new ClientWorld(folder);
        s3 =
                S3Client.builder()
                        .endpointOverride(world.plain())
                        .region(Region.US_EAST_1)
                        .credentialsProvider(CREDENTIALS)
                        .httpClient(UrlConnectionHttpClient.create())
                        .forcePathStyle(true)
                        .build();
        s3.createBucket(b -> b.bucket("java"));
    }

    @AfterEach
    void stop() {
        s3.close();
        world.close();
    }

    private String put(String key, String content) {
        return s3.putObject(b -> b.bucket("java").key(key), RequestBody.fromString(content))
                .versionId();
    }

    private String get(String key) {
        return s3.getObjectAsBytes(b -> b.bucket("java").key(key)).asUtf8String();
    }

    private HeadObjectResponse head(String key) {
        return s3.headObject(b -> b.bucket("java").key(key).checksumMode(ChecksumMode.ENABLED));
    }

    private void isLarge(String key) throws Exception {
        try (InputStream body = s3.getObject(b -> b.bucket("java").key(key))) {
            assertThat(ClientWorld.sha256(body)).isEqualTo(ClientWorld.sha256(world.large()));
        }
    }

    @Test
    void smallObjectsComeBackWithWhatWasSaidOfThem() {
        s3.putObject(
                b ->
                        b.bucket("java")
                                .key(ClientWorld.HARD_KEY)
                                .contentType("text/x-small")
                                .metadata(Map.of("colour", "deep blue")),
                RequestBody.fromString("hello"));
        HeadObjectResponse head = head(ClientWorld.HARD_KEY);
        assertThat(head.contentType()).isEqualTo("text/x-small");
        assertThat(head.metadata()).isEqualTo(Map.of("colour", "deep blue"));
        assertThat(head.checksumCRC32()).as("sent unasked").isEqualTo("NhCmhg==");
        s3.copyObject(
                b ->
                        b.sourceBucket("java")
                                .sourceKey(ClientWorld.HARD_KEY)
                                .destinationBucket("java")
                                .destinationKey("copy")
                                .metadataDirective(MetadataDirective.REPLACE)
                                .metadata(Map.of("colour", "red")));
        assertThat(get("copy")).isEqualTo("hello");
        assertThat(head("copy").metadata()).isEqualTo(Map.of("colour", "red"));
        s3.putObjectTagging(
                b -> b.bucket("java").key("copy").tagging(t -> t.tagSet(JavaSdkTest::tag)));
        assertThat(s3.getObjectTagging(b -> b.bucket("java").key("copy")).tagSet())
                .singleElement()
                .satisfies(each -> assertThat(each.value()).isEqualTo("shop & co"));
        assertThat(world.bodies()).contains("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER");
    }

    private static void tag(software.amazon.awssdk.services.s3.model.Tag.Builder tag) {
        tag.key("team").value("shop & co");
    }

    @Test
    void largeObjectsComeBackFromFilesStreamsAndParts() throws Exception {
        s3.putObject(b -> b.bucket("java").key("file"), RequestBody.fromFile(world.large()));
        isLarge("file");
        try (InputStream in = Files.newInputStream(world.large())) {
            s3.putObject(
                    b -> b.bucket("java").key("stream"),
                    RequestBody.fromInputStream(in, ClientWorld.LARGE));
        }
        Path back = folder.resolve("back");
        s3.getObject(b -> b.bucket("java").key("stream"), ResponseTransformer.toFile(back));
        assertThat(back).hasSameBinaryContentAs(world.large());
        byte[] all = Files.readAllBytes(world.large());
        String upload =
                s3.createMultipartUpload(
                                b ->
                                        b.bucket("java")
                                                .key("parts")
                                                .checksumAlgorithm(ChecksumAlgorithm.CRC32))
                        .uploadId();
        List<CompletedPart> parts = new ArrayList<>();
        for (int at = 0, number = 1; at < all.length; at += PART, number++) {
            parts.add(part(upload, number, all, at));
        }
        s3.completeMultipartUpload(
                b ->
                        b.bucket("java")
                                .key("parts")
                                .uploadId(upload)
                                .multipartUpload(m -> m.parts(parts)));
        isLarge("parts");
        assertThat(head("parts").eTag()).endsWith("-3\"");
        assertThat(head("parts").checksumCRC32()).endsWith("-3");
        assertThat(s3.headObject(b -> b.bucket("java").key("parts").partNumber(1)).contentLength())
                .isEqualTo(PART);
        assertThat(
                        s3.getObjectAsBytes(
                                        b ->
                                                b.bucket("java")
                                                        .key("parts")
                                                        .range("bytes=6291450-6291460"))
                                .asByteArray())
                .isEqualTo(Arrays.copyOfRange(all, 6_291_450, 6_291_461));
    }

    private CompletedPart part(String upload, int number, byte[] all, int at) {
        byte[] bytes = Arrays.copyOfRange(all, at, Math.min(at + PART, all.length));
        var sent =
                s3.uploadPart(
                        b ->
                                b.bucket("java")
                                        .key("parts")
                                        .uploadId(upload)
                                        .partNumber(number)
                                        .checksumAlgorithm(ChecksumAlgorithm.CRC32),
                        RequestBody.fromBytes(bytes));
        return CompletedPart.builder()
                .partNumber(number)
                .eTag(sent.eTag())
                .checksumCRC32(sent.checksumCRC32())
                .build();
    }

    @Test
    void manyAreListedPageByPageAndDeletedAtOnce() throws Exception {
        ClientWorld.writeMany(key -> put(key, "x"));
        List<ListObjectsV2Response> pages =
                s3.listObjectsV2Paginator(b -> b.bucket("java").prefix("many/")).stream().toList();
        assertThat(pages).extracting(ListObjectsV2Response::keyCount).containsExactly(1000, 50);
        for (ListObjectsV2Response page : pages) {
            List<ObjectIdentifier> keys =
                    page.contents().stream()
                            .map(each -> ObjectIdentifier.builder().key(each.key()).build())
                            .toList();
            assertThat(
                            s3.deleteObjects(b -> b.bucket("java").delete(d -> d.objects(keys)))
                                    .deleted())
                    .hasSameSizeAs(keys);
        }
        s3.deleteBucket(b -> b.bucket("java"));
        assertThat(s3.listBuckets().buckets()).isEmpty();
        assertThatThrownBy(() -> s3.listObjectsV2(b -> b.bucket("java")))
                .isInstanceOf(NoSuchBucketException.class);
    }

    @Test
    void anyoneMayFollowWhatIsPresigned() throws Exception {
        try (S3Presigner presigner =
                S3Presigner.builder()
                        .s3Client(s3)
                        .endpointOverride(world.plain())
                        .region(Region.US_EAST_1)
                        .credentialsProvider(CREDENTIALS)
                        .serviceConfiguration(
                                S3Configuration.builder().pathStyleAccessEnabled(true).build())
                        .build()) {
            var put =
                    presigner.presignPutObject(
                            b ->
                                    b.signatureDuration(Duration.ofHours(1))
                                            .putObjectRequest(r -> r.bucket("java").key("signed")));
            Map<String, String> signed = new HashMap<>();
            put.signedHeaders().forEach((name, values) -> signed.put(name, values.getFirst()));
            signed.remove("host");
            ClientWorld.fetch(put.url().toURI(), Optional.of("by anyone"), signed);
            var get =
                    presigner.presignGetObject(
                            b ->
                                    b.signatureDuration(Duration.ofHours(1))
                                            .getObjectRequest(r -> r.bucket("java").key("signed")));
            assertThat(ClientWorld.fetch(get.url().toURI(), Optional.empty(), Map.of()))
                    .isEqualTo("by anyone");
        }
    }

    @Test
    void olderVersionsAreRead() {
        s3.putBucketVersioning(
                b ->
                        b.bucket("java")
                                .versioningConfiguration(
                                        c -> c.status(BucketVersioningStatus.ENABLED)));
        String older = put("k", "older");
        String newer = put("k", "newer");
        s3.deleteObject(b -> b.bucket("java").key("k"));
        assertThatThrownBy(() -> get("k")).isInstanceOf(NoSuchKeyException.class);
        assertThat(
                        s3.getObjectAsBytes(b -> b.bucket("java").key("k").versionId(older))
                                .asUtf8String())
                .isEqualTo("older");
        assertThat(s3.listObjectVersionsPaginator(b -> b.bucket("java")).versions())
                .extracting(each -> each.versionId())
                .containsExactly(newer, older);
    }
}
