package mvi.start.data;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import mvi.engines.base.ByteSource;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpAnswer;
import mvi.engines.http.HttpCall;
import mvi.engines.http.HttpClient;
import mvi.engines.http.HttpEndpoint;
import mvi.engines.http.HttpLimits;

/**
 * The way to control, which runs the functions: HTTP on a Unix socket that only data's user can
 * open. Nobody may be there: control comes and goes.
 */
final class FunctionSocket implements AutoCloseable {
    /** As many as are often called at once; a new one costs as much as a call. */
    private static final int IDLE_CONNECTIONS = 64;

    private final HttpEndpoint control;
    private final HttpClient http =
            new HttpClient(HttpLimits.DEFAULT, Optional.empty(), IDLE_CONNECTIONS);

    FunctionSocket(Path socket) {
        this.control = new HttpEndpoint.Unix(socket);
    }

    /**
     * The answer, once its head has come; the caller closes it.
     *
     * @param target path and query, encoded
     * @param body is closed when it is sent, or can't be
     */
    HttpAnswer post(String target, Headers headers, ByteSource body, Duration timeout)
            throws IOException {
        try {
            return http.send(new HttpCall(control, "POST", target, headers, body, timeout));
        } catch (IOException | RuntimeException failed) {
            body.close();
            throw failed;
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
