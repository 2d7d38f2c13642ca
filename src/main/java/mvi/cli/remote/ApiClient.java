package mvi.cli.remote;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import org.jspecify.annotations.Nullable;

/** The platform's API. What it refuses becomes a {@link Problem} with the API's own words. */
public final class ApiClient {
    static final Duration ANSWER_TIME = Duration.ofSeconds(60);

    /** The first database of a platform needs an image to be built. */
    private static final Duration MAKING_TIME = Duration.ofMinutes(10);

    /** Streams that are still alive say something every 10 s. */
    static final Duration STREAM_SILENCE = Duration.ofSeconds(60);

    /** A process may be silent for as long as it likes. */
    static final Duration FOR_EVER = Duration.ZERO;

    static final int ANSWER_LIMIT = 64 << 20;
    private static final int PROBLEM_LIMIT = 64 << 10;

    private final ApiAddress address;
    private final Wire wire;

    public ApiClient(ApiAddress address) {
        this.address = address;
        this.wire = new Wire(address.url(), address.certificateAuthority());
    }

    public String get(String path) throws IOException {
        return whole("GET", path, null, "", ANSWER_TIME);
    }

    public void delete(String path) throws IOException {
        whole("DELETE", path, null, "", ANSWER_TIME);
    }

    /** What it makes may take its time. */
    public String put(String path, String json) throws IOException {
        InputStream body = new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
        return whole("PUT", path, body, "application/json", MAKING_TIME);
    }

    /** An answer that is whole when it comes. */
    public String create(String path, String json) throws IOException {
        InputStream body = new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
        return whole("POST", path, body, "application/json", ANSWER_TIME);
    }

    /** An answer of somebody's own code, which takes its time. */
    public String run(String path, String json) throws IOException {
        InputStream body = new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
        return whole("POST", path, body, "application/json", FOR_EVER);
    }

    /** An answer to be read while it comes; the caller closes it. */
    public Wire.Answer open(String path, boolean mayBeSilent) throws IOException {
        return call("GET", path, null, "", mayBeSilent ? FOR_EVER : STREAM_SILENCE);
    }

    public Wire.Answer post(String path, String json) throws IOException {
        InputStream body = new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
        return call("POST", path, body, "application/json", STREAM_SILENCE);
    }

    public Wire.Answer upload(String path, InputStream tar) throws IOException {
        return call("POST", path, tar, "application/x-tar", STREAM_SILENCE.multipliedBy(10));
    }

    /** Standard input goes out while the frames come in. */
    public Wire.Answer attach(String path, InputStream in) throws IOException {
        return call("POST", path, in, "application/octet-stream", FOR_EVER);
    }

    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String whole(
            String method, String path, @Nullable InputStream body, String type, Duration silence)
            throws IOException {
        try (Wire.Answer answer = call(method, path, body, type, silence)) {
            byte[] bytes = answer.body().readNBytes(ANSWER_LIMIT + 1);
            if (bytes.length > ANSWER_LIMIT) {
                throw Problem.limit("answer-too-large", "the answer to " + path + " is too large");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw cut(failed);
        }
    }

    private Wire.Answer call(
            String method,
            String path,
            @Nullable InputStream body,
            String contentType,
            Duration silence) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Authorization", "Bearer " + address.token());
        if (!contentType.isEmpty()) {
            headers.put("Content-Type", contentType);
        }
        Wire.Answer answer;
        try {
            answer = wire.send(method, path, headers, body, silence);
        } catch (IOException failed) {
            throw unreachable(failed);
        }
        if (answer.status() >= 300) {
            throw problem(answer);
        }
        return answer;
    }

    private Problem unreachable(IOException failed) {
        String what = failed.getMessage() == null ? failed.toString() : failed.getMessage();
        return Problem.unavailable(
                "no-platform",
                "no platform answers at "
                        + address.url()
                        + " ("
                        + what
                        + "): "
                        + (address.isLocal()
                                ? "start it with ./mvi up"
                                : "check MVI_URL, or mvi login again"),
                failed);
    }

    private Problem cut(IOException failed) {
        return Problem.unavailable(
                "cut",
                "the answer of "
                        + address.url()
                        + " broke off ("
                        + failed.getMessage()
                        + "): try again",
                failed);
    }

    private static Problem problem(Wire.Answer answer) {
        String text = "";
        try (answer) {
            text = new String(answer.body().readNBytes(PROBLEM_LIMIT), StandardCharsets.UTF_8);
            Json json = Json.parse(text);
            String detail = json.text("detail");
            String title = json.text("title");
            String message = detail.isEmpty() ? title : detail;
            return new Problem(
                    json.text("code"),
                    kind(answer.status()),
                    message.isEmpty() ? "the platform answered " + answer.status() : message,
                    "",
                    null);
        } catch (IOException notJson) {
            String first = text.lines().findFirst().orElse("");
            return new Problem(
                    "http-" + answer.status(),
                    kind(answer.status()),
                    "the platform answered "
                            + answer.status()
                            + (first.isEmpty() ? "" : ": " + first),
                    "",
                    notJson);
        }
    }

    static Kind kind(int status) {
        return switch (status) {
            case 401, 403 -> Kind.DENIED;
            case 404, 410 -> Kind.MISSING;
            case 409, 412 -> Kind.CONFLICT;
            case 413, 429 -> Kind.LIMIT;
            case 502, 503, 504 -> Kind.UNAVAILABLE;
            default -> status >= 500 ? Kind.BUG : Kind.INVALID;
        };
    }
}
