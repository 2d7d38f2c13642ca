package mvi.api.front;

import mvi.api.schema.ProblemView;
import mvi.engines.base.Problem;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpReply;
import mvi.engines.wire.Json;

/** Problems as RFC 9457 has them: one status per kind, and the few codes that have their own. */
final class ApiProblem {
    private ApiProblem() {}

    static HttpReply reply(Problem problem) {
        int status = status(problem);
        Headers headers = Headers.of("Content-Type", "application/problem+json");
        return HttpReply.bytes(
                status,
                status == 401 ? headers.with("WWW-Authenticate", "Bearer realm=\"mvi\"") : headers,
                Json.write(
                        new ProblemView(
                                "urn:mvi:problem:" + problem.code(),
                                title(problem),
                                status,
                                problem.publicMessage(),
                                problem.code())));
    }

    static int status(Problem problem) {
        return switch (problem.kind()) {
            case MISSING -> 404;
            case CONFLICT -> 409;
            case INVALID ->
                    switch (problem.code()) {
                        case "malformed-json", "bad-tar", "bad-query" -> 400;
                        case "no-such-method" -> 405;
                        default -> 422;
                    };
            case DENIED -> problem.code().equals("no-token") ? 401 : 403;
            case LIMIT -> problem.code().endsWith("-too-large") ? 413 : 429;
            case UNAVAILABLE -> 503;
            case BUG -> 500;
        };
    }

    private static String title(Problem problem) {
        return switch (problem.kind()) {
            case MISSING -> "not found";
            case CONFLICT -> "conflict";
            case INVALID -> "not valid";
            case DENIED -> "not allowed";
            case LIMIT -> "limit reached";
            case UNAVAILABLE -> "not available now";
            case BUG -> "internal error";
        };
    }
}
