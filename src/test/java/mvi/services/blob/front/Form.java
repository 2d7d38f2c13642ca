package mvi.services.blob.front;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import mvi.engines.http.HttpRequest;

/** A browser's form, and the policy under it, as a test wants them. */
final class Form {
    static final String TYPE = "multipart/form-data; boundary=xyz";

    private final Map<String, String> fields = new LinkedHashMap<>();
    private String file = "content";
    private String fileName = "dir/a.txt";

    /** With a key, and no policy. */
    static Form anonymous() {
        return new Form().with("key", "user/a.txt");
    }

    /** Signed by version 2; conditions are JSON. */
    static Form signed(String conditions) {
        return anonymous()
                .policy(
                        "{\"expiration\":\"2030-01-01T01:00:00Z\",\"conditions\":["
                                + conditions
                                + "]}");
    }

    Form policy(String document) {
        String policy = Base64.getEncoder().encodeToString(document.getBytes(UTF_8));
        return with("AWSAccessKeyId", DoorRig.KEY)
                .with("policy", policy)
                .with("signature", DoorRig.sign2(policy));
    }

    Form with(String name, String value) {
        fields.put(name, value);
        return this;
    }

    Form without(String name) {
        fields.remove(name);
        return this;
    }

    Form file(String name, String content) {
        fileName = name;
        file = content;
        return this;
    }

    String body() {
        StringBuilder body = new StringBuilder();
        fields.forEach((name, value) -> part(body, "name=\"" + name + "\"", value));
        part(body, "name=\"file\"; filename=\"" + fileName + "\"", file);
        part(body, "name=\"after\"", "nobody reads this");
        return body + "--xyz--\r\n";
    }

    private static void part(StringBuilder body, String parameters, String content) {
        body.append("--xyz\r\nContent-Disposition: form-data; ")
                .append(parameters)
                .append("\r\n\r\n")
                .append(content)
                .append("\r\n");
    }

    HttpRequest request() {
        String bytes =
                new String(body().getBytes(UTF_8), java.nio.charset.StandardCharsets.ISO_8859_1);
        return DoorRig.request("POST", "/files", "", Map.of("content-type", TYPE), bytes);
    }
}
