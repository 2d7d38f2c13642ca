package mvi.start.data;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mvi.engines.base.ByteCount;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Gatekeeper;
import mvi.engines.base.Ids;
import mvi.engines.base.Kind;
import mvi.engines.base.Permission;
import mvi.engines.base.Principal;
import mvi.engines.base.Problem;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpAnswer;
import mvi.engines.http.HttpHandler;
import mvi.engines.http.HttpReply;
import mvi.engines.http.HttpRequest;
import mvi.engines.http.ReplyBody;
import mvi.engines.wire.PercentCoding;
import mvi.engines.wire.SignedCall;
import mvi.platform.function.FunctionEvent;
import mvi.platform.function.FunctionName;

/**
 * Of AWS Lambda's API the one operation that apps need: Invoke. Who asks is checked here, and
 * whether it may; then the request goes on to control, which runs functions, and its answer comes
 * back as it is. While control is away, Lambda's own answer of a service that is away is given.
 */
final class FunctionDoor implements HttpHandler {
    /** Lambda's bound of what is waited for. */
    static final ByteCount LARGEST = ByteCount.mib(6);

    /** An invocation takes 15 minutes at most; control is the one who says that it took longer. */
    static final Duration LONGEST = Duration.ofMinutes(15).plusSeconds(30);

    /** Lambda's own for an account that has asked for no more. */
    static final int MOST_AT_ONCE = 1000;

    private static final Pattern INVOCATIONS =
            Pattern.compile("/2015-03-31/functions/([^/]+)/invocations/?");

    /** Answered here, or this hop's own business; a length is the body's own. */
    private static final Set<String> KEPT_BACK =
            Set.of(
                    "authorization",
                    "content-length",
                    "expect",
                    "host",
                    "proxy-authorization",
                    "trailer",
                    "x-amz-content-sha256",
                    "x-amz-date",
                    "x-amz-security-token");

    /** What control believes of who asks, and so nobody else may say. */
    private static final String OURS = "x-mvi-";

    private final Gatekeeper gatekeeper;
    private final FunctionSocket control;
    private final Clock clock;
    private final Ids ids;
    private final Events events;
    private final Semaphore atOnce = new Semaphore(MOST_AT_ONCE);
    private final BodyRoom room = new BodyRoom();

    FunctionDoor(
            Gatekeeper gatekeeper, FunctionSocket control, Clock clock, Ids ids, Events events) {
        this.gatekeeper = gatekeeper;
        this.control = control;
        this.clock = clock;
        this.ids = ids;
        this.events = events;
    }

    @Override
    public HttpReply handle(HttpRequest request) throws IOException {
        try {
            return invoke(request, name(request));
        } catch (Problem problem) {
            return refusal(problem);
        } catch (RuntimeException bug) {
            return refusal(Problem.bug(bug.toString(), bug));
        }
    }

    private HttpReply refusal(Problem problem) {
        String requestId = ids.next("");
        if (problem.kind() == Kind.BUG) {
            events.warn(
                    "function-door.bug",
                    "request",
                    requestId,
                    "detail",
                    problem.detail(),
                    "cause",
                    problem);
        }
        return FunctionRefusal.of(problem).reply(requestId);
    }

    /** Of the function, as the path has it. */
    private static String name(HttpRequest request) {
        Matcher invocations = INVOCATIONS.matcher(request.path());
        if (!request.method().equals("POST") || !invocations.matches()) {
            throw Problem.invalid(
                    "not-served",
                    "of Lambda's API there is Invoke here; functions are made by deploying an app");
        }
        return PercentCoding.decode(invocations.group(1));
    }

    private HttpReply invoke(HttpRequest request, String name) throws IOException {
        if (!atOnce.tryAcquire()) {
            throw Problem.limit(
                    "too-many-invocations",
                    MOST_AT_ONCE + " invocations are under way: try again later");
        }
        try {
            return reply(send(request, admitted(request, name)));
        } finally {
            atOnce.release();
        }
    }

    /** What goes on; no more of the request's body is held than its source. */
    private record Admitted(Headers headers, ByteSource body) {}

    private Admitted admitted(HttpRequest request, String name) throws IOException {
        BodyRoom.Place place = room.take(request.body().length(), largest(request));
        boolean isFilled = false;
        try {
            SignedCall call =
                    SignedCall.admit(request, "lambda", gatekeeper, clock, largest(request));
            Principal principal = call.principal();
            FunctionName function = FunctionName.parse(name, principal.account());
            gatekeeper.authorise(
                    principal,
                    new Permission(
                            "lambda:InvokeFunction",
                            function.account(),
                            "function/" + function.name()));
            Admitted admitted =
                    new Admitted(
                            headers(request.headers(), principal), place.filledWith(call.body()));
            isFilled = true;
            return admitted;
        } finally {
            if (!isFilled) {
                place.giveUp();
            }
        }
    }

    /** Nobody waits for an event, so it has to fit into its queue. */
    private static ByteCount largest(HttpRequest request) {
        boolean isEvent =
                request.headers()
                        .first("X-Amz-Invocation-Type")
                        .filter("Event"::equalsIgnoreCase)
                        .isPresent();
        return isEvent ? FunctionEvent.MAXIMUM_PAYLOAD : LARGEST;
    }

    private static Headers headers(Headers sent, Principal principal) {
        List<String> kept = new ArrayList<>();
        sent.endToEnd()
                .each(
                        (name, value) -> {
                            String lower = name.toLowerCase(Locale.ROOT);
                            if (!KEPT_BACK.contains(lower) && !lower.startsWith(OURS)) {
                                kept.add(name);
                                kept.add(value);
                            }
                        });
        kept.addAll(
                List.of("x-mvi-account", principal.account(), "x-mvi-caller", principal.name()));
        return Headers.of(kept);
    }

    private HttpAnswer send(HttpRequest request, Admitted admitted) {
        String query = request.query().isEmpty() ? "" : "?" + request.query();
        try {
            return control.post(
                    request.path() + query, admitted.headers(), admitted.body(), LONGEST);
        } catch (SocketTimeoutException late) {
            throw new Problem(
                    "functions-late",
                    Kind.UNAVAILABLE,
                    "the function has not answered within " + LONGEST.toMinutes() + " minutes",
                    "",
                    late);
        } catch (IOException away) {
            throw Problem.unavailable(
                    "functions-away",
                    "functions are not run at the moment: try again in a few seconds",
                    away);
        }
    }

    private static HttpReply reply(HttpAnswer answer) throws IOException {
        List<String> kept = new ArrayList<>();
        answer.headers()
                .endToEnd()
                .each(
                        (name, value) -> {
                            if (!KEPT_BACK.contains(name.toLowerCase(Locale.ROOT))) {
                                kept.add(name);
                                kept.add(value);
                            }
                        });
        Headers headers = Headers.of(kept);
        if (answer.status() == 204 || answer.status() == 304) {
            answer.close();
            return HttpReply.empty(answer.status(), headers);
        }
        return new HttpReply(answer.status(), headers, new ReplyBody.Source(answer.body()));
    }
}
