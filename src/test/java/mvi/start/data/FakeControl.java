package mvi.start.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpHandler;
import mvi.engines.http.HttpLimits;
import mvi.engines.http.HttpReply;
import mvi.engines.http.HttpRequest;
import mvi.engines.http.HttpServer;

/** What listens where control does, and answers with what it was sent, or as it is told. */
final class FakeControl implements AutoCloseable {
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile Optional<HttpHandler> other = Optional.empty();

    /** A request as it came. */
    record Asked(String path, String query, Headers headers, byte[] body) {}

    FakeControl(Path socket) {
        server =
                new HttpServer(
                        "fake-control",
                        this::answer,
                        HttpLimits.DEFAULT,
                        Optional.empty(),
                        Events.to(new StringBuilder(), Clock.system()));
        server.start();
        server.listen(socket);
    }

    private HttpReply answer(HttpRequest request) throws Exception {
        if (other.isPresent()) {
            return other.get().handle(request);
        }
        byte[] body = request.body().readAll(ByteCount.mib(8));
        asked.add(new Asked(request.path(), request.query(), request.headers(), body));
        return HttpReply.bytes(
                200,
                Headers.of("X-Amz-Executed-Version", "$LATEST", "x-amzn-RequestId", "its-own"),
                body);
    }

    List<Asked> asked() {
        return asked;
    }

    void answerBy(HttpHandler handler) {
        other = Optional.of(handler);
    }

    @Override
    public void close() {
        server.close();
    }
}
