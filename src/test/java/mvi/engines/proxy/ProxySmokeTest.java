package mvi.engines.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProxySmokeTest {
    @Test
    void keptConnectionsServeManyRequests() throws Exception {
        try (var target = RawTarget.greeting("hello");
                var world = ProxyWorld.to(target);
                var client = world.client()) {
            for (int i = 0; i < 50; i++) {
                client.send("GET /" + i + " HTTP/1.1\r\nHost: App.Test:80\r\n\r\n");
                var response = client.response();
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.body()).isEqualTo("hello");
            }
            assertThat(target.last().header("X-Forwarded-For")).isEqualTo("127.0.0.1");
            assertThat(target.last().firstLine()).isEqualTo("GET /49 HTTP/1.1");
        }
    }
}
