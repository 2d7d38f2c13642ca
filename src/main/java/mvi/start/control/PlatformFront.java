package mvi.start.control;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpAnswer;
import mvi.engines.http.HttpCall;
import mvi.engines.http.HttpEndpoint;
import mvi.engines.http.HttpHandler;
import mvi.engines.http.HttpReply;
import mvi.engines.http.HttpRequest;
import mvi.engines.http.ReplyBody;
import mvi.services.balancer.BalancerRoutes;

/**
 * What answers at the API's port, and so under the platform's name: the registry below {@code
 * /v2/}, which is passed on to the data process, and the API.
 */
final class PlatformFront implements HttpHandler {
    /** No app's: their routes are called {@code app/process}. */
    private static final String ROUTE = "mvi:api";

    private static final Duration ANSWER_TIME = Duration.ofSeconds(60);

    private final HttpHandler api;
    private final Caller http;
    private final HttpEndpoint registry;

    /** Sends one call. */
    @FunctionalInterface
    interface Caller {
        HttpAnswer call(HttpCall call) throws IOException;
    }

    /**
     * @param registry where data's registry listens
     */
    PlatformFront(HttpHandler api, Caller http, HttpEndpoint registry) {
        this.api = api;
        this.http = http;
        this.registry = registry;
    }

    /** Leads the balancer here, for this name. */
    static BalancerRoutes.Route route(String name, int port) {
        BalancerRoutes.HealthCheck connects =
                new BalancerRoutes.HealthCheck(
                        "", Duration.ofSeconds(1), Duration.ofSeconds(2), 1, 3);
        return new BalancerRoutes.Route(
                ROUTE,
                List.of(name),
                List.of(
                        new BalancerRoutes.Target(
                                "control", "127.0.0.1", port, connects, false, false)),
                List.of());
    }

    @Override
    public HttpReply handle(HttpRequest request) throws Exception {
        return request.path().equals("/v2") || request.path().startsWith("/v2/")
                ? registry(request)
                : api.handle(request);
    }

    private HttpReply registry(HttpRequest request) throws IOException {
        String query = request.query().isEmpty() ? "" : "?" + request.query();
        HttpAnswer answer;
        try {
            answer =
                    http.call(
                            new HttpCall(
                                    registry,
                                    request.method(),
                                    request.path() + query,
                                    request.headers().endToEnd(),
                                    request.body(),
                                    ANSWER_TIME));
        } catch (IOException away) {
            return HttpReply.text(503, "The registry does not answer: try again.\n");
        }
        Headers headers = answer.headers().endToEnd();
        if (request.method().equals("HEAD") || answer.status() == 204 || answer.status() == 304) {
            answer.close();
            return HttpReply.empty(answer.status(), headers);
        }
        return new HttpReply(answer.status(), headers, new ReplyBody.Source(answer.body()));
    }
}
