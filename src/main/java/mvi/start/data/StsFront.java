package mvi.start.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Gatekeeper;
import mvi.engines.base.Ids;
import mvi.engines.base.Kind;
import mvi.engines.base.Principal;
import mvi.engines.base.Problem;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpHandler;
import mvi.engines.http.HttpReply;
import mvi.engines.http.HttpRequest;
import mvi.engines.wire.PercentCoding;
import mvi.engines.wire.SignedCall;

/**
 * Of AWS's Security Token Service the one question that tools ask before all else: whose
 * credentials these are. There are no temporary ones, so there is nothing else to ask; the rest is
 * refused in STS's own words. The request is a form, posted or as the query of a GET, signed for
 * the service {@code sts} in its header or, as what hands a signature on to others does, in its
 * query.
 */
final class StsFront implements HttpHandler {
    private static final ByteCount MAXIMUM_BODY = ByteCount.kib(64);
    private static final String VERSION = "2011-06-15";
    private static final String NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";
    private static final String ACTION = "GetCallerIdentity";

    private final Gatekeeper gatekeeper;
    private final Clock clock;
    private final Ids ids;
    private final Events events;

    StsFront(Gatekeeper gatekeeper, Clock clock, Ids ids, Events events) {
        this.gatekeeper = gatekeeper;
        this.clock = clock;
        this.ids = ids;
        this.events = events;
    }

    @Override
    public HttpReply handle(HttpRequest request) throws IOException {
        String requestId = ids.next("");
        try {
            boolean isGet = request.method().equals("GET");
            if (!isGet && !request.method().equals("POST")) {
                throw Problem.invalid("unknown-action", "STS is asked by POST or GET");
            }
            SignedCall call = SignedCall.admit(request, "sts", gatekeeper, clock, MAXIMUM_BODY);
            requireKnown(form(isGet ? request.query() : text(call.body())));
            return reply(200, requestId, identity(call.principal(), requestId));
        } catch (Problem problem) {
            return refusal(problem, requestId);
        } catch (RuntimeException bug) {
            return refusal(Problem.bug(bug.toString(), bug), requestId);
        }
    }

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }

    private static Map<String, String> form(String coded) {
        Map<String, String> form = new HashMap<>();
        for (var each : PercentCoding.query(coded)) {
            if (form.put(each.getKey(), each.getValue()) != null) {
                throw Problem.invalid("bad-field", "the form has a field twice");
            }
        }
        return form;
    }

    private static void requireKnown(Map<String, String> form) {
        String action = form.getOrDefault("Action", "");
        if (action.isEmpty()) {
            throw Problem.invalid("missing-action", "the form has no Action");
        }
        if (!action.equals(ACTION) || !VERSION.equals(form.get("Version"))) {
            throw Problem.invalid(
                    "unknown-action",
                    "there is no operation of this name and version here, but %s of %s"
                            .formatted(ACTION, VERSION));
        }
    }

    private static String identity(Principal principal, String requestId) {
        String name = principal.name();
        String account = principal.account();
        return "<GetCallerIdentityResponse xmlns=\""
                + NAMESPACE
                + "\"><GetCallerIdentityResult>"
                + element("Arn", "arn:aws:iam::" + account + ":user/" + name)
                + element("UserId", account + ":" + name)
                + element("Account", account)
                + "</GetCallerIdentityResult><ResponseMetadata>"
                + element("RequestId", requestId)
                + "</ResponseMetadata></GetCallerIdentityResponse>";
    }

    private static String element(String name, String text) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return "<" + name + ">" + escaped + "</" + name + ">";
    }

    private HttpReply refusal(Problem problem, String requestId) {
        if (problem.kind() == Kind.BUG) {
            events.warn("sts.bug", "detail", problem.detail(), "cause", problem);
        }
        Refusal refusal = Refusal.of(problem);
        return reply(
                refusal.status(),
                requestId,
                "<ErrorResponse xmlns=\""
                        + NAMESPACE
                        + "\"><Error>"
                        + element("Type", refusal.status() < 500 ? "Sender" : "Receiver")
                        + element("Code", refusal.code())
                        + element("Message", problem.publicMessage())
                        + "</Error>"
                        + element("RequestId", requestId)
                        + "</ErrorResponse>");
    }

    private static HttpReply reply(int status, String requestId, String document) {
        return HttpReply.bytes(
                status,
                Headers.of("Content-Type", "text/xml", "x-amzn-RequestId", requestId),
                document.getBytes(StandardCharsets.UTF_8));
    }

    /** A refusal in STS's own names. */
    private record Refusal(int status, String code) {
        static Refusal of(Problem problem) {
            return switch (problem.code()) {
                case "missing-action" -> new Refusal(400, "MissingAction");
                case "unknown-action" -> new Refusal(400, "InvalidAction");
                case "missing-authentication" -> new Refusal(403, "MissingAuthenticationToken");
                case "malformed-authentication",
                        "malformed-signature-query",
                        "bad-signature-lifetime",
                        "missing-date" ->
                        new Refusal(400, "IncompleteSignature");
                case "unknown-access-key" -> new Refusal(403, "InvalidClientTokenId");
                case "signature-does-not-match", "request-time-too-skewed" ->
                        new Refusal(403, "SignatureDoesNotMatch");
                case "request-expired" -> new Refusal(400, "RequestExpired");
                case "body-too-large" -> new Refusal(413, "RequestEntityTooLarge");
                default -> byKind(problem.kind());
            };
        }

        private static Refusal byKind(Kind kind) {
            return switch (kind) {
                case MISSING, CONFLICT, INVALID, LIMIT -> new Refusal(400, "ValidationError");
                case DENIED -> new Refusal(403, "AccessDenied");
                case UNAVAILABLE -> new Refusal(503, "ServiceUnavailable");
                case BUG -> new Refusal(500, "InternalFailure");
            };
        }
    }
}
