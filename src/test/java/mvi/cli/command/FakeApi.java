package mvi.cli.command;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The API by canned answers; remembers what it was asked. */
final class FakeApi implements AutoCloseable {
    record Canned(int status, String type, byte[] body) {}

    private final HttpServer server;
    private final Map<String, Canned> answers = new ConcurrentHashMap<>();
    final List<String> asked = new CopyOnWriteArrayList<>();
    final List<byte[]> bodies = new CopyOnWriteArrayList<>();

    FakeApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    FakeApi on(String call, String json) {
        return on(call, 200, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    FakeApi on(String call, int status, String type, byte[] body) {
        answers.put(call, new Canned(status, type, body));
        return this;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String call = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        bodies.add(exchange.getRequestBody().readAllBytes());
        asked.add(call);
        boolean isAllowed =
                "Bearer t0ken".equals(exchange.getRequestHeaders().getFirst("Authorization"));
        Canned canned =
                isAllowed
                        ? answers.getOrDefault(
                                call, problem(404, "no-such-app", "there is no such app"))
                        : problem(401, "no-token", "the token is wrong: set MVI_TOKEN");
        exchange.getResponseHeaders().set("Content-Type", canned.type());
        exchange.sendResponseHeaders(canned.status(), canned.status() == 204 ? -1 : 0);
        exchange.getResponseBody().write(canned.body());
        exchange.close();
    }

    static Canned problem(int status, String code, String detail) {
        String json =
                "{\"type\":\"urn:mvi:problem:%s\",\"title\":\"t\",\"status\":%d,\"detail\":\"%s\",\"code\":\"%s\"}"
                        .formatted(code, status, detail, code);
        return new Canned(
                status, "application/problem+json", json.getBytes(StandardCharsets.UTF_8));
    }
}
