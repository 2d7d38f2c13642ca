package mvi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** As {@code docker compose} calls providers, and as its docs/extension.md has the protocol. */
@Tag("acceptance")
@ExtendWith(Worlds.class)
final class ProviderTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final World world;
    private String project = "";

    ProviderTest(World world) {
        this.world = world;
    }

    @AfterEach
    void down() {
        call("down", "database");
        call("down", "uploads");
        world.mvi("apps", "delete", "-a", "compose-" + project, "--purge");
    }

    @Test
    void aDatabaseIsReachedWhileItIsUpAndKeepsItsRows() throws SQLException {
        project = "rows";
        Map<String, String> variables = call("up", "--service=postgres", "database");
        assertThat(variables).containsOnlyKeys("DATABASE_URL");
        try (Connection first = connect(variables);
                Connection second = connect(variables)) {
            execute(first, "create table notes (text text)");
            execute(second, "insert into notes values (repeat('x', 3000000))");
        }
        assertThat(call("up", "--service=postgres", "database")).isEqualTo(variables);

        call("stop", "database");
        assertThatThrownBy(() -> connect(variables)).isInstanceOf(SQLException.class);

        assertThat(call("up", "--service=postgres", "database")).isEqualTo(variables);
        try (Connection again = connect(variables);
                Statement statement = again.createStatement();
                ResultSet rows = statement.executeQuery("select text from notes")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).hasSize(3_000_000);
        }
        assertThat(world.mvi("apps").succeeded().out()).contains("compose-" + project);
    }

    @Test
    void aBucketIsReachedByTheVariablesThatAnAppWouldHave() {
        project = "objects";
        Map<String, String> variables = call("up", "--service=blob", "uploads");
        assertThat(variables)
                .containsOnlyKeys(
                        "UPLOADS_URL",
                        "AWS_ENDPOINT_URL_S3",
                        "AWS_ACCESS_KEY_ID",
                        "AWS_SECRET_ACCESS_KEY",
                        "AWS_REGION",
                        "AWS_DEFAULT_REGION")
                .containsEntry("UPLOADS_URL", "s3://uploads");
        try (S3Client s3 =
                S3Client.builder()
                        .endpointOverride(URI.create(variables.get("AWS_ENDPOINT_URL_S3")))
                        .region(Region.of(variables.get("AWS_REGION")))
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create(
                                                variables.get("AWS_ACCESS_KEY_ID"),
                                                variables.get("AWS_SECRET_ACCESS_KEY"))))
                        .build()) {
            byte[] large = new byte[5_000_000];
            s3.putObject(put -> put.bucket("uploads").key("a"), RequestBody.fromBytes(large));
            assertThat(s3.getObjectAsBytes(get -> get.bucket("uploads").key("a")).asByteArray())
                    .isEqualTo(large);
        }
    }

    @Test
    void whatThePlatformDoesNotHaveIsToldToCompose() {
        project = "wrong";
        List<JsonNode> said =
                messages(
                        world.mvi("compose", "--project-name=" + project, "up", "--service=x", "y")
                                .failed());
        assertThat(said.getLast().path("type").asText()).isEqualTo("error");
        assertThat(said.getLast().path("message").asText())
                .contains("'x' is not a service of the platform");
    }

    /** What Compose makes of the messages: variables, named as it names them. */
    private Map<String, String> call(String verb, String... words) {
        List<String> command =
                new ArrayList<>(List.of("compose", "--project-name=" + project, verb));
        command.addAll(List.of(words));
        String service = words[words.length - 1];
        Map<String, String> variables = new TreeMap<>();
        Result result = world.mvi(World.ROLLOUT, command.toArray(String[]::new)).succeeded();
        for (JsonNode each : messages(result)) {
            String[] message = each.path("message").asText().split("=", 2);
            switch (each.path("type").asText()) {
                case "setenv" ->
                        variables.put(
                                service.toUpperCase(Locale.ROOT) + "_" + message[0], message[1]);
                case "rawsetenv" -> variables.put(message[0], message[1]);
                case "info", "debug" -> assertThat(each.path("message").asText()).isNotBlank();
                default -> throw new AssertionError("Compose breaks off at " + each);
            }
        }
        return variables;
    }

    private static List<JsonNode> messages(Result result) {
        List<JsonNode> all = new ArrayList<>();
        for (String line : result.out().lines().toList()) {
            try {
                all.add(JSON.readTree(line));
            } catch (IOException bad) {
                throw new AssertionError("not a line of JSON: " + line, bad);
            }
        }
        return all;
    }

    private static Connection connect(Map<String, String> variables) throws SQLException {
        URI url = URI.create(variables.get("DATABASE_URL"));
        String[] login = url.getUserInfo().split(":", 2);
        return DriverManager.getConnection(
                "jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath(),
                login[0],
                login[1]);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
