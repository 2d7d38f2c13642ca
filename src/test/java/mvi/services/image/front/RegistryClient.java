package mvi.services.image.front;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import mvi.services.image.Digest;

/** Raw requests to the registry, as one user. */
final class RegistryClient implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;
    private final String authorization;

    RegistryClient(int port, String user, String password) {
        this(port, "Basic " + base64(user + ":" + password));
    }

    /** With a header of one's own; none when it is empty. */
    RegistryClient(int port, String authorization) {
        this.port = port;
        this.authorization = authorization;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    HttpResponse<byte[]> send(String method, String path, BodyPublisher body, String... headers)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .method(method, body);
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers)
            throws Exception {
        return send(method, path, BodyPublishers.ofByteArray(body), headers);
    }

    HttpResponse<byte[]> send(String method, String path) throws Exception {
        return send(method, path, BodyPublishers.noBody());
    }

    /** A body whose length is not said before it comes: {@code Transfer-Encoding: chunked}. */
    static BodyPublisher chunked(byte[] body) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));
    }

    String begin(String repository) throws Exception {
        return location(send("POST", "/v2/" + repository + "/blobs/uploads/"));
    }

    static String location(HttpResponse<byte[]> answer) {
        return answer.headers().firstValue("Location").orElseThrow();
    }

    Digest push(String repository, byte[] layer) throws Exception {
        Digest digest = Digest.of(layer);
        send("PUT", begin(repository) + "?digest=" + digest, layer);
        return digest;
    }

    static byte[] manifest(Digest config, List<Digest> layers) {
        StringBuilder json = new StringBuilder();
        json.append("{\"schemaVersion\":2,\"mediaType\":\"").append(MANIFEST).append("\",");
        json.append("\"config\":").append(descriptor(config)).append(",\"layers\":[");
        json.append(String.join(",", layers.stream().map(RegistryClient::descriptor).toList()));
        return json.append("]}").toString().getBytes(StandardCharsets.UTF_8);
    }

    static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    private static String descriptor(Digest digest) {
        return "{\"mediaType\":\"application/octet-stream\",\"size\":1,\"digest\":\"%s\"}"
                .formatted(digest);
    }

    @Override
    public void close() {
        http.close();
    }
}
