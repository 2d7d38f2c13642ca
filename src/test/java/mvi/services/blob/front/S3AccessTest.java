package mvi.services.blob.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mvi.engines.base.ByteCount;
import mvi.services.blob.BlobConfig;
import mvi.services.blob.ObjectOwnership;
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
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.Permission;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Who may what in a bucket of another's: by its policy, its access lists, its public access block.
 */
final class S3AccessTest {
    private static final String BUCKET = "shared";

    @TempDir Path folder;
    private S3Rig rig;
    private S3Client owner;
    private S3Client other;

    private void start(ObjectOwnership ownership) throws IOException {
        BlobConfig config =
                BlobConfig.DEFAULT.withDiskReserve(ByteCount.kib(1)).withOwnership(ownership);
        rig = S3Rig.open(folder, config, 0, S3Rig.USERS, new TestAccounts(S3Rig.USERS, Map.of()));
        owner = client(S3Rig.OPERATOR_KEY);
        other = client(S3Rig.APP_KEY);
    }

    @BeforeEach
    void enforced() throws IOException {
        start(ObjectOwnership.BUCKET_OWNER_ENFORCED);
        owner.createBucket(b -> b.bucket(BUCKET));
        put(owner, "public/a");
        put(owner, "private/a");
    }

    @AfterEach
    void stop() {
        owner.close();
        other.close();
        rig.close();
    }

    private S3Client client(String key) {
        return S3Client.builder()
                .endpointOverride(rig.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create(key, S3Rig.SECRET.revealText())))
                .httpClient(UrlConnectionHttpClient.create())
                .forcePathStyle(true)
                .build();
    }

    private static void put(S3Client client, String key) {
        assertThat(
                        client.putObject(
                                        b -> b.bucket(BUCKET).key(key),
                                        RequestBody.fromString("content"))
                                .eTag())
                .isNotEmpty();
    }

    private static String get(S3Client client, String key) {
        return client.getObjectAsBytes(b -> b.bucket(BUCKET).key(key)).asUtf8String();
    }

    private static void refused(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        refused ->
                                assertThat(refused.awsErrorDetails().errorCode()).isEqualTo(code));
    }

    /** This client does not read why a body was refused that it had not sent. */
    private static void refusedBody(int status, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        refused -> assertThat(refused.statusCode()).isEqualTo(status));
    }

    private int anonymous(String path) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create(rig.endpoint() + path)).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .statusCode();
        }
    }

    private void policy(String statements) {
        owner.putBucketPolicy(
                b ->
                        b.bucket(BUCKET)
                                .policy(
                                        "{\"Version\":\"2012-10-17\",\"Statement\":["
                                                + statements
                                                + "]}"));
    }

    private static String statement(String effect, String action, String resource) {
        return """
                {"Effect":"%s","Principal":"*","Action":"%s","Resource":"arn:aws:s3:::shared%s"}
                """
                .formatted(effect, action, resource);
    }

    @Test
    void aBucketThatIsNotSharedIsNotThereForOthers() throws Exception {
        refused("NoSuchBucket", () -> get(other, "public/a"));
        refusedBody(404, () -> put(other, "public/b"));
        assertThat(anonymous("/shared/public/a")).isEqualTo(403);
        other.createBucket(b -> b.bucket(BUCKET));
        put(other, "mine");
        assertThat(owner.listObjectsV2(b -> b.bucket(BUCKET)).keyCount()).isEqualTo(2);
        assertThat(other.listObjectsV2(b -> b.bucket(BUCKET)).keyCount()).isOne();
    }

    @Test
    void aPolicyLetsInWhoItNamesAndNoFurther() throws Exception {
        policy(statement("Allow", "s3:GetObject", "/public/*"));
        assertThat(get(other, "public/a")).isEqualTo("content");
        assertThat(anonymous("/shared/public/a")).isEqualTo(200);
        refused("AccessDenied", () -> get(other, "private/a"));
        refusedBody(403, () -> put(other, "public/b"));
        assertThat(anonymous("/shared/private/a")).isEqualTo(403);
        assertThat(anonymous("/shared")).isEqualTo(403);
        assertThat(anonymous("/shared/public/missing"))
                .as("who may not list does not learn what is missing")
                .isEqualTo(403);
        assertThat(owner.getBucketPolicyStatus(b -> b.bucket(BUCKET)).policyStatus().isPublic())
                .isTrue();
        owner.deleteBucketPolicy(b -> b.bucket(BUCKET));
        assertThat(anonymous("/shared/public/a")).isEqualTo(403);
    }

    @Test
    void aDenialWinsOverTheOwnerAndCanBeTakenBack() {
        policy(
                statement("Allow", "s3:*", "/*")
                        + ","
                        + statement("Deny", "s3:GetObject", "/private/*")
                        + ","
                        + statement("Deny", "s3:*", ""));
        refused("AccessDenied", () -> get(owner, "private/a"));
        refused("AccessDenied", () -> owner.listObjectsV2(b -> b.bucket(BUCKET)));
        assertThat(get(owner, "public/a")).isEqualTo("content");
        owner.deleteBucketPolicy(b -> b.bucket(BUCKET));
        assertThat(get(owner, "private/a")).isEqualTo("content");
    }

    @Test
    void aPolicyThatIsNoneOrOfAnotherBucketIsRefused() {
        refused("MalformedPolicy", () -> policy("{\"Effect\":\"Allow\"}"));
        refused(
                "MalformedPolicy",
                () ->
                        policy(
                                statement("Allow", "s3:GetObject", "/*")
                                        .replace(":::shared", ":::other")));
        refused("NoSuchBucketPolicy", () -> owner.getBucketPolicy(b -> b.bucket(BUCKET)));
    }

    @Test
    void aPublicAccessBlockClosesWhatAPolicyWouldOpen() throws Exception {
        policy(statement("Allow", "s3:GetObject", "/*"));
        owner.putPublicAccessBlock(
                b ->
                        b.bucket(BUCKET)
                                .publicAccessBlockConfiguration(
                                        c ->
                                                c.restrictPublicBuckets(true)
                                                        .blockPublicPolicy(true)));
        assertThat(anonymous("/shared/public/a")).isEqualTo(403);
        refused("AccessDenied", () -> get(other, "public/a"));
        assertThat(get(owner, "public/a")).isEqualTo("content");
        refused("AccessDenied", () -> policy(statement("Allow", "s3:GetObject", "/public/*")));
    }

    @Test
    void accessListsAreRefusedWhereTheBucketsOwnerOwnsAll() {
        refused(
                "AccessControlListNotSupported",
                () -> owner.putBucketAcl(b -> b.bucket(BUCKET).acl(BucketCannedACL.PUBLIC_READ)));
        refusedBody(
                400,
                () ->
                        owner.putObject(
                                b -> b.bucket(BUCKET).key("k").acl(ObjectCannedACL.PUBLIC_READ),
                                RequestBody.fromString("content")));
        refused(
                "InvalidBucketAclWithObjectOwnership",
                () -> owner.createBucket(b -> b.bucket("open").acl(BucketCannedACL.PUBLIC_READ)));
    }

    @Test
    void accessListsCountWhereWritersOwn() throws Exception {
        stop();
        start(ObjectOwnership.OBJECT_WRITER);
        owner.createBucket(b -> b.bucket("lists").acl(BucketCannedACL.PUBLIC_READ_WRITE));
        owner.putObject(b -> b.bucket("lists").key("closed"), RequestBody.fromString("content"));
        owner.putObject(
                b -> b.bucket("lists").key("open").acl(ObjectCannedACL.PUBLIC_READ),
                RequestBody.fromString("content"));
        assertThat(anonymous("/lists/open")).isEqualTo(200);
        assertThat(anonymous("/lists/closed")).isEqualTo(403);
        other.putObject(b -> b.bucket("lists").key("theirs"), RequestBody.fromString("content"));
        refused("AccessDenied", () -> owner.getObjectAsBytes(b -> b.bucket("lists").key("theirs")));
        other.putObjectAcl(
                b ->
                        b.bucket("lists")
                                .key("theirs")
                                .acl(ObjectCannedACL.BUCKET_OWNER_FULL_CONTROL));
        assertThat(owner.getObjectAsBytes(b -> b.bucket("lists").key("theirs")).asUtf8String())
                .isEqualTo("content");
        assertThat(
                        owner.getObjectAcl(b -> b.bucket("lists").key("theirs")).grants().stream()
                                .map(each -> each.permission())
                                .toList())
                .isEqualTo(List.of(Permission.FULL_CONTROL, Permission.FULL_CONTROL));
        owner.putBucketAcl(b -> b.bucket("lists").acl(BucketCannedACL.PRIVATE));
        refusedBody(
                403,
                () ->
                        other.putObject(
                                b -> b.bucket("lists").key("more"),
                                RequestBody.fromString("content")));
    }
}
