package mvi.engines.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Targets that are told whose connection is relayed to them, by the bytes of the specification. */
class ProxyHeaderTest {
    private static final int BYTES = 16 + 12;

    @Test
    void aLineOfTextComesBeforeTheClientsBytes() throws Exception {
        var line = new CompletableFuture<String>();
        try (var target =
                        RawTarget.scripted(
                                (connection, self) -> {
                                    String first = connection.rest();
                                    if (!first.isEmpty()) {
                                        line.complete(first);
                                    }
                                });
                var world = new ProxyWorld(ProxyLimits.DEFAULT)) {
            int port = route(world, target, ProxyHeader.V1, target.port());
            try (RawSocket client = RawSocket.dial(port)) {
                client.send("client says").shutdownOutput();
                assertThat(line.get(20, TimeUnit.SECONDS))
                        .isEqualTo(
                                "PROXY TCP4 127.0.0.1 127.0.0.1 "
                                        + client.socket().getLocalPort()
                                        + " "
                                        + port
                                        + "\r\nclient says");
            }
        }
    }

    /** Also where the target speaks first, and for HTTP of the app's own processes. */
    @Test
    void theBinaryFormComesBeforeAnythingElse() throws Exception {
        var header = new CompletableFuture<byte[]>();
        try (var target =
                        RawTarget.scripted(
                                (connection, self) -> {
                                    header.complete(connection.exactly(BYTES));
                                    connection.send("hello");
                                });
                var world = new ProxyWorld(ProxyLimits.DEFAULT)) {
            int port = route(world, target, ProxyHeader.V2, 0);
            try (RawSocket client = RawSocket.dial(port)) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(client.exactly(5))
                        .isEqualTo("hello".getBytes(StandardCharsets.US_ASCII));
                ByteBuffer said = ByteBuffer.wrap(header.get(20, TimeUnit.SECONDS));
                byte[] signature = new byte[12];
                said.get(signature);
                assertThat(signature)
                        .isEqualTo(ToldPeerTest.SIGNATURE.getBytes(StandardCharsets.US_ASCII));
                assertThat(said.get()).as("version 2, PROXY").isEqualTo((byte) 0x21);
                assertThat(said.get()).as("TCP over IPv4").isEqualTo((byte) 0x11);
                assertThat(said.getShort()).isEqualTo((short) 12);
                assertThat(said.getInt()).isEqualTo(0x7f000001);
                assertThat(said.getInt()).isEqualTo(0x7f000001);
                assertThat(said.getShort() & 0xffff).isEqualTo(client.socket().getLocalPort());
                assertThat(said.getShort() & 0xffff).isEqualTo(port);
            }
        }
    }

    private static int route(ProxyWorld world, RawTarget target, ProxyHeader header, int targetPort)
            throws Exception {
        int port = ProxyWorld.freePort();
        world.apply(
                new RouteSpec(
                        "app/tcp",
                        List.of(),
                        List.of(
                                new RouteSpec.TargetSpec(
                                        "t",
                                        "127.0.0.1",
                                        target.port(),
                                        ProxyWorld.TCP,
                                        false,
                                        false,
                                        Optional.of(header))),
                        List.of(new RouteSpec.ListenSpec("127.0.0.1", port, targetPort))));
        ProxyWorld.await(
                () -> world.targets().stream().allMatch(each -> each.health() == Health.HEALTHY));
        return port;
    }
}
