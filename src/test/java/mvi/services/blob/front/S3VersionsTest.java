package mvi.services.blob.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Versions, delete markers and locks as an AWS SDK sees them. */
final class S3VersionsTest {
    private static final String BUCKET = "files";

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
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create(
                                                S3Rig.OPERATOR_KEY, S3Rig.SECRET.revealText())))
                        .httpClient(UrlConnectionHttpClient.create())
                        .forcePathStyle(true)
                        .build();
    }

    @AfterEach
    void stop() {
        s3.close();
        rig.close();
    }

    private void versioned() {
        s3.createBucket(b -> b.bucket(BUCKET));
        s3.putBucketVersioning(
                b ->
                        b.bucket(BUCKET)
                                .versioningConfiguration(
                                        c -> c.status(BucketVersioningStatus.ENABLED)));
    }

    private PutObjectResponse put(String text) {
        return s3.putObject(b -> b.bucket(BUCKET).key("k"), RequestBody.fromString(text));
    }

    private String get(String version) {
        return s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("k").versionId(version))
                .asUtf8String();
    }

    private static void refused(int status, String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        refused -> {
                            assertThat(refused.statusCode()).isEqualTo(status);
                            assertThat(refused.awsErrorDetails().errorCode()).isEqualTo(code);
                        });
    }

    @Test
    void eachPutIsAVersionAndADeletionHidesThem() {
        versioned();
        String first = put("one").versionId();
        String second = put("two").versionId();
        DeleteObjectResponse deleted = s3.deleteObject(b -> b.bucket(BUCKET).key("k"));
        assertThat(deleted.deleteMarker()).isTrue();
        refused(
                404,
                "NoSuchKey",
                () -> s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("k")).asUtf8String());
        refused(405, "MethodNotAllowed", () -> get(deleted.versionId()));
        refused(404, "NoSuchVersion", () -> get(first.substring(0, first.length() - 1) + "_"));
        refused(400, "InvalidArgument", () -> get("no-version"));
        assertThat(get(first)).isEqualTo("one");
        assertThat(get(second)).isEqualTo("two");

        ListObjectVersionsResponse all = s3.listObjectVersions(b -> b.bucket(BUCKET));
        assertThat(all.versions().stream().map(ObjectVersion::versionId))
                .containsExactly(second, first);
        assertThat(all.deleteMarkers().stream().map(DeleteMarkerEntry::isLatest))
                .containsExactly(true);

        s3.deleteObject(b -> b.bucket(BUCKET).key("k").versionId(deleted.versionId()));
        assertThat(s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("k")).asUtf8String())
                .isEqualTo("two");
        s3.deleteObject(b -> b.bucket(BUCKET).key("k").versionId(second));
        assertThat(s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("k")).asUtf8String())
                .isEqualTo("one");
        refused(409, "BucketNotEmpty", () -> s3.deleteBucket(b -> b.bucket(BUCKET)));
        s3.deleteObject(b -> b.bucket(BUCKET).key("k").versionId(first));
        s3.deleteBucket(b -> b.bucket(BUCKET));
    }

    @Test
    void aLockedVersionCanNotBeDeletedAndItsRetentionNotWeakened() {
        s3.createBucket(b -> b.bucket(BUCKET).objectLockEnabledForBucket(true));
        Instant until = Instant.now().plus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        String version =
                s3.putObject(
                                b ->
                                        b.bucket(BUCKET)
                                                .key("k")
                                                .objectLockMode(ObjectLockMode.GOVERNANCE)
                                                .objectLockRetainUntilDate(until),
                                RequestBody.fromString("kept"))
                        .versionId();
        refused(
                403,
                "AccessDenied",
                () -> s3.deleteObject(b -> b.bucket(BUCKET).key("k").versionId(version)));
        refused(
                403,
                "AccessDenied",
                () ->
                        s3.putObjectRetention(
                                b ->
                                        b.bucket(BUCKET)
                                                .key("k")
                                                .retention(
                                                        r ->
                                                                r.mode(
                                                                                ObjectLockRetentionMode
                                                                                        .GOVERNANCE)
                                                                        .retainUntilDate(
                                                                                until.minusSeconds(
                                                                                        60)))));
        s3.putObjectLegalHold(
                b ->
                        b.bucket(BUCKET)
                                .key("k")
                                .legalHold(h -> h.status(ObjectLockLegalHoldStatus.ON)));
        refused(
                403,
                "AccessDenied",
                () ->
                        s3.deleteObject(
                                b ->
                                        b.bucket(BUCKET)
                                                .key("k")
                                                .versionId(version)
                                                .bypassGovernanceRetention(true)));
        s3.putObjectLegalHold(
                b ->
                        b.bucket(BUCKET)
                                .key("k")
                                .legalHold(h -> h.status(ObjectLockLegalHoldStatus.OFF)));
        s3.deleteObject(
                b -> b.bucket(BUCKET).key("k").versionId(version).bypassGovernanceRetention(true));
        refused(
                409,
                "InvalidBucketState",
                () ->
                        s3.putBucketVersioning(
                                b ->
                                        b.bucket(BUCKET)
                                                .versioningConfiguration(
                                                        c ->
                                                                c.status(
                                                                        BucketVersioningStatus
                                                                                .SUSPENDED))));
    }

    @Test
    void complianceIsForEverybody() {
        s3.createBucket(b -> b.bucket(BUCKET).objectLockEnabledForBucket(true));
        s3.putObjectLockConfiguration(
                b ->
                        b.bucket(BUCKET)
                                .objectLockConfiguration(
                                        c ->
                                                c.objectLockEnabled("Enabled")
                                                        .rule(
                                                                r ->
                                                                        r.defaultRetention(
                                                                                d ->
                                                                                        d.mode(
                                                                                                        ObjectLockRetentionMode
                                                                                                                .COMPLIANCE)
                                                                                                .days(
                                                                                                        1)))));
        String version = put("kept").versionId();
        refused(
                403,
                "AccessDenied",
                () ->
                        s3.deleteObject(
                                b ->
                                        b.bucket(BUCKET)
                                                .key("k")
                                                .versionId(version)
                                                .bypassGovernanceRetention(true)));
        assertThat(get(version)).isEqualTo("kept");
    }
}
