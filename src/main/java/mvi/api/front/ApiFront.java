package mvi.api.front;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import mvi.engines.http.HttpHandler;
import mvi.engines.http.HttpReply;
import mvi.engines.http.HttpRequest;

/** The door of the API: finds the route, asks for the token, maps every failure once. */
public final class ApiFront implements HttpHandler {
    private final List<ApiRoute> routes;
    private final ApiTokens tokens;
    private final Events events;

    public ApiFront(ApiParts parts) {
        this.routes = RouteTable.of(parts);
        this.tokens = parts.tokens();
        this.events = parts.events();
    }

    @Override
    public HttpReply handle(HttpRequest request) {
        try {
            return dispatch(request);
        } catch (Problem problem) {
            if (!problem.detail().isEmpty()) {
                events.warn(
                        "api-problem",
                        "path",
                        request.path(),
                        "code",
                        problem.code(),
                        "detail",
                        problem.detail(),
                        "cause",
                        String.valueOf(problem.getCause()));
            }
            return ApiProblem.reply(problem);
        } catch (Exception failed) {
            events.warn("api-failed", "path", request.path(), "why", failed);
            return ApiProblem.reply(Problem.bug(String.valueOf(failed), failed));
        }
    }

    private HttpReply dispatch(HttpRequest request) throws Exception {
        Optional<String> who = tokens.who(request.headers().first("Authorization"));
        boolean isPathKnown = false;
        for (ApiRoute route : routes) {
            Optional<Map<String, String>> path = route.match(request.path());
            isPathKnown |= path.isPresent();
            if (path.isPresent() && route.method().equals(request.method())) {
                if (!route.permission().isEmpty() && who.isEmpty()) {
                    throw noToken();
                }
                return route.handler().handle(new ApiCall(request, path.get(), who.orElse("")));
            }
        }
        if (who.isEmpty()) {
            throw noToken();
        }
        throw isPathKnown
                ? Problem.invalid(
                        "no-such-method",
                        request.method() + " is not answered at " + request.path())
                : Problem.missing(
                        "no-such-path",
                        request.path() + " is not a path of the API; docs/api.md lists them");
    }

    private static Problem noToken() {
        return Problem.denied(
                "no-token",
                "this needs a token that is known here, as Authorization: Bearer TOKEN (MVI_TOKEN,"
                        + " or the file token in MVI_HOME)");
    }
}
