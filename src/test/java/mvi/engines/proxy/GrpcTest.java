package mvi.engines.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.wire.PlatformCa;
import mvi.fakes.GoTool;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client and the server of gRPC itself, with the proxy between them. */
@Tag("engine")
class GrpcTest {
    private static final Duration RUN = Duration.ofSeconds(90);

    @TempDir private Path folder;

    @Test
    void callsAndStreamsOfBothWaysGoThrough() throws Exception {
        Files.copy(Path.of("src/test/go/grpc/main.go"), folder.resolve("main.go"));
        GoTool go = new GoTool(folder);
        go.get("google.golang.org/grpc@v1.85.0");
        Path program = go.build();
        PlatformCa authority = PlatformCa.create("grpc", Clock.system(), Chance.system());
        ProxyTls tls =
                new ProxyTls(
                        authority.issue(List.of("app.test"), List.of("127.0.0.1")),
                        Chance.system());
        Process server =
                new ProcessBuilder(program.toString(), "server")
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (var world = new ProxyWorld(ProxyLimits.DEFAULT)) {
            world.routeToHttp2("app.test", port(server));
            InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            int secure = world.proxy.listen(any, tls).orElseThrow().port();
            Path trust = Files.writeString(folder.resolve("ca.pem"), authority.trustPem());
            String said =
                    GoTool.run(
                            folder,
                            RUN,
                            List.of(
                                    program.toString(),
                                    "client",
                                    "127.0.0.1:" + secure,
                                    trust.toString()));
            assertThat(said)
                    .isEqualTo(
                            """
                            empty: OK, trailer [tt]
                            5 MiB down: OK, 5242880 bytes
                            an error: NotFound
                            3 MiB up: OK
                            1000 turns of a conversation, then EOF
                            3000 at once: 0 failed
                            watch: SERVING
                            deadline: DeadlineExceeded
                            """);
            ProxyWorld.await(() -> world.targets().getFirst().inFlight() == 0);
        } finally {
            server.destroyForcibly();
        }
    }

    private static int port(Process server) throws IOException {
        BufferedReader out = new BufferedReader(server.inputReader(StandardCharsets.US_ASCII));
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the server did not start");
        }
        return Integer.parseInt(line.strip());
    }
}
