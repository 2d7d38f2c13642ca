package mvi.services.balancer.front;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpHandler;
import mvi.engines.http.HttpReply;
import mvi.engines.http.HttpRequest;
import mvi.engines.http.ReplyBody;
import mvi.engines.wire.Json;
import mvi.services.balancer.BalancerAccesses;
import mvi.services.balancer.BalancerCertificates;
import mvi.services.balancer.BalancerEvent;
import mvi.services.balancer.BalancerRoutes;
import mvi.services.balancer.LiveBalancer;

/**
 * The load balancer's control protocol. Who may open the socket (0600) may do all of it.
 *
 * <ul>
 *   <li>{@code PUT /routes}: the whole table; 204 when routed by and on disk, 409 {@code
 *       stale-routes} when its generation is older than the present one
 *   <li>{@code PUT /certificates}: all of them; 204 when shown and on disk, 409 {@code
 *       stale-certificates}
 *   <li>{@code POST /leave}: another process has taken the listening sockets; 204 when this one
 *       accepts no more, and ends all its events
 *   <li>{@code POST /accesses} {@code {"acknowledged": N, "patience": "PT5S"}}: the next batch of
 *       requests that were answered; the present one again when N is not its number
 *   <li>{@code GET /routes}, {@code /targets}, {@code /readings}, {@code /listeners}
 *   <li>{@code GET /events}: Server-Sent Events {@code connected}, {@code health}; a comment every
 *       few seconds shows that both ends live
 * </ul>
 */
public final class ControlFront implements HttpHandler {
    /** A table of this size holds some 10,000 targets, and the authorities of 400 routes. */
    private static final ByteCount ROUTES_BYTES = ByteCount.mib(32);

    /** Some 10,000 certificates with their chains. */
    private static final ByteCount CERTIFICATES_BYTES = ByteCount.mib(64);

    private static final ByteCount TAKE_BYTES = ByteCount.kib(1);

    /** A watcher that is so far behind is dropped; it comes back and reads all anew. */
    private static final int EVENTS_BEHIND = 1024;

    private static final Duration HEARTBEAT = Duration.ofSeconds(5);

    private final LiveBalancer balancer;
    private final Runnable endConnections;
    private final Events events;

    /**
     * @param endConnections ends the connections to this front: the name that their clients dialled
     *     is another process's by then
     */
    public ControlFront(LiveBalancer balancer, Runnable endConnections, Events events) {
        this.balancer = balancer;
        this.endConnections = endConnections;
        this.events = events;
    }

    @Override
    public HttpReply handle(HttpRequest request) {
        try {
            return route(request);
        } catch (Problem problem) {
            return problem(problem);
        } catch (Exception bug) {
            events.warn("balance.control-failed", "path", request.path(), "error", bug);
            return problem(Problem.bug(bug.toString(), bug));
        }
    }

    private HttpReply route(HttpRequest request) throws IOException {
        return switch (request.method() + " " + request.path()) {
            case "PUT /routes" -> {
                balancer.apply(
                        Json.read(request.body().readAll(ROUTES_BYTES), BalancerRoutes.class));
                yield HttpReply.empty(204, Headers.NONE);
            }
            case "PUT /certificates" -> {
                balancer.certify(
                        Json.read(
                                request.body().readAll(CERTIFICATES_BYTES),
                                BalancerCertificates.class));
                yield HttpReply.empty(204, Headers.NONE);
            }
            case "POST /leave" -> {
                balancer.leave();
                endConnections.run();
                yield HttpReply.empty(204, Headers.NONE);
            }
            case "POST /accesses" ->
                    ok(
                            balancer.accesses(
                                    Json.read(
                                            request.body().readAll(TAKE_BYTES),
                                            BalancerAccesses.Take.class)));
            case "GET /routes" -> ok(balancer.routes());
            case "GET /targets" -> ok(balancer.targets());
            case "GET /readings" -> ok(balancer.readings());
            case "GET /listeners" -> ok(balancer.listeners());
            case "GET /events" ->
                    new HttpReply(
                            200,
                            Headers.of("Content-Type", "text/event-stream"),
                            new ReplyBody.Live(this::stream));
            default ->
                    throw Problem.missing(
                            "no-such-operation",
                            "There is no " + request.method() + " " + request.path() + ".");
        };
    }

    private HttpReply ok(Object value) {
        return HttpReply.bytes(
                200, Headers.of("Content-Type", "application/json"), Json.write(value));
    }

    private void stream(OutputStream out) throws IOException, InterruptedException {
        BlockingQueue<BalancerEvent> behind = new ArrayBlockingQueue<>(EVENTS_BEHIND);
        boolean[] isLost = {false};
        try (LiveBalancer.Watch watch =
                balancer.watch(
                        event -> {
                            synchronized (isLost) {
                                isLost[0] |= !behind.offer(event);
                            }
                        })) {
            while (true) {
                synchronized (isLost) {
                    if (isLost[0]) {
                        throw new IOException("the watcher is too far behind");
                    }
                }
                BalancerEvent next = behind.poll(HEARTBEAT.toSeconds(), TimeUnit.SECONDS);
                if (next instanceof BalancerEvent.Left) {
                    return;
                }
                out.write(text(next).getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        }
    }

    private String text(@org.jspecify.annotations.Nullable BalancerEvent event) {
        return switch (event) {
            case null -> ": alive\n\n";
            case BalancerEvent.Connected connected ->
                    "event: connected\ndata: " + Json.text(connected) + "\n\n";
            case BalancerEvent.HealthChanged changed ->
                    "event: health\ndata: " + Json.text(changed) + "\n\n";
            case BalancerEvent.Left left -> "";
        };
    }

    private HttpReply problem(Problem problem) {
        int status =
                switch (problem.kind()) {
                    case MISSING -> 404;
                    case CONFLICT -> 409;
                    case INVALID -> 400;
                    case DENIED -> 403;
                    case LIMIT -> 413;
                    case UNAVAILABLE -> 503;
                    case BUG -> 500;
                };
        return HttpReply.bytes(
                status,
                Headers.of("Content-Type", "application/json"),
                Json.write(new ControlProblem(problem.code(), problem.publicMessage())));
    }

    /** A problem on this wire. */
    record ControlProblem(String code, String message) {}
}
