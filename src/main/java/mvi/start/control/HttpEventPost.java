package mvi.start.control;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mvi.engines.base.ByteSource;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpAnswer;
import mvi.engines.http.HttpCall;
import mvi.engines.http.HttpClient;
import mvi.engines.http.HttpEndpoint;
import mvi.platform.function.EventPost;
import mvi.platform.function.InvocationResult;

/** Events as HTTP requests, by the client of this process. */
record HttpEventPost(HttpClient http) implements EventPost {
    private static final int CONNECT_MILLIS = 1_000;
    private static final int PART = 8192;

    @Override
    public Answer post(Address to, Map<String, String> headers, byte[] body, Duration limit)
            throws IOException {
        List<String> fields = new ArrayList<>();
        headers.forEach(
                (name, value) -> {
                    fields.add(name);
                    fields.add(value);
                });
        HttpCall call =
                new HttpCall(
                        new HttpEndpoint.Plain(to.host(), to.port()),
                        "POST",
                        "/",
                        Headers.of(fields),
                        ByteSource.of(body),
                        limit);
        try (HttpAnswer answer = http.send(call);
                InputStream in = answer.body().asStream()) {
            return new Answer(answer.status(), bounded(in));
        }
    }

    /** One byte over the limit says that there were more. */
    private static byte[] bounded(InputStream in) throws IOException {
        long most = InvocationResult.MAXIMUM_ANSWER.bytes() + 1;
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] part = new byte[PART];
        while (all.size() < most) {
            int count = in.read(part, 0, (int) Math.min(part.length, most - all.size()));
            if (count < 0) {
                break;
            }
            all.write(part, 0, count);
        }
        return all.toByteArray();
    }

    @Override
    public boolean connects(Address to) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(to.host(), to.port()), CONNECT_MILLIS);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }
}
