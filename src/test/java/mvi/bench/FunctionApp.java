package mvi.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import mvi.fakes.GoTool;

/** An app of functions that do nothing, on a platform of its own, and how they are reached. */
final class FunctionApp {
    static final String NAME = "bench";
    static final String BUCKET = "uploads";

    /** Containers without an event are gone soon, so that the next one is a new one. */
    static final Map<String, String> KNOBS = Map.of("MVI_FUNCTIONS_WARM", "8");

    private static final String DOCKERFILE =
            """
            FROM scratch
            COPY test /function
            USER 1000
            ENTRYPOINT ["/function"]
            """;

    /** By their names, how many events each works on at once. */
    private static final Map<String, Integer> FUNCTIONS =
            Map.of("one", 1, "told", 1, "at8", 8, "at16", 16, "at32", 32);

    private final BenchPlatform platform;
    private final ObjectMapper json = new ObjectMapper();
    private final int servicesPort;
    private final int apiPort;
    private final JsonNode environment;
    private final Path program;

    /** Brings the platform up, builds the function and deploys it. */
    FunctionApp(BenchPlatform platform) throws Exception {
        this.platform = platform;
        Path project = Files.createDirectories(platform.home().resolve("project"));
        Path source = Files.createDirectories(platform.home().resolve("function"));
        Files.copy(Path.of("src/test/go/function/main.go"), source.resolve("main.go"));
        // Static, since its image holds nothing else.
        GoTool go = new GoTool(source);
        this.program = go.buildStatic();
        Files.copy(program, project.resolve("test"));
        Files.writeString(project.resolve("Dockerfile"), DOCKERFILE);
        Files.writeString(project.resolve("compose.yaml"), manifest());
        platform.mvi("up", project.toString(), "-a", NAME);
        JsonNode ports = platform.status().path("ports");
        this.servicesPort = ports.path("services").asInt();
        this.apiPort = ports.path("api").asInt();
        this.environment =
                json.readTree(platform.mvi("services", "env", "-a", NAME, "--format", "json"));
    }

    private static String manifest() {
        StringBuilder all = new StringBuilder("services:\n");
        FUNCTIONS.forEach(
                (name, concurrency) ->
                        all.append(
                                """
                                  %s:
                                    build: .
                                    depends_on: [uploads]
                                    x-mvi: {runtime: lambda, concurrency: %d, memory: 16M, timeout: 5m%s}
                                """
                                        .formatted(
                                                name,
                                                concurrency,
                                                name.equals("told")
                                                        ? ", on: {blob: {bucket: uploads}}"
                                                        : "")));
        return all.append(
                        """
                          uploads:
                            provider: {type: mvi, options: {service: blob}}
                        """)
                .toString();
    }

    Path program() {
        return program;
    }

    int servicesPort() {
        return servicesPort;
    }

    Path authority() {
        return platform.home().resolve("ca/ca.pem");
    }

    SignedRequests signed(String service) {
        return new SignedRequests(
                "127.0.0.1:" + servicesPort,
                environment.path("AWS_ACCESS_KEY_ID").asText(),
                environment.path("AWS_SECRET_ACCESS_KEY").asText(),
                service);
    }

    /** An Invoke, head and body, to be sent again and again: signatures hold for 15 minutes. */
    ObjectLoad.Request invoke(String function, String type, String payload) {
        byte[] body = payload.getBytes(StandardCharsets.UTF_8);
        byte[] head =
                signed("lambda")
                        .post(
                                "/2015-03-31/functions/" + function + "/invocations",
                                body,
                                "X-Amz-Invocation-Type: " + type + "\r\n");
        return new ObjectLoad.Request(head, java.nio.ByteBuffer.wrap(body), 1);
    }

    /** A function in the numbers of the API. */
    JsonNode reading(String function) throws IOException {
        HttpURLConnection call =
                (HttpURLConnection)
                        URI.create(
                                        "http://127.0.0.1:"
                                                + apiPort
                                                + "/v1/apps/"
                                                + NAME
                                                + "/functions")
                                .toURL()
                                .openConnection();
        String token = Files.readString(platform.home().resolve("token")).strip();
        call.setRequestProperty("Authorization", "Bearer " + token);
        try (var in = call.getInputStream()) {
            for (JsonNode each : json.readTree(in)) {
                if (each.path("name").asText().equals(function)) {
                    return each;
                }
            }
        }
        throw new IllegalStateException("no function " + function);
    }

    /** Seconds of CPU of each process that runs a function, by its number. */
    static Map<Long, Double> seconds() {
        Map<Long, Double> all = new HashMap<>();
        ProcessHandle.allProcesses()
                .filter(each -> each.info().command().filter("/function"::equals).isPresent())
                .forEach(
                        each ->
                                all.put(
                                        each.pid(),
                                        each.info()
                                                .totalCpuDuration()
                                                .map(time -> time.toNanos() / 1e9)
                                                .orElse(0.0)));
        return all;
    }

    /** Its containers that run. */
    String podman(String format) throws Exception {
        return platform.run(
                "podman",
                "ps",
                "--format",
                format,
                "--filter",
                "label=mvi.platform=" + platform.status().path("platform").asText(),
                "--filter",
                "label=mvi.app=" + NAME);
    }
}
