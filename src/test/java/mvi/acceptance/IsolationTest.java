package mvi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** An app reaches its own, and nothing else. */
@Tag("acceptance")
@ExtendWith(Worlds.class)
final class IsolationTest {
    private final World world;

    IsolationTest(World world) throws IOException {
        this.world = world;
        world.ensureDeployed(Projects.notes(world, "notes"), "notes");
        Path other = Projects.notes(world, "other");
        if (java.nio.file.Files.readString(other.resolve("compose.yaml")).contains("postgres")) {
            Projects.edit(other.resolve("compose.yaml"), IsolationTest::withBlobOnly);
        }
        world.ensureDeployed(other, "other");
    }

    private static String withBlobOnly(String compose) {
        return compose.substring(0, compose.indexOf("  database:"))
                        .replace("[database, uploads, state, keys]", "[uploads]")
                        .replace("replicas: 2", "replicas: 1")
                + "  uploads:\n    provider: {type: mvi, options: {service: blob}}\n";
    }

    @Test
    void anotherAppReachesNeitherTheFirstNorItsDataNorTheHost() throws IOException {
        try (ServerSocket listening = new ServerSocket(0)) {
            Map<String, String> places = new LinkedHashMap<>();
            for (String container : world.containers("notes")) {
                for (String address : addresses(container)) {
                    places.put(address + " 8080", "a container of notes");
                    places.put(address + " 5432", "the database of notes");
                }
            }
            URI endpoint = URI.create(env("notes", "AWS_ENDPOINT_URL_S3"));
            places.put(endpoint.getHost() + " " + endpoint.getPort(), "the endpoint of notes");
            for (String address : hostAddresses()) {
                assertThat(reaches(address, listening.getLocalPort())).as("from here").isTrue();
                places.put(address + " " + listening.getLocalPort(), "a program of the host");
                places.put(address + " 22", "the host's ssh");
                for (String port : List.of("http", "https", "api", "services", "registry")) {
                    boolean isOwnEndpoint = env("other", "AWS_ENDPOINT_URL_S3").contains(address);
                    if (!isOwnEndpoint) {
                        places.put(address + " " + world.port(port), "the platform's " + port);
                    }
                }
            }
            places.put("169.254.169.254 80", "a cloud's metadata");
            assertThat(places).hasSizeGreaterThan(10);
            places.forEach(
                    (place, what) ->
                            assertThat(reach("other", place))
                                    .as(what + " " + place)
                                    .isEqualTo("closed"));
        }
    }

    @Test
    void anAppReachesItsOwn() throws IOException {
        URI database = URI.create(env("notes", "DATABASE_URL"));
        assertThat(reach("notes", database.getHost() + " " + database.getPort())).isEqualTo("open");
        URI endpoint = URI.create(env("other", "AWS_ENDPOINT_URL_S3"));
        assertThat(reach("other", endpoint.getHost() + " " + endpoint.getPort())).isEqualTo("open");
        for (String service : List.of("db", "s3", "kv", "crypto")) {
            assertThat(world.ask("notes", "/" + service + "?value=own")).isEqualTo("own");
        }
    }

    @Test
    void anotherAppsCredentialsOpenNothingOfTheFirst() throws IOException {
        world.ask("notes", "/s3?value=secret");
        Map<String, String> notes = world.env("-a", "notes");
        Map<String, String> other = world.env("-a", "other");
        assertThat(other)
                .containsKeys("AWS_ACCESS_KEY_ID", "UPLOADS_URL")
                .doesNotContainKey("DATABASE_URL");
        assertThat(other.get("AWS_ACCESS_KEY_ID")).isNotEqualTo(notes.get("AWS_ACCESS_KEY_ID"));
        String bucket = URI.create(notes.getOrDefault("UPLOADS_URL", "")).getHost();
        assertThat(read(notes, bucket)).isEqualTo("secret");
        assertThatThrownBy(() -> read(other, bucket)).isInstanceOf(SdkServiceException.class);
        Map<String, String> forged = new LinkedHashMap<>(notes);
        forged.put("AWS_SECRET_ACCESS_KEY", other.getOrDefault("AWS_SECRET_ACCESS_KEY", ""));
        assertThatThrownBy(() -> read(forged, bucket))
                .isInstanceOfSatisfying(
                        SdkServiceException.class, e -> assertThat(e.statusCode()).isEqualTo(403));
    }

    private String read(Map<String, String> env, String bucket) {
        try (S3Client s3 =
                S3Client.builder()
                        .endpointOverride(URI.create("http://127.0.0.1:" + world.port("services")))
                        .forcePathStyle(true)
                        .region(Region.of(env.getOrDefault("AWS_REGION", "")))
                        .httpClient(UrlConnectionHttpClient.create())
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create(
                                                env.getOrDefault("AWS_ACCESS_KEY_ID", ""),
                                                env.getOrDefault("AWS_SECRET_ACCESS_KEY", ""))))
                        .build()) {
            return s3.getObjectAsBytes(get -> get.bucket(bucket).key("note/secret")).asUtf8String();
        }
    }

    private String env(String app, String name) throws IOException {
        return world.ask(app, "/env?name=" + name);
    }

    private String reach(String app, String place) {
        try {
            return world.ask(app, "/reach?host=" + place.replace(" ", "&port="));
        } catch (IOException failed) {
            throw new AssertionError(app + " did not answer", failed);
        }
    }

    private static boolean reaches(String address, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByName(address), port), 1000);
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    private static List<String> addresses(String container) {
        String format = "{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}";
        return List.of(
                Shell.run("podman", "inspect", "-f", format, container)
                        .succeeded()
                        .out()
                        .strip()
                        .split(" "));
    }

    /** Those of this machine that are no other platform's. */
    private List<String> hostAddresses() {
        return Shell.run("ip", "-4", "-o", "address", "show", "up")
                .succeeded()
                .out()
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> !words[1].equals("lo"))
                .filter(
                        words ->
                                !words[1].startsWith("mvi-")
                                        || words[1].startsWith("mvi-" + world.platform()))
                .map(words -> words[3].split("/")[0])
                .toList();
    }
}
