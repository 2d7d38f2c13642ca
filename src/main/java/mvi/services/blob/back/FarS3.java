package mvi.services.blob.back;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import mvi.engines.base.Problem;
import mvi.engines.wire.ActingAccount;
import mvi.services.blob.BucketName;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.defaultsmode.DefaultsMode;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The clients of one far side, and its names. Nothing is read from the environment, from files or
 * from the network to start them.
 */
final class FarS3 implements AutoCloseable {
    private static final int ATTEMPTS = 3;
    private static final Duration CONNECT_TIME = Duration.ofSeconds(3);
    private static final Duration SILENCE_TIME = Duration.ofSeconds(60);
    private static final Duration PROBE_TIME = Duration.ofSeconds(5);

    private final S3ClientConfig config;
    private final FarProblems problems;
    private final SdkHttpClient http;
    private final S3Client retrying;
    private final S3Client once;

    FarS3(S3ClientConfig config) {
        this.config = config;
        this.problems = new FarProblems(config.bucketPrefix().isEmpty(), config.name());
        UrlConnectionHttpClient.Builder connections =
                UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT_TIME)
                        .socketTimeout(SILENCE_TIME);
        config.trust().ifPresent(pem -> connections.tlsTrustManagersProvider(new FarTrust(pem)));
        this.http = new HangingUp(connections.build());
        this.retrying =
                client(
                        DefaultRetryStrategy.standardStrategyBuilder()
                                .maxAttempts(ATTEMPTS)
                                .build());
        this.once = client(DefaultRetryStrategy.doNotRetry());
    }

    private S3Client client(RetryStrategy retries) {
        AwsBasicCredentials credentials =
                AwsBasicCredentials.create(
                        config.accessKeyId(), config.secretAccessKey().revealText());
        return S3Client.builder()
                .httpClient(http)
                .endpointOverride(config.endpoint())
                .region(Region.of(config.region()))
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .defaultsMode(DefaultsMode.STANDARD)
                .dualstackEnabled(false)
                .fipsEnabled(false)
                .useArnRegion(false)
                .disableMultiRegionAccessPoints(true)
                .disableS3ExpressSessionAuth(true)
                .forcePathStyle(!config.isAmazon())
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_SUPPORTED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_SUPPORTED)
                .overrideConfiguration(
                        each ->
                                each.retryStrategy(retries)
                                        .defaultProfileFile(ProfileFile.aggregator().build())
                                        .defaultProfileName("mvi"))
                .build();
    }

    /** A call that may be made again. */
    <T> T call(Function<S3Client, T> request) {
        return on(retrying, request);
    }

    /** A call with a body that can be read once. */
    <T> T callOnce(Function<S3Client, T> request) {
        return on(once, request);
    }

    private <T> T on(S3Client client, Function<S3Client, T> request) {
        try {
            return request.apply(client);
        } catch (SdkException failed) {
            throw problems.of(failed);
        } catch (RuntimeException failed) {
            throw FarProblems.ours(failed).map(RuntimeException.class::cast).orElse(failed);
        }
    }

    /** Any answer will do that is not a refusal, within a time that a person waits. */
    Optional<Problem> trouble(BucketName bucket) {
        try {
            callOnce(
                    s3 ->
                            s3.listObjectsV2(
                                    each ->
                                            each.bucket(name(bucket))
                                                    .maxKeys(1)
                                                    .overrideConfiguration(
                                                            own -> {
                                                                own.apiCallTimeout(PROBE_TIME);
                                                                as(own, bucket.account());
                                                            })));
            return Optional.empty();
        } catch (Problem refused) {
            return isMissing(refused) ? Optional.empty() : Optional.of(refused);
        }
    }

    boolean hasAccounts() {
        return config.bucketPrefix().isEmpty();
    }

    String region() {
        return config.region();
    }

    /** The far side's name of a bucket. */
    String name(BucketName bucket) {
        return hasAccounts() ? bucket.name() : prefix(bucket.account()) + bucket.name();
    }

    /** What the far side's names of an account's buckets start with. */
    String prefix(String account) {
        return config.bucketPrefix().map(prefix -> prefix + account + "-").orElse("");
    }

    /** Every request says whose bucket it means, where the far side knows accounts. */
    void as(AwsRequestOverrideConfiguration.Builder request, String account) {
        if (hasAccounts()) {
            request.putHeader(ActingAccount.HEADER, account);
        }
    }

    static boolean isMissing(Problem problem) {
        return problem.code().startsWith("no-such-");
    }

    @Override
    public void close() {
        retrying.close();
        once.close();
        http.close();
    }
}
