package mvi.services.blob.back;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import mvi.engines.base.Clock;
import mvi.engines.base.Problem;
import mvi.services.blob.Bucket;
import mvi.services.blob.BucketName;
import mvi.services.blob.BucketSettings;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketRequest;
import software.amazon.awssdk.services.s3.model.ListBucketsRequest;

/** Buckets at the far side, each under its name there. */
record FarBuckets(FarS3 far, Clock clock) {
    /** What begins with them, a build above all, must not wait for who says nothing. */
    private static final Duration CALL_TIME = Duration.ofSeconds(20);

    private static final String DEFAULT_REGION = "us-east-1";

    Bucket create(BucketName bucket) {
        CreateBucketRequest.Builder request =
                CreateBucketRequest.builder()
                        .bucket(far.name(bucket))
                        .overrideConfiguration(each -> bounded(each, bucket.account()));
        if (!far.region().equals(DEFAULT_REGION)) {
            request.createBucketConfiguration(each -> each.locationConstraint(far.region()));
        }
        try {
            far.call(s3 -> s3.createBucket(request.build()));
        } catch (Problem there) {
            if (there.code().equals("bucket-exists")) {
                return find(bucket).orElseThrow(() -> strangers(bucket));
            }
            throw there;
        }
        return new Bucket(bucket, clock.now(), BucketSettings.PLAIN);
    }

    private void bounded(AwsRequestOverrideConfiguration.Builder request, String account) {
        request.apiCallTimeout(CALL_TIME);
        far.as(request, account);
    }

    /** Where names are for all the world, somebody else may have taken one. */
    private Problem strangers(BucketName bucket) {
        return Problem.conflict(
                "bucket-exists",
                "bucket '" + far.name(bucket) + "' belongs to somebody else: use another prefix");
    }

    /** By the list of all, which alone says when it was made. */
    Optional<Bucket> find(BucketName bucket) {
        return list(bucket.account()).stream()
                .filter(each -> each.name().equals(bucket))
                .findFirst();
    }

    List<Bucket> list(String account) {
        String prefix = far.prefix(account);
        ListBucketsRequest request =
                ListBucketsRequest.builder()
                        .overrideConfiguration(each -> bounded(each, account))
                        .build();
        return far.call(s3 -> s3.listBuckets(request)).buckets().stream()
                .filter(each -> each.name().startsWith(prefix))
                .map(
                        each ->
                                new Bucket(
                                        new BucketName(
                                                account, each.name().substring(prefix.length())),
                                        each.creationDate(),
                                        BucketSettings.PLAIN))
                .toList();
    }

    void delete(BucketName bucket) {
        DeleteBucketRequest request =
                DeleteBucketRequest.builder()
                        .bucket(far.name(bucket))
                        .overrideConfiguration(each -> far.as(each, bucket.account()))
                        .build();
        far.call(s3 -> s3.deleteBucket(request));
    }
}
