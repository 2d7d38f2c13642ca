package mvi.api.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.http.HttpLimits;
import mvi.engines.http.HttpServer;
import mvi.engines.http.PlainPolicy;
import mvi.engines.wire.Json;
import mvi.platform.function.FunctionName;
import mvi.platform.function.Invocation;
import mvi.platform.function.InvocationResult;
import mvi.platform.function.LambdaWire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RuntimeFrontTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Executor THREADS = task -> Thread.ofVirtual().start(task);
    private static final FunctionName FUNCTION = new FunctionName("000000000010", "resize");
    private static final String ID = "01234567-89ab-cdef-0123-456789abcdef";

    private final LambdaWire wire = new LambdaWire(Clock.system());
    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpServer server =
            new HttpServer(
                    "runtime",
                    new RuntimeFront(
                            new Wires(Optional.of(wire)),
                            Clock.system(),
                            Events.to(new StringBuilder(), Clock.system())),
                    HttpLimits.DEFAULT,
                    Optional.empty(),
                    Events.to(new StringBuilder(), Clock.system()));
    private int port;

    private record Wires(Optional<LambdaWire> known) implements RuntimeFront.Wires {
        @Override
        public Optional<LambdaWire> wire(String address) {
            return known.filter(unused -> address.equals("127.0.0.1"));
        }

        @Override
        public String arn(FunctionName function) {
            return function.arn("local");
        }
    }

    @BeforeEach
    void start() {
        server.start();
        port =
                server.listen(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                PlainPolicy.ALLOWED)
                        .getPort();
    }

    @AfterEach
    void close() {
        wire.ended();
        http.close();
        server.close(Duration.ZERO);
    }

    @Test
    void anEventComesWithAllThatARuntimeNeedsAndIsAnswered() throws Exception {
        CompletableFuture<Object> reply = calling("{\"a\":1}");
        HttpResponse<String> next = get("invocation/next");
        assertThat(next.statusCode()).isEqualTo(200);
        assertThat(next.body()).isEqualTo("{\"a\":1}");
        assertThat(next.headers().firstValue("Lambda-Runtime-Aws-Request-Id")).contains(ID);
        assertThat(next.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(next.headers().firstValue("Lambda-Runtime-Invoked-Function-Arn"))
                .contains("arn:aws:lambda:local:000000000010:function:resize");
        assertThat(next.headers().firstValue("Lambda-Runtime-Trace-Id")).contains("Root=1");
        long deadline =
                Long.parseLong(
                        next.headers().firstValue("Lambda-Runtime-Deadline-Ms").orElseThrow());
        assertThat(Instant.ofEpochMilli(deadline)).isAfter(Instant.now());
        assertThat(post("invocation/" + ID + "/response", "{\"b\":2}").statusCode()).isEqualTo(202);
        assertThat(reply.get().toString()).contains("Answer");
    }

    @Test
    void anErrorIsHandedOn() throws Exception {
        CompletableFuture<Object> reply = calling("{}");
        HttpResponse<String> _ = get("invocation/next");
        HttpResponse<String> told =
                post(
                        "invocation/" + ID + "/error",
                        "{\"errorType\":\"ValueError\",\"errorMessage\":\"bad\",\"stackTrace\":[]}");
        assertThat(told.statusCode()).isEqualTo(202);
        assertThat(reply.get().toString()).contains("ValueError").contains("bad");
    }

    @Test
    void anAnswerThatIsTooLargeFailsTheEventAndIsRefused() throws Exception {
        CompletableFuture<Object> reply = calling("{}");
        HttpResponse<String> _ = get("invocation/next");
        String large = "x".repeat((int) InvocationResult.MAXIMUM_ANSWER.bytes() + 1);
        assertThat(post("invocation/" + ID + "/response", large).statusCode()).isEqualTo(413);
        assertThat(reply.get().toString()).contains("Function.ResponseSizeTooLarge");
    }

    @Test
    void aStreamThatFailsInItsMidstSaysSoInItsTrailers() throws Exception {
        CompletableFuture<Object> reply = calling("{}");
        HttpResponse<String> _ = get("invocation/next");
        String body =
                Base64.getEncoder()
                        .encodeToString(
                                "{\"errorType\":\"Late\",\"errorMessage\":\"half way\"}"
                                        .getBytes(StandardCharsets.UTF_8));
        assertThat(
                        stream(
                                "Lambda-Runtime-Function-Error-Type: Late\r\n"
                                        + "Lambda-Runtime-Function-Error-Body: "
                                        + body
                                        + "\r\n"))
                .startsWith("HTTP/1.1 202");
        assertThat(reply.get().toString()).contains("Late").contains("half way");
    }

    @Test
    void aStreamThatEndsWellIsAnAnswer() throws Exception {
        CompletableFuture<Object> reply = calling("{}");
        HttpResponse<String> _ = get("invocation/next");
        assertThat(stream("")).startsWith("HTTP/1.1 202");
        assertThat(reply.get().toString()).contains("Answer");
    }

    @Test
    void anErrorOfTheStartIsHandedOn() throws Exception {
        assertThat(
                        post("init/error", "{\"errorType\":\"Import\",\"errorMessage\":\"no\"}")
                                .statusCode())
                .isEqualTo(202);
    }

    @Test
    void whatIsNotKnownIsRefusedInTheApisOwnForm() throws Exception {
        HttpResponse<String> other = post("invocation/" + ID + "/response", "{}");
        assertThat(other.statusCode()).isEqualTo(400);
        assertThat(Json.parse(other.body()).path("errorType").asText())
                .isEqualTo("InvalidRequestID");
        assertThat(get("restore/next").statusCode()).isEqualTo(404);
        HttpResponse<String> stranger =
                http.send(
                        HttpRequest.newBuilder(
                                        URI.create("http://127.0.0.1:" + port + "/2018-06-01/x"))
                                .build(),
                        BodyHandlers.ofString());
        assertThat(stranger.statusCode()).isEqualTo(404);
    }

    private CompletableFuture<Object> calling(String payload) {
        Invocation invocation =
                new Invocation(
                        FUNCTION,
                        ID,
                        new Invocation.About(ID, "urn:test", "test", "", Instant.EPOCH),
                        payload.getBytes(StandardCharsets.UTF_8),
                        "Root=1",
                        Optional.empty());
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return wire.call(invocation, LONG);
                    } catch (InterruptedException interrupted) {
                        throw new IllegalStateException(interrupted);
                    }
                },
                THREADS);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofString(body)).build(),
                BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + "/2018-06-01/runtime/" + path);
    }

    private String stream(String trailers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String request =
                    "POST /2018-06-01/runtime/invocation/"
                            + ID
                            + "/response HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                            + "Lambda-Runtime-Function-Response-Mode: streaming\r\n"
                            + "Trailer: Lambda-Runtime-Function-Error-Type\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n0\r\n"
                            + trailers
                            + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
