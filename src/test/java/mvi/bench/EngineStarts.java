package mvi.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import mvi.engines.base.ByteSource;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpAnswer;
import mvi.engines.http.HttpCall;
import mvi.engines.http.HttpClient;
import mvi.engines.http.HttpEndpoint;
import mvi.engines.http.HttpLimits;

/** Containers like a function's own, made and started by the platform's engine and nobody else. */
final class EngineStarts implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final HttpClient http = new HttpClient(HttpLimits.DEFAULT, Optional.empty());
    private final HttpEndpoint engine;
    private final ObjectMapper json = new ObjectMapper();
    private final JsonNode model;

    /** What one start took. */
    record Took(double createMillis, double startMillis) {
        double millis() {
            return createMillis + startMillis;
        }
    }

    /**
     * @param like the id of a container of a function
     */
    EngineStarts(Path socket, String like) throws IOException {
        this.engine = new HttpEndpoint.Unix(socket);
        this.model = call("GET", "/containers/" + like + "/json", "");
    }

    Took start() throws IOException {
        ObjectNode wanted = json.createObjectNode();
        JsonNode host = model.path("HostConfig");
        wanted.set("Image", model.path("Config").path("Image"));
        wanted.set("Env", model.path("Config").path("Env"));
        ObjectNode limits = wanted.putObject("HostConfig");
        for (String each :
                List.of("Memory", "NetworkMode", "CapDrop", "SecurityOpt", "MemorySwap")) {
            limits.set(each, host.path(each));
        }
        long began = System.nanoTime();
        String id = call("POST", "/containers/create", wanted.toString()).path("Id").asText();
        long made = System.nanoTime();
        call("POST", "/containers/" + id + "/start", "");
        long started = System.nanoTime();
        call("DELETE", "/containers/" + id + "?force=true", "");
        return new Took((made - began) / 1e6, (started - made) / 1e6);
    }

    private JsonNode call(String method, String path, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        try (HttpAnswer answer =
                        http.send(
                                new HttpCall(
                                        engine,
                                        method,
                                        "/v1.41" + path,
                                        Headers.of("Content-Type", "application/json"),
                                        ByteSource.of(bytes),
                                        LIMIT));
                InputStream in = answer.body().asStream()) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            if (answer.status() >= 400) {
                throw new IOException(method + " " + path + ": " + answer.status() + " " + text);
            }
            return text.isBlank() || !text.startsWith("{")
                    ? json.createObjectNode()
                    : json.readTree(text);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
