package mvi.api.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpHandler;
import mvi.engines.http.HttpReply;
import mvi.engines.http.HttpRequest;
import mvi.engines.http.TrailedBody;
import mvi.engines.wire.Json;
import mvi.platform.function.Fault;
import mvi.platform.function.FunctionName;
import mvi.platform.function.Invocation;
import mvi.platform.function.InvocationResult;
import mvi.platform.function.LambdaWire;

/**
 * Lambda's Runtime API. A container is known by the address that it asks from: each app reaches its
 * own endpoint alone, and the firewall lets nobody speak for another. It is not signed and not
 * encrypted, as runtime interface clients have it; it never leaves this machine.
 */
public final class RuntimeFront implements HttpHandler {
    private static final String ROOT = "/2018-06-01/runtime/";
    private static final String INVOCATION = "invocation/";
    private static final ByteCount MAXIMUM_ERROR = ByteCount.kib(256);
    private static final String ERROR_BODY = "Lambda-Runtime-Function-Error-Body";
    private static final String ERROR_TYPE = "Lambda-Runtime-Function-Error-Type";

    private final Wires functions;
    private final Clock clock;
    private final Events events;

    /** The containers of functions. */
    public interface Wires {
        /** The platform's end for the container at an address; empty for any other. */
        Optional<LambdaWire> wire(String address) throws InterruptedException;

        String arn(FunctionName function);
    }

    public RuntimeFront(Wires functions, Clock clock, Events events) {
        this.functions = functions;
        this.clock = clock;
        this.events = events;
    }

    @Override
    public HttpReply handle(HttpRequest request) throws IOException, InterruptedException {
        try {
            return answer(request);
        } catch (Problem problem) {
            if (problem.kind() == Kind.BUG) {
                events.warn("runtime-api.bug", "detail", problem.detail(), "cause", problem);
            }
            return problem.kind() == Kind.INVALID
                    ? LambdaAnswers.runtimeError(400, "InvalidRequestID", problem.publicMessage())
                    : LambdaAnswers.runtimeError(500, "ServiceException", problem.publicMessage());
        }
    }

    private HttpReply answer(HttpRequest request) throws IOException, InterruptedException {
        if (!request.path().startsWith(ROOT)) {
            return unknown(request);
        }
        String address = ((InetSocketAddress) request.peer()).getAddress().getHostAddress();
        Optional<LambdaWire> wire = functions.wire(address);
        if (wire.isEmpty()) {
            return LambdaAnswers.runtimeError(
                    403, "UnknownContainer", "this is answered to containers of functions alone");
        }
        String what = request.path().substring(ROOT.length());
        boolean isPost = request.method().equals("POST");
        if (what.equals("invocation/next") && request.method().equals("GET")) {
            return next(wire.get());
        }
        if (what.equals("init/error") && isPost) {
            return initError(wire.get(), request);
        }
        if (what.startsWith(INVOCATION) && isPost) {
            String rest = what.substring(INVOCATION.length());
            if (rest.endsWith("/response")) {
                return response(wire.get(), id(rest, "/response"), request);
            }
            if (rest.endsWith("/error")) {
                return error(wire.get(), id(rest, "/error"), request);
            }
        }
        return unknown(request);
    }

    private static String id(String rest, String ending) {
        return rest.substring(0, rest.length() - ending.length());
    }

    private static HttpReply unknown(HttpRequest request) {
        return LambdaAnswers.runtimeError(
                404, "NotFound", request.method() + " " + request.path() + " is not served here");
    }

    private HttpReply next(LambdaWire wire) throws InterruptedException {
        Optional<LambdaWire.Next> next = wire.next();
        if (next.isEmpty()) {
            return LambdaAnswers.runtimeError(
                    403, "Superseded", "there is no further event for who asked here");
        }
        Invocation invocation = next.get().invocation();
        Headers headers =
                Headers.of(
                        "Content-Type",
                        "application/json",
                        "Lambda-Runtime-Aws-Request-Id",
                        invocation.requestId(),
                        "Lambda-Runtime-Deadline-Ms",
                        Long.toString(clock.now().plus(next.get().left()).toEpochMilli()),
                        "Lambda-Runtime-Invoked-Function-Arn",
                        functions.arn(invocation.function()),
                        "Lambda-Runtime-Trace-Id",
                        invocation.trace());
        Headers all =
                invocation
                        .clientContext()
                        .map(context -> headers.with("Lambda-Runtime-Client-Context", context))
                        .orElse(headers);
        return HttpReply.bytes(200, all, invocation.payload());
    }

    private static HttpReply response(LambdaWire wire, String id, HttpRequest request)
            throws IOException {
        byte[] payload;
        try {
            payload = request.body().readAll(InvocationResult.MAXIMUM_ANSWER);
        } catch (Problem tooLarge) {
            if (!tooLarge.code().equals("body-too-large")) {
                throw tooLarge;
            }
            Fault fault = Fault.answerTooLarge();
            wire.failed(id, fault);
            return LambdaAnswers.runtimeError(413, "RequestEntityTooLarge", fault.message());
        }
        Optional<Fault> late = lateFault(request);
        if (late.isPresent()) {
            wire.failed(id, late.get());
        } else {
            wire.answered(id, payload);
        }
        return LambdaAnswers.accepted();
    }

    /** Of a function that failed in the midst of a streamed answer: it says so in trailers. */
    private static Optional<Fault> lateFault(HttpRequest request) {
        if (!(request.body() instanceof TrailedBody body)) {
            return Optional.empty();
        }
        return body.trailers()
                .first(ERROR_TYPE)
                .map(type -> fault(type, body.trailers().first(ERROR_BODY).orElse("")));
    }

    private static Fault fault(String type, String coded) {
        byte[] said;
        try {
            said = Base64.getDecoder().decode(coded);
        } catch (IllegalArgumentException damaged) {
            return Fault.of(type, "");
        }
        return fault(type, said);
    }

    private static HttpReply error(LambdaWire wire, String id, HttpRequest request)
            throws IOException {
        wire.failed(id, fault(request, "Runtime.Unknown"));
        return LambdaAnswers.accepted();
    }

    private static HttpReply initError(LambdaWire wire, HttpRequest request) throws IOException {
        wire.initFailed(fault(request, "Runtime.InitError"));
        return LambdaAnswers.accepted();
    }

    /** What a runtime says of a failure; whatever it sends, the failure stands. */
    private static Fault fault(HttpRequest request, String otherwise) throws IOException {
        String header = request.headers().first(ERROR_TYPE).orElse(otherwise);
        byte[] body;
        try {
            body = request.body().readAll(MAXIMUM_ERROR);
        } catch (Problem tooLarge) {
            return Fault.of(header, "its own words were longer than " + MAXIMUM_ERROR);
        }
        return fault(header, body);
    }

    private static Fault fault(String type, byte[] body) {
        try {
            JsonNode said = Json.parse(body);
            return new Fault(
                    said.path("errorType").asText(type), said.path("errorMessage").asText(), body);
        } catch (Problem notJson) {
            return Fault.of(type, new String(body, StandardCharsets.UTF_8));
        }
    }
}
