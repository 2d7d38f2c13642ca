package mvi.start.data;

import com.fasterxml.jackson.databind.node.ObjectNode;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpReply;
import mvi.engines.wire.Json;

/**
 * A refusal in Lambda's own names, statuses and form: the exception in a header, {@code Type} and
 * message in a document, by the members that the API's model gives that exception.
 */
record FunctionRefusal(String exception, int status, String message, String reason) {
    private static final String TOO_MANY = "TooManyRequestsException";

    /** The one table from problems to Lambda's exceptions. */
    static FunctionRefusal of(Problem problem) {
        return switch (problem.code()) {
            case "not-served" -> of("NotImplementedException", 501, problem);
            case "bad-function-name", "bad-percent-coding", "bad-account" ->
                    of("InvalidParameterValueException", 400, problem);
            case "body-too-large" -> of("RequestTooLargeException", 413, problem);
            case "too-many-invocations", "no-room" ->
                    new FunctionRefusal(
                            TOO_MANY,
                            429,
                            problem.publicMessage(),
                            "ConcurrentInvocationLimitExceeded");
            case "missing-authentication" ->
                    of("MissingAuthenticationTokenException", 403, problem);
            case "malformed-authentication",
                    "malformed-signature-query",
                    "bad-signature-lifetime",
                    "missing-date" ->
                    of("IncompleteSignatureException", 403, problem);
            case "unknown-access-key" -> of("UnrecognizedClientException", 403, problem);
            case "signature-does-not-match", "request-time-too-skewed", "request-expired" ->
                    of("InvalidSignatureException", 403, problem);
            case "functions-late" -> of("ServiceException", 500, problem);
            default -> byKind(problem);
        };
    }

    private static FunctionRefusal byKind(Problem problem) {
        return switch (problem.kind()) {
            case MISSING -> of("ResourceNotFoundException", 404, problem);
            case CONFLICT -> of("ResourceConflictException", 409, problem);
            case INVALID -> of("InvalidParameterValueException", 400, problem);
            case DENIED -> of("AccessDeniedException", 403, problem);
            case LIMIT -> of(TOO_MANY, 429, problem);
            case UNAVAILABLE -> of("ServiceUnavailableException", 503, problem);
            case BUG -> of("ServiceException", 500, problem);
        };
    }

    private static FunctionRefusal of(String exception, int status, Problem problem) {
        String message =
                problem.kind() == Kind.BUG ? "an internal failure" : problem.publicMessage();
        return new FunctionRefusal(exception, status, message, "");
    }

    HttpReply reply(String requestId) {
        ObjectNode document = Json.object();
        document.put("Type", status < 500 ? "User" : "Service").put(member(), message);
        if (!reason.isEmpty()) {
            document.put("Reason", reason);
        }
        return HttpReply.bytes(
                status,
                Headers.of(
                        "Content-Type",
                        "application/json",
                        "x-amzn-ErrorType",
                        exception,
                        "x-amzn-RequestId",
                        requestId),
                Json.write(document));
    }

    /** The model writes it in either way. */
    private String member() {
        return switch (exception) {
            case "InvalidParameterValueException",
                    "RequestTooLargeException",
                    "ResourceConflictException",
                    TOO_MANY ->
                    "message";
            default -> "Message";
        };
    }
}
