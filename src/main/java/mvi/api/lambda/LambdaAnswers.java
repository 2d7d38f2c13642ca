package mvi.api.lambda;

import java.util.LinkedHashMap;
import java.util.Map;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpReply;
import mvi.engines.wire.Json;

/** Answers in Lambda's forms. */
final class LambdaAnswers {
    private static final Headers JSON = Headers.of("Content-Type", "application/json");
    private static final byte[] OK = Json.write(Map.of("status", "OK"));

    private LambdaAnswers() {}

    /** Of the Runtime API. */
    static HttpReply runtimeError(int status, String type, String message) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("errorMessage", message);
        fields.put("errorType", type);
        return json(status, Headers.NONE, fields);
    }

    /** Of the Runtime API. */
    static HttpReply accepted() {
        return HttpReply.bytes(202, JSON, OK);
    }

    /**
     * Of Invoke.
     *
     * @param type such as {@code ResourceNotFoundException}
     */
    static HttpReply refusal(int status, String type, String message, String requestId) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("Type", status < 500 ? "User" : "Service");
        fields.put("Message", message);
        fields.put("message", message);
        return json(
                status,
                Headers.of("x-amzn-ErrorType", type, "x-amzn-RequestId", requestId),
                fields);
    }

    private static HttpReply json(int status, Headers headers, Map<String, String> fields) {
        return HttpReply.bytes(
                status, headers.with("Content-Type", "application/json"), Json.write(fields));
    }
}
