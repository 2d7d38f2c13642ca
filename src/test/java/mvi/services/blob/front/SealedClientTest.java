package mvi.services.blob.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionByDefault;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;

/** Sealed objects as an app's own AWS SDK sees them. */
final class SealedClientTest {
    private static final int PART = 5 * 1024 * 1024;
    private static final byte[] CONTENT = bytes(200_000);
    private static final CustomerKey ONE = CustomerKey.of("one customer's key, of 32 bytes.");
    private static final CustomerKey OTHER = CustomerKey.of("the other customer's key of 32 b");

    @TempDir Path folder;
    private S3Rig rig;
    private S3Client s3;
    private String keyId;

    /** As the SDK takes it. */
    private record CustomerKey(String base64, String md5) {
        static CustomerKey of(String text) {
            byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            try {
                byte[] md5 = MessageDigest.getInstance("MD5").digest(bytes);
                Base64.Encoder encoder = Base64.getEncoder();
                return new CustomerKey(encoder.encodeToString(bytes), encoder.encodeToString(md5));
            } catch (java.security.NoSuchAlgorithmException absent) {
                throw new AssertionError(absent);
            }
        }

        PutObjectRequest.Builder onto(PutObjectRequest.Builder request) {
            return request.sseCustomerAlgorithm("AES256")
                    .sseCustomerKey(base64)
                    .sseCustomerKeyMD5(md5);
        }

        GetObjectRequest.Builder onto(GetObjectRequest.Builder request) {
            return request.sseCustomerAlgorithm("AES256")
                    .sseCustomerKey(base64)
                    .sseCustomerKeyMD5(md5);
        }
    }

    @BeforeEach
    void start() throws IOException {
        rig = S3Rig.open(folder);
        keyId = rig.crypto().createKey(S3Rig.APP_ACCOUNT, "ours").id();
        s3 = client(S3Rig.APP_KEY);
        s3.createBucket(b -> b.bucket("files"));
    }

    private S3Client client(String accessKeyId) {
        return S3Client.builder()
                .endpointOverride(rig.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create(accessKeyId, S3Rig.SECRET.revealText())))
                .httpClient(UrlConnectionHttpClient.create())
                .forcePathStyle(true)
                .build();
    }

    @AfterEach
    void stop() {
        s3.close();
        rig.close();
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    private static PutObjectRequest.Builder put(String key) {
        return PutObjectRequest.builder().bucket("files").key(key);
    }

    private static GetObjectRequest.Builder get(String key) {
        return GetObjectRequest.builder().bucket("files").key(key);
    }

    private void refused(int status, String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        it -> {
                            assertThat(it.statusCode()).isEqualTo(status);
                            // An answer to HEAD has no room for a code.
                            assertThat(it.awsErrorDetails().errorCode()).isIn(code, null);
                        });
    }

    @Test
    void blobsOwnKeySeals() {
        var put =
                s3.putObject(
                        put("k").serverSideEncryption("AES256").build(),
                        RequestBody.fromBytes(CONTENT));
        assertThat(put.serverSideEncryption()).isEqualTo(ServerSideEncryption.AES256);
        var got = s3.getObjectAsBytes(get("k").build());
        assertThat(got.asByteArray()).isEqualTo(CONTENT);
        assertThat(got.response().serverSideEncryption()).isEqualTo(ServerSideEncryption.AES256);
        assertThat(s3.headObject(b -> b.bucket("files").key("k")).serverSideEncryption())
                .isEqualTo(ServerSideEncryption.AES256);
        var range = s3.getObjectAsBytes(get("k").range("bytes=65470-65490").build());
        assertThat(range.asByteArray()).isEqualTo(Arrays.copyOfRange(CONTENT, 65470, 65491));
    }

    @Test
    void aKeyOfCryptoSealsAndItsNameIsToldAsItWasGiven() {
        String arn = "arn:aws:kms:us-east-1:" + S3Rig.APP_ACCOUNT + ":key/" + keyId;
        for (String name : List.of(keyId, arn, "ours", "alias/ours")) {
            var put =
                    s3.putObject(
                            put("k").serverSideEncryption("aws:kms").ssekmsKeyId(name).build(),
                            RequestBody.fromBytes(CONTENT));
            assertThat(put.serverSideEncryption()).isEqualTo(ServerSideEncryption.AWS_KMS);
            assertThat(put.ssekmsKeyId()).isEqualTo(name);
            var got = s3.getObjectAsBytes(get("k").build());
            assertThat(got.asByteArray()).isEqualTo(CONTENT);
            assertThat(got.response().ssekmsKeyId()).isEqualTo(name);
        }
        refused(
                400,
                "KMS.NotFoundException",
                () ->
                        s3.putObject(
                                put("k").serverSideEncryption("aws:kms").ssekmsKeyId("no").build(),
                                RequestBody.fromString("x")));
        refused(
                400,
                "InvalidArgument",
                () ->
                        s3.putObject(
                                put("k").serverSideEncryption("aws:kms").build(),
                                RequestBody.fromString("x")));
    }

    @Test
    void aKeyOfCryptoIsForWhoMayUseItAlone() {
        s3.putObject(
                put("k").serverSideEncryption("aws:kms").ssekmsKeyId("ours").build(),
                RequestBody.fromString("x"));
        s3.putObject(put("plain").build(), RequestBody.fromString("x"));
        try (S3Client other = client(S3Rig.KEYLESS_KEY)) {
            String code = "AccessDenied";
            refused(403, code, () -> other.getObjectAsBytes(get("k").build()));
            refused(403, code, () -> copy(other, "k", "copy"));
            assertThat(other.headObject(b -> b.bucket("files").key("k")).ssekmsKeyId())
                    .isEqualTo("ours");
            assertThat(other.getObjectAsBytes(get("plain").build()).asUtf8String()).isEqualTo("x");
            setDefault("aws:kms", "ours");
            RequestBody body = RequestBody.fromString("x");
            refused(403, code, () -> other.putObject(put("k").build(), body));
            refused(403, code, () -> copy(other, "plain", "copy"));
            refused(403, code, () -> other.createMultipartUpload(b -> b.bucket("files").key("u")));
            String id = s3.createMultipartUpload(b -> b.bucket("files").key("u")).uploadId();
            refused(
                    403,
                    code,
                    () ->
                            other.uploadPart(
                                    b -> b.bucket("files").key("u").uploadId(id).partNumber(1),
                                    body));
        }
    }

    private static void copy(S3Client s3, String from, String to) {
        s3.copyObject(
                b ->
                        b.sourceBucket("files")
                                .sourceKey(from)
                                .destinationBucket("files")
                                .destinationKey(to));
    }

    @Test
    void aCustomersKeyIsNeededForAllThatReads() {
        var put = s3.putObject(ONE.onto(put("k")).build(), RequestBody.fromBytes(CONTENT));
        assertThat(put.sseCustomerAlgorithm()).isEqualTo("AES256");
        assertThat(put.sseCustomerKeyMD5()).isEqualTo(ONE.md5());
        var got = s3.getObjectAsBytes(ONE.onto(get("k")).build());
        assertThat(got.asByteArray()).isEqualTo(CONTENT);
        assertThat(got.response().sseCustomerKeyMD5()).isEqualTo(ONE.md5());
        var head =
                s3.headObject(
                        b ->
                                b.bucket("files")
                                        .key("k")
                                        .sseCustomerAlgorithm("AES256")
                                        .sseCustomerKey(ONE.base64())
                                        .sseCustomerKeyMD5(ONE.md5()));
        assertThat(head.contentLength()).isEqualTo(CONTENT.length);
        String code = "InvalidRequest";
        refused(400, code, () -> s3.getObjectAsBytes(get("k").build()));
        refused(400, code, () -> s3.getObjectAsBytes(OTHER.onto(get("k")).build()));
        refused(400, code, () -> s3.headObject(b -> b.bucket("files").key("k")));
        refused(
                400,
                code,
                () ->
                        s3.copyObject(
                                b ->
                                        b.sourceBucket("files")
                                                .sourceKey("k")
                                                .destinationBucket("files")
                                                .destinationKey("copy")));
        refused(
                400,
                code,
                () ->
                        s3.getObjectAttributes(
                                b ->
                                        b.bucket("files")
                                                .key("k")
                                                .objectAttributesWithStrings("ETag")));
        s3.putObject(put("plain").build(), RequestBody.fromString("x"));
        refused(400, code, () -> s3.getObjectAsBytes(ONE.onto(get("plain")).build()));
    }

    @Test
    void whatIsAskedWrongIsRefused() {
        RequestBody body = RequestBody.fromString("x");
        String code = "InvalidArgument";
        CustomerKey wrongMd5 = new CustomerKey(ONE.base64(), OTHER.md5());
        CustomerKey noBase64 = new CustomerKey("%%%", ONE.md5());
        CustomerKey tooShort = CustomerKey.of("16 bytes of a ke");
        for (CustomerKey each : List.of(wrongMd5, noBase64, tooShort)) {
            refused(400, code, () -> s3.putObject(each.onto(put("k")).build(), body));
        }
        refused(
                400,
                "InvalidEncryptionAlgorithmError",
                () ->
                        s3.putObject(
                                ONE.onto(put("k")).sseCustomerAlgorithm("AES128").build(), body));
        for (PutObjectRequest.Builder each :
                List.of(
                        ONE.onto(put("k")).serverSideEncryption("AES256"),
                        put("k").ssekmsKeyId("ours"),
                        put("k").serverSideEncryption("AES256").ssekmsKeyId("ours"),
                        put("k").serverSideEncryption("AES192"),
                        put("k").sseCustomerAlgorithm("AES256"))) {
            refused(400, code, () -> s3.putObject(each.build(), body));
        }
        refused(
                501,
                "NotImplemented",
                () ->
                        s3.putObject(
                                put("k").serverSideEncryption("aws:kms")
                                        .ssekmsKeyId("ours")
                                        .ssekmsEncryptionContext("e30=")
                                        .build(),
                                body));
        assertThat(s3.listObjectsV2(b -> b.bucket("files")).contents()).isEmpty();
    }

    @Test
    void partsAreSealedAsTheirUploadIs() {
        byte[] first = bytes(PART + 1);
        byte[] second = bytes(1000);
        String id =
                s3.createMultipartUpload(
                                b ->
                                        b.bucket("files")
                                                .key("k")
                                                .sseCustomerAlgorithm("AES256")
                                                .sseCustomerKey(ONE.base64())
                                                .sseCustomerKeyMD5(ONE.md5()))
                        .uploadId();
        List<CompletedPart> parts = new ArrayList<>();
        for (byte[] each : List.of(first, second)) {
            int number = parts.size() + 1;
            refused(400, "InvalidRequest", () -> part(id, number, each, OTHER));
            parts.add(
                    CompletedPart.builder()
                            .partNumber(number)
                            .eTag(part(id, number, each, ONE))
                            .build());
        }
        refused(400, "InvalidRequest", () -> complete(id, parts, OTHER));
        complete(id, parts, ONE);
        assertThat(s3.getObjectAsBytes(ONE.onto(get("k")).partNumber(2).build()).asByteArray())
                .isEqualTo(second);
        s3.copyObject(
                b ->
                        b.sourceBucket("files")
                                .sourceKey("k")
                                .copySourceSSECustomerAlgorithm("AES256")
                                .copySourceSSECustomerKey(ONE.base64())
                                .copySourceSSECustomerKeyMD5(ONE.md5())
                                .destinationBucket("files")
                                .destinationKey("copy")
                                .serverSideEncryption("AES256"));
        byte[] copy = s3.getObjectAsBytes(get("copy").build()).asByteArray();
        assertThat(copy).startsWith(first).endsWith(second).hasSize(PART + 1001);
    }

    private String part(String id, int number, byte[] body, CustomerKey key) {
        var answer =
                s3.uploadPart(
                        b ->
                                b.bucket("files")
                                        .key("k")
                                        .uploadId(id)
                                        .partNumber(number)
                                        .sseCustomerAlgorithm("AES256")
                                        .sseCustomerKey(key.base64())
                                        .sseCustomerKeyMD5(key.md5()),
                        RequestBody.fromBytes(body));
        assertThat(answer.sseCustomerKeyMD5()).isEqualTo(key.md5());
        return answer.eTag();
    }

    private void complete(String id, List<CompletedPart> parts, CustomerKey key) {
        s3.completeMultipartUpload(
                b ->
                        b.bucket("files")
                                .key("k")
                                .uploadId(id)
                                .multipartUpload(u -> u.parts(parts))
                                .sseCustomerAlgorithm("AES256")
                                .sseCustomerKey(key.base64())
                                .sseCustomerKeyMD5(key.md5()));
    }

    @Test
    void aBucketSealsByDefaultAsItsDocumentSays() {
        String none = "ServerSideEncryptionConfigurationNotFoundError";
        refused(404, none, () -> s3.getBucketEncryption(b -> b.bucket("files")));
        setDefault("aws:kms", "ours");
        var rule =
                s3.getBucketEncryption(b -> b.bucket("files"))
                        .serverSideEncryptionConfiguration()
                        .rules()
                        .getFirst()
                        .applyServerSideEncryptionByDefault();
        assertThat(rule.sseAlgorithm()).isEqualTo(ServerSideEncryption.AWS_KMS);
        assertThat(rule.kmsMasterKeyID()).isEqualTo("ours");
        assertThat(s3.putObject(put("k").build(), RequestBody.fromString("x")).ssekmsKeyId())
                .isEqualTo("ours");
        assertThat(
                        s3.putObject(
                                        put("k").serverSideEncryption("aws:kms").build(),
                                        RequestBody.fromString("x"))
                                .ssekmsKeyId())
                .isEqualTo("ours");
        setDefault("AES256", null);
        assertThat(s3.createMultipartUpload(b -> b.bucket("files").key("u")).serverSideEncryption())
                .isEqualTo(ServerSideEncryption.AES256);
        s3.deleteBucketEncryption(b -> b.bucket("files"));
        refused(404, none, () -> s3.getBucketEncryption(b -> b.bucket("files")));
        assertThat(
                        s3.putObject(put("k").build(), RequestBody.fromString("x"))
                                .serverSideEncryption())
                .isNull();
        refused(400, "InvalidArgument", () -> setDefault("aws:kms", null));
        refused(400, "InvalidArgument", () -> setDefault("aws:kms", "a\nheader: x"));
    }

    private void setDefault(String algorithm, @org.jspecify.annotations.Nullable String key) {
        ServerSideEncryptionByDefault way =
                ServerSideEncryptionByDefault.builder()
                        .sseAlgorithm(algorithm)
                        .kmsMasterKeyID(key)
                        .build();
        s3.putBucketEncryption(
                b ->
                        b.bucket("files")
                                .serverSideEncryptionConfiguration(
                                        c ->
                                                c.rules(
                                                        ServerSideEncryptionRule.builder()
                                                                .applyServerSideEncryptionByDefault(
                                                                        way)
                                                                .build())));
    }
}
