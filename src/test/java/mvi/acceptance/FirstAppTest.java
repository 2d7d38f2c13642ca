package mvi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the README shows first. */
@Tag("acceptance")
@ExtendWith(Worlds.class)
final class FirstAppTest {
    private static final List<String> COMMANDS =
            List.of(
                    "up",
                    "down",
                    "status",
                    "services",
                    "services env",
                    "doctor",
                    "deploy",
                    "apps",
                    "apps info",
                    "apps delete",
                    "builds",
                    "builds logs",
                    "releases",
                    "rollback",
                    "ps",
                    "scale",
                    "restart",
                    "check",
                    "env",
                    "env set",
                    "env unset",
                    "logs",
                    "run",
                    "exec",
                    "metrics");

    private final World world;

    FirstAppTest(World world) {
        this.world = world;
        world.ensureDeployed(Projects.HELLO, "hello");
    }

    @Test
    void upIsIdempotentAndEndsWithARequestThatSucceeded() throws IOException {
        for (int i = 0; i < 2; i++) {
            Result up = world.up(Projects.HELLO.toString(), "-a", "hello").succeeded();
            assertThat(up.all()).contains("http://hello.localhost:" + world.port("http"));
            assertThat(up.all()).contains("200");
        }
        assertThat(world.ask("hello", "/")).startsWith("hello from ");
        assertThat(world.request("nobody", "/").status()).isEqualTo(404);
    }

    @Test
    void everyCommandHasHelpWithAnExample() {
        for (String command : COMMANDS) {
            String[] words =
                    Stream.concat(Stream.of(command.split(" ")), Stream.of("--help"))
                            .toArray(String[]::new);
            assertThat(world.mvi(World.COMMAND, words).succeeded().out())
                    .as(command)
                    .contains("Usage: mvi " + command)
                    .contains("Example: ");
        }
    }

    @Test
    void whatIsListedHasTheDocumentedShape() {
        JsonNode status = world.status();
        assertThat(texts(status.path("processes"), "name"))
                .containsExactlyInAnyOrder("control", "data", "balance");
        for (JsonNode process : status.path("processes")) {
            assertThat(fields(process)).contains("name", "pid", "state", "since", "memory");
            assertThat(process.path("state").asText()).isEqualTo("running");
            assertThat(process.path("memory").asLong()).isPositive();
        }
        JsonNode containers = world.mvi("ps", "-a", "hello", "--json").json();
        assertThat(containers).isNotEmpty();
        for (JsonNode container : containers) {
            assertThat(fields(container))
                    .contains("id", "process", "state", "health", "release", "host", "started");
        }
        JsonNode releases = world.mvi("releases", "-a", "hello", "--json").json();
        assertThat(fields(releases.path(0)))
                .contains("release", "build", "state", "steps", "by", "at");
        assertThat(releases.path(0).path("release").asText()).matches("v\\d+");
        JsonNode builds = world.mvi("builds", "-a", "hello", "--json").json();
        String build = builds.path(0).path("id").asText();
        assertThat(build).startsWith("b-");
        assertThat(world.mvi("builds", "logs", build).succeeded().out())
                .contains("FROM mvi/java:25");
        assertThat(texts(world.mvi("apps", "--json").json(), "name")).contains("hello");
        assertThat(world.mvi("apps", "info", "-a", "hello", "--json").json().path("url").asText())
                .isEqualTo("http://" + world.host("hello") + "/");
        assertThat(world.mvi("services", "--json").json()).hasSize(11);
        assertThat(texts(world.mvi("doctor", "--json").json().path("checks"), "state"))
                .isNotEmpty()
                .doesNotContain("failed");
        assertThat(
                        world.mvi("check", Projects.HELLO.toString(), "--json")
                                .json()
                                .path("isGood")
                                .asBoolean())
                .isTrue();
    }

    @Test
    void anOwnVariableReachesTheAppAndGoesAgain() {
        world.mvi("env", "set", "-a", "hello", "GREETING=a b").succeeded();
        assertThat(
                        world.mvi("env", "-a", "hello", "--json")
                                .json()
                                .at("/variables/GREETING")
                                .asText())
                .isEqualTo("a b");
        world.mvi("env", "unset", "-a", "hello", "GREETING").succeeded();
        assertThat(world.mvi("env", "-a", "hello").succeeded().out()).doesNotContain("GREETING");
    }

    @Test
    void withoutATokenOrWithAWrongOneNobodyIsLetIn() throws Exception {
        for (String path : List.of("/v1/status", "/v1/apps", "/v1/services/env", "/metrics")) {
            assertThat(api(path, "")).as(path + " without").isEqualTo(401);
            assertThat(api(path, "mvi_wrong")).as(path + " wrong").isEqualTo(401);
            assertThat(api(path, world.env().getOrDefault("MVI_TOKEN", "")))
                    .as(path)
                    .isEqualTo(200);
        }
    }

    @Test
    void requestsAndContainersAreMeasured() throws Exception {
        for (int i = 0; i < 50; i++) {
            world.ask("hello", "/");
        }
        Await.until(
                "metrics of hello",
                Duration.ofSeconds(60),
                () -> {
                    JsonNode metrics = world.mvi("metrics", "-a", "hello", "--json").json();
                    return metrics.path("requestsPerSecond").asDouble() > 0
                            && metrics.path("containers").path(0).path("memory").asLong() > 0;
                });
        assertThat(body("/metrics", world.env().getOrDefault("MVI_TOKEN", "")))
                .contains("mvi_requests_total{", "app=\"hello\"")
                .contains("mvi_request_duration_seconds_bucket{")
                .contains("mvi_container_memory_bytes{")
                .contains("mvi_container_cpu_seconds_total{")
                .contains("mvi_request_retries_total{", "mvi_balancer_connections_total")
                .contains("mvi_balancer_tls_handshakes_total{")
                .contains("mvi_host_memory_used_bytes");
    }

    private int api(String path, String token) throws Exception {
        return send(path, token).statusCode();
    }

    private String body(String path, String token) throws Exception {
        return send(path, token).body();
    }

    private HttpResponse<String> send(String path, String token) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + world.port("api") + path));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static List<String> texts(JsonNode list, String field) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(each -> each.path(field).asText())
                .toList();
    }

    private static List<String> fields(JsonNode object) {
        return object.properties().stream().map(java.util.Map.Entry::getKey).toList();
    }
}
