package mvi.acceptance;

import java.net.URI;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;

/** Clients of the services with an app's own key, from outside of its containers. */
final class AppClients {
    private AppClients() {}

    static S3Client s3(World world, String app) {
        return S3Client.builder()
                .endpointOverride(services(world))
                .forcePathStyle(true)
                .region(Region.of("local"))
                .httpClient(UrlConnectionHttpClient.create())
                .credentialsProvider(key(world, app))
                .build();
    }

    static DynamoDbClient kv(World world, String app) {
        return DynamoDbClient.builder()
                .endpointOverride(services(world))
                .region(Region.of("local"))
                .httpClient(UrlConnectionHttpClient.create())
                .credentialsProvider(key(world, app))
                .build();
    }

    private static URI services(World world) {
        return URI.create("http://127.0.0.1:" + world.port("services"));
    }

    private static StaticCredentialsProvider key(World world, String app) {
        Map<String, String> env = world.env("-a", app);
        return StaticCredentialsProvider.create(
                AwsBasicCredentials.create(
                        env.getOrDefault("AWS_ACCESS_KEY_ID", ""),
                        env.getOrDefault("AWS_SECRET_ACCESS_KEY", "")));
    }
}
