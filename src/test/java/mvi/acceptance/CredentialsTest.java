package mvi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Keys of the services are rotated while both are good, and tell when they were used. */
@Tag("acceptance")
@ExtendWith(Worlds.class)
final class CredentialsTest {
    private static final String ID = "AWS_ACCESS_KEY_ID";
    private static final String SECRET = "AWS_SECRET_ACCESS_KEY";

    /** Uses are written once a minute. */
    private static final Duration TOLD = Duration.ofSeconds(90);

    private final World world;

    CredentialsTest(World world) {
        this.world = world;
    }

    @AfterEach
    void takeAway() {
        if (!world.containers("rotated").isEmpty()) {
            world.mvi("apps", "delete", "-a", "rotated", "--purge").succeeded();
        }
    }

    @Test
    void anAppsKeyIsRotatedWhileBothAreGoodAndTheEarlierIsDeleted() throws IOException {
        Path project = Projects.hello(world, "rotated");
        Projects.edit(
                project.resolve("compose.yaml"),
                text ->
                        text.replace("replicas: 2", "replicas: 1")
                                .replace("256M", "64M")
                                .replace("build: .", "build: .\n    depends_on: [uploads]")
                                .replace(
                                        "services:",
                                        "services:\n  uploads: {provider: {type: mvi, options:"
                                                + " {service: blob}}}"));
        world.deploy(project, "rotated").succeeded();
        Map<String, String> before = world.env("-a", "rotated");
        assertThat(containersKey()).isEqualTo(before.get(ID));

        world.mvi("credentials", "rotate", "-a", "rotated").succeeded();
        Map<String, String> after = world.env("-a", "rotated");
        assertThat(after.get(ID)).isNotEqualTo(before.get(ID));
        assertThat(containersKey()).isEqualTo(after.get(ID));
        assertThat(buckets(before)).isEqualTo(buckets(after)).isEqualTo(1);
        assertThat(world.mvi("credentials", "rotate", "-a", "rotated").failed().err())
                .contains(before.get(ID), after.get(ID));

        Await.until(
                "both keys' uses are told",
                TOLD,
                () ->
                        lastUsed(before.getOrDefault(ID, "")).isPresent()
                                && lastUsed(after.getOrDefault(ID, "")).isPresent());
        assertThat(world.mvi("credentials", "-a", "rotated").succeeded().out())
                .containsPattern(before.get(ID) + " .* earlier")
                .containsPattern(after.get(ID) + " .* current")
                .doesNotContain(before.get(SECRET), after.get(SECRET));

        assertThat(world.mvi("credentials", "delete", after.getOrDefault(ID, "")).failed().err())
                .contains("mvi credentials rotate -a rotated");
        world.mvi("credentials", "delete", before.getOrDefault(ID, "")).succeeded();
        assertRefused(before);
        assertThat(buckets(after)).isEqualTo(1);
    }

    @Test
    void aNameHasAnAccountOfItsOwn() {
        JsonNode made = world.mvi("credentials", "create", "--name", "ci", "--json").json();
        Map<String, String> env =
                Map.of(
                        ID,
                        made.path("accessKeyId").asText(),
                        SECRET,
                        made.path("secretAccessKey").asText());
        assertThat(buckets(env)).isZero();
        assertThat(world.mvi("credentials", "create", "--name", "ci").failed().err())
                .contains("'ci' is taken");
        world.mvi("credentials", "delete", env.getOrDefault(ID, "")).succeeded();
        assertRefused(env);
    }

    /** As a process of the app sees it. */
    private String containersKey() {
        return world.mvi("exec", "-a", "rotated", "web", "--", "sh", "-c", "echo $" + ID)
                .succeeded()
                .out()
                .strip();
    }

    private Optional<String> lastUsed(String key) {
        return StreamSupport.stream(world.mvi("credentials", "--json").json().spliterator(), false)
                .filter(each -> each.path("accessKeyId").asText().equals(key))
                .map(each -> each.path("lastUsed").asText())
                .filter(time -> !time.isEmpty())
                .findFirst();
    }

    private void assertRefused(Map<String, String> env) {
        assertThatThrownBy(() -> buckets(env))
                .isInstanceOfSatisfying(
                        SdkServiceException.class, e -> assertThat(e.statusCode()).isEqualTo(403));
    }

    private int buckets(Map<String, String> env) {
        try (S3Client s3 =
                S3Client.builder()
                        .endpointOverride(URI.create("http://127.0.0.1:" + world.port("services")))
                        .forcePathStyle(true)
                        .region(Region.of("local"))
                        .httpClient(UrlConnectionHttpClient.create())
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create(
                                                env.getOrDefault(ID, ""),
                                                env.getOrDefault(SECRET, ""))))
                        .build()) {
            return s3.listBuckets().buckets().size();
        }
    }
}
