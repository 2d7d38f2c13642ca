package mvi.api.lambda;

import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import mvi.engines.base.Events;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpHandler;
import mvi.engines.http.HttpReply;
import mvi.engines.http.HttpRequest;
import mvi.engines.wire.PercentCoding;
import mvi.platform.function.EventQueue;
import mvi.platform.function.FunctionKeeper;
import mvi.platform.function.FunctionName;
import mvi.platform.function.Invocation;
import mvi.platform.function.InvocationResult;
import mvi.platform.function.Source;

/**
 * Lambda's Invoke, for requests that {@code data} has let in: it has checked the signature and the
 * permission, and says whose account it is. It listens on a socket that data alone may open.
 */
public final class InvokeFront implements HttpHandler {
    /** Of whom the caller is; set by data, never by the caller. */
    public static final String ACCOUNT = "x-mvi-account";

    private static final String ROOT = "/2015-03-31/functions/";
    private static final String INVOCATIONS = "/invocations";
    private static final String WAKE = "/-/wake";

    private final FunctionKeeper functions;
    private final Events events;

    public InvokeFront(FunctionKeeper functions, Events events) {
        this.functions = functions;
        this.events = events;
    }

    @Override
    public HttpReply handle(HttpRequest request) throws IOException, InterruptedException {
        String requestId = functions.newRequestId();
        try {
            if (request.path().equals(WAKE)) {
                return wake(request);
            }
            boolean isInvoke =
                    request.method().equals("POST")
                            && request.path().startsWith(ROOT)
                            && request.path().endsWith(INVOCATIONS);
            if (!isInvoke) {
                return LambdaAnswers.refusal(
                        404,
                        "ResourceNotFoundException",
                        "only Invoke is answered here",
                        requestId);
            }
            return invoke(request, requestId);
        } catch (Problem problem) {
            return refusal(problem, requestId);
        }
    }

    private HttpReply wake(HttpRequest request) {
        for (var each : PercentCoding.query(request.query())) {
            String[] parts = each.getValue().split("/", -1);
            if (each.getKey().equals("queue") && parts.length == 3) {
                functions.wake(
                        new EventQueue.Name(
                                new FunctionName(parts[0], parts[1]), Source.parse(parts[2])));
            }
        }
        return HttpReply.empty(204, Headers.NONE);
    }

    private HttpReply invoke(HttpRequest request, String requestId)
            throws IOException, InterruptedException {
        String coded =
                request.path()
                        .substring(ROOT.length(), request.path().length() - INVOCATIONS.length());
        FunctionName function =
                FunctionName.parse(
                        PercentCoding.decode(coded), request.headers().first(ACCOUNT).orElse(""));
        byte[] payload = payload(request.body().readAll(InvocationResult.MAXIMUM_ANSWER));
        Headers headers = request.headers();
        String trace = headers.first("X-Amzn-Trace-Id").orElse("");
        return switch (headers.first("X-Amz-Invocation-Type").orElse("RequestResponse")) {
            case "DryRun" -> {
                functions.require(function);
                yield HttpReply.empty(204, Headers.of("x-amzn-RequestId", requestId));
            }
            case "Event" -> {
                String id = functions.enqueue(function, payload, trace);
                yield HttpReply.empty(
                        202,
                        Headers.of("x-amzn-RequestId", id, "Content-Type", "application/json"));
            }
            case "RequestResponse" -> {
                InvocationResult result =
                        functions.invoke(
                                function,
                                requestId,
                                payload,
                                trace,
                                headers.first("X-Amz-Client-Context"));
                boolean isTailed =
                        headers.first("X-Amz-Log-Type").filter("Tail"::equals).isPresent();
                yield answer(
                        result,
                        requestId,
                        isTailed
                                ? Optional.of(functions.tail(function, result))
                                : Optional.empty());
            }
            default ->
                    throw Problem.invalid(
                            "bad-field",
                            "X-Amz-Invocation-Type is RequestResponse, Event or DryRun");
        };
    }

    private static HttpReply answer(
            InvocationResult result, String requestId, Optional<byte[]> tail) {
        Headers headers =
                Headers.of(
                        "Content-Type",
                        "application/json",
                        "X-Amz-Executed-Version",
                        "$LATEST",
                        "x-amzn-RequestId",
                        requestId);
        if (tail.isPresent()) {
            headers =
                    headers.with(
                            "X-Amz-Log-Result", Base64.getEncoder().encodeToString(tail.get()));
        }
        return switch (result) {
            case InvocationResult.Answered answered ->
                    HttpReply.bytes(200, headers, answered.payload());
            case InvocationResult.Failed failed ->
                    HttpReply.bytes(
                            200,
                            headers.with("X-Amz-Function-Error", "Unhandled"),
                            failed.fault().payload());
        };
    }

    private static byte[] payload(byte[] sent) {
        try {
            return Invocation.payload(sent);
        } catch (Problem bad) {
            throw Problem.invalid(
                    "malformed-json",
                    "Could not parse request body into json: " + bad.publicMessage());
        }
    }

    private HttpReply refusal(Problem problem, String requestId) {
        if (problem.kind() == Kind.BUG) {
            events.warn("invoke.bug", "detail", problem.detail(), "cause", problem);
        }
        Refusal refusal = Refusal.of(problem);
        return LambdaAnswers.refusal(
                refusal.status(), refusal.type(), problem.publicMessage(), requestId);
    }

    /** A refusal in Lambda's own names. */
    private record Refusal(int status, String type) {
        static Refusal of(Problem problem) {
            return switch (problem.code()) {
                case "malformed-json" -> new Refusal(400, "InvalidRequestContentException");
                case "event-too-large", "body-too-large" ->
                        new Refusal(413, "RequestTooLargeException");
                case "recursive-invocation" -> new Refusal(400, "RecursiveInvocationException");
                case "function-busy" -> new Refusal(429, "TooManyRequestsException");
                default -> byKind(problem.kind());
            };
        }

        private static Refusal byKind(Kind kind) {
            return switch (kind) {
                case MISSING -> new Refusal(404, "ResourceNotFoundException");
                case INVALID -> new Refusal(400, "InvalidParameterValueException");
                case DENIED -> new Refusal(403, "AccessDeniedException");
                case CONFLICT -> new Refusal(409, "ResourceConflictException");
                case LIMIT -> new Refusal(429, "TooManyRequestsException");
                case UNAVAILABLE -> new Refusal(503, "ServiceUnavailableException");
                case BUG -> new Refusal(500, "ServiceException");
            };
        }
    }
}
