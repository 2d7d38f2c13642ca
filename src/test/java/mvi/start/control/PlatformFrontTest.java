package mvi.start.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import mvi.engines.base.ByteCount;
import mvi.engines.base.ByteSource;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpAnswer;
import mvi.engines.http.HttpCall;
import mvi.engines.http.HttpEndpoint;
import mvi.engines.http.HttpReply;
import mvi.engines.http.HttpRequest;
import mvi.engines.http.ReplyBody;
import org.junit.jupiter.api.Test;

/** What the API's port answers by path. */
class PlatformFrontTest {
    private static final HttpEndpoint REGISTRY = new HttpEndpoint.Plain("127.0.0.1", 5000);

    private final List<HttpCall> calls = new ArrayList<>();
    private final PlatformFront front =
            new PlatformFront(
                    request -> HttpReply.text(200, "api"),
                    call -> {
                        calls.add(call);
                        return new HttpAnswer(
                                200,
                                Headers.of("Connection", "close", "Docker-Content-Digest", "d"),
                                ByteSource.of("layer".getBytes(StandardCharsets.UTF_8)));
                    },
                    REGISTRY);

    private static HttpRequest request(String method, String path, String query) {
        return new HttpRequest(
                method,
                path,
                query,
                Headers.of("Connection", "keep-alive", "Authorization", "Basic x"),
                ByteSource.empty(),
                false,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 9),
                InetAddress.getLoopbackAddress());
    }

    @Test
    void whatIsOfTheRegistryGoesThereWithItsQueryAndCredentials() throws Exception {
        HttpReply reply = front.handle(request("GET", "/v2/a/blobs/d", "n=1"));
        assertThat(calls)
                .singleElement()
                .extracting(HttpCall::target)
                .isEqualTo("/v2/a/blobs/d?n=1");
        assertThat(calls.getFirst().endpoint()).isEqualTo(REGISTRY);
        assertThat(calls.getFirst().headers().first("Authorization")).hasValue("Basic x");
        assertThat(calls.getFirst().headers().has("Connection")).isFalse();
        assertThat(reply.headers().first("Docker-Content-Digest")).hasValue("d");
        assertThat(reply.headers().has("Connection")).isFalse();
        assertThat(((ReplyBody.Source) reply.body()).source().readAll(ByteCount.kib(1)))
                .asString()
                .isEqualTo("layer");
        assertThat(front.handle(request("HEAD", "/v2/a/blobs/d", "")).body())
                .isInstanceOf(ReplyBody.Empty.class);
    }

    @Test
    void everythingElseIsTheApis() throws Exception {
        for (String path : List.of("/v1/apps", "/v2x", "/", "/-/health")) {
            assertThat(front.handle(request("GET", path, "")).body())
                    .as(path)
                    .isInstanceOf(ReplyBody.Bytes.class);
        }
        assertThat(calls).isEmpty();
    }

    @Test
    void aRegistryThatIsAwayIs503() throws Exception {
        PlatformFront alone =
                new PlatformFront(
                        request -> HttpReply.text(200, "api"),
                        call -> {
                            throw new IOException("refused");
                        },
                        REGISTRY);
        assertThat(alone.handle(request("GET", "/v2/", "")).status()).isEqualTo(503);
    }
}
