package mvi.services.kv.back;

import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.defaultsmode.DefaultsMode;
import software.amazon.awssdk.awscore.endpoints.AccountIdEndpointMode;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Makes the SDK's client so that it looks for nothing in files, the environment or the network. */
final class DynamoClients {
    private static final Duration CONNECT_TIME = Duration.ofSeconds(2);
    private static final Duration ANSWER_TIME = Duration.ofSeconds(10);
    private static final int MOST_ATTEMPTS = 4;

    private DynamoClients() {}

    static DynamoDbClient open(DynamoClientConfig config) {
        ProfileFile none = ProfileFile.aggregator().build();
        return DynamoDbClient.builder()
                .endpointOverride(config.endpoint())
                .region(Region.of(config.region()))
                .defaultsMode(DefaultsMode.LEGACY)
                .dualstackEnabled(false)
                .fipsEnabled(false)
                .endpointDiscoveryEnabled(false)
                .accountIdEndpointMode(AccountIdEndpointMode.DISABLED)
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create(
                                        config.accessKeyId(),
                                        config.secretAccessKey().revealText())))
                .httpClientBuilder(
                        UrlConnectionHttpClient.builder()
                                .connectionTimeout(CONNECT_TIME)
                                .socketTimeout(ANSWER_TIME))
                .overrideConfiguration(
                        each ->
                                each.defaultProfileFile(none)
                                        .retryStrategy(
                                                AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                                        .maxAttempts(MOST_ATTEMPTS)
                                                        .build()))
                .build();
    }
}
