package mvi.engines.http;

/**
 * Answers a request, on a virtual thread of its own, blocking. Fronts map every {@link
 * mvi.engines.base.Problem} themselves; whatever else is thrown becomes a bare 500 and an event.
 */
@FunctionalInterface
public interface HttpHandler {
    HttpReply handle(HttpRequest request) throws Exception;
}
