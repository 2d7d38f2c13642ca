package mvi.api.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import mvi.engines.base.ByteSource;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpReply;
import mvi.engines.http.HttpRequest;
import mvi.engines.http.ReplyBody;
import org.junit.jupiter.api.Test;

final class ApiFrontTest {
    private final ApiFront front = new ApiFront(TestApi.parts());

    @Test
    void everyOperationWithAPermissionRefusesNoAndWrongTokens() {
        for (ApiRoute route : RouteTable.of(TestApi.parts())) {
            String path = route.template().replaceAll("\\{[a-z]+}", "hello");
            int expected = route.permission().isEmpty() ? 200 : 401;
            assertThat(ask(route.method(), path, Headers.NONE).status())
                    .as("%s %s", route.method(), path)
                    .isEqualTo(expected);
            assertThat(ask(route.method(), path, bearer("wrong")).status())
                    .as("%s %s", route.method(), path)
                    .isEqualTo(expected);
        }
    }

    @Test
    void onlyTheHealthOfTheDoorNeedsNoToken() {
        assertThat(RouteTable.of(TestApi.parts()))
                .filteredOn(route -> route.permission().isEmpty())
                .extracting(ApiRoute::template)
                .containsExactly("/-/health");
    }

    @Test
    void aWrongPathIsToldFromAWrongMethodAndOnlyToWhoHasAToken() {
        assertThat(ask("GET", "/v1/nothing", bearer(TestApi.TOKEN)).status()).isEqualTo(404);
        assertThat(ask("PUT", "/v1/apps", bearer(TestApi.TOKEN)).status()).isEqualTo(405);
        assertThat(ask("GET", "/v1/nothing", Headers.NONE).status()).isEqualTo(401);
    }

    @Test
    void aProblemIsAnsweredAsRfc9457HasIt() {
        HttpReply reply = ask("GET", "/v1/nothing", bearer(TestApi.TOKEN));
        assertThat(reply.headers().first("Content-Type")).contains("application/problem+json");
        assertThat(new String(((ReplyBody.Bytes) reply.body()).bytes(), StandardCharsets.UTF_8))
                .contains("\"type\":\"urn:mvi:problem:no-such-path\"", "\"status\":404");
    }

    @Test
    void aResourceHasANameAndAnAddress() {
        assertThat(ask("PUT", "/v1/apps/hello/resources/..%2Fx", bearer(TestApi.TOKEN)).status())
                .isEqualTo(422);
        assertThat(ask("PUT", "/v1/apps/hello/resources/database", bearer(TestApi.TOKEN)).status())
                .isEqualTo(422);
    }

    private static Headers bearer(String token) {
        return Headers.of("Authorization", "Bearer " + token);
    }

    private HttpReply ask(String method, String path, Headers headers) {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        return front.handle(
                new HttpRequest(
                        method,
                        path,
                        "",
                        headers,
                        ByteSource.empty(),
                        false,
                        new InetSocketAddress(loopback, 1),
                        loopback));
    }
}
