package mvi.start.balance;

import static mvi.start.balance.BalanceWorld.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.http.HttpClient;
import mvi.engines.http.HttpLimits;
import mvi.services.balancer.BalancerEvent;
import mvi.services.balancer.BalancerService.Health;
import mvi.services.balancer.LiveBalancer;
import mvi.services.balancer.back.SocketBalancer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new process of the load balancer takes the place of one that runs. */
class BalanceSuccessionTest {
    private static final String HOST = "app.localhost";

    @TempDir private Path folder;
    private BalanceWorld world;
    private int port;

    @BeforeEach
    void open() throws IOException {
        world = new BalanceWorld(folder);
        port = BalanceWorld.freePort();
    }

    @AfterEach
    void close() {
        world.close();
    }

    private BalanceProcess started() {
        BalanceProcess process = world.process(port, 0);
        process.start();
        return process;
    }

    /** A request on a connection that stays, and its answer. */
    private static String ask(Socket socket, String host) throws IOException {
        socket.getOutputStream()
                .write(
                        ("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\nhello") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("cut: " + answer);
            }
            answer.append((char) next);
        }
        return answer.toString();
    }

    @Test
    void whatIsOpenGoesOnByTheNewRoutesAndWhatIsNewIsTheSuccessors() throws Exception {
        HttpClient http = new HttpClient(HttpLimits.DEFAULT, Optional.empty());
        // As the control plane does, which keeps connections and asks again on them.
        LiveBalancer control =
                new SocketBalancer(
                        http::send,
                        world.run().resolve("balance.sock"),
                        Clock.system(),
                        Events.to(new StringBuilder(), Clock.system()));
        try (http;
                BalanceProcess first = started()) {
            control.apply(world.routes(1, HOST));
            await(() -> control.targets().getFirst().health() == Health.HEALTHY);
            List<BalancerEvent> seen = new CopyOnWriteArrayList<>();
            try (LiveBalancer.Watch watch = control.watch(seen::add);
                    Socket kept = new Socket(InetAddress.getLoopbackAddress(), port);
                    Socket other = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(ask(kept, HOST)).doesNotContainIgnoringCase("connection: close");
                assertThat(ask(other, HOST)).doesNotContainIgnoringCase("connection: close");
                await(() -> seen.contains(new BalancerEvent.Connected(1)));
                seen.clear();
                try (BalanceProcess second = started()) {
                    await(() -> seen.contains(new BalancerEvent.Connected(1)));
                    assertThat(second.listeners().http()).isEqualTo(port);
                    assertThat(BalanceWorld.get(port, HOST)).contains("200").endsWith("hello");
                    assertThat(first.openConnections()).isEqualTo(2);
                    assertThat(ask(kept, HOST)).containsIgnoringCase("connection: close");
                    control.apply(world.routes(2, "renamed.localhost"));
                    assertThat(ask(other, "renamed.localhost"))
                            .as("the process that leaves is told of changes")
                            .startsWith("HTTP/1.1 200");
                    first.awaitEnd();
                    first.close();
                    assertThat(Files.exists(world.run().resolve("balance.sock"))).isTrue();
                    assertThat(BalanceWorld.get(port, "renamed.localhost")).contains("200");
                    try (BalanceProcess third = started()) {
                        assertThat(third.listeners().http()).isEqualTo(port);
                        assertThat(control.routes().generation()).isEqualTo(2);
                    }
                }
            }
        }
        assertThat(world.said).doesNotContain("level=warn");
    }

    @Test
    void whatThePredecessorHasInFlightCounts() throws Exception {
        LiveBalancer control = world.control();
        try (BalanceProcess first = started()) {
            control.apply(world.routes(1, HOST));
            await(() -> control.targets().getFirst().health() == Health.HEALTHY);
            try (Socket uploading = new Socket(InetAddress.getLoopbackAddress(), port)) {
                uploading
                        .getOutputStream()
                        .write(
                                ("PUT / HTTP/1.1\r\nHost: "
                                                + HOST
                                                + "\r\nContent-Length: 9\r\n\r\n")
                                        .getBytes(StandardCharsets.US_ASCII));
                await(() -> control.targets().getFirst().inFlight() == 1);
                try (BalanceProcess second = started()) {
                    assertThat(first.openConnections()).isOne();
                    assertThat(control.targets().getFirst().inFlight()).isOne();
                    for (int generation = 2; generation < 5; generation++) {
                        control.apply(world.routes(generation, HOST));
                        assertThat(control.targets().getFirst().inFlight()).isOne();
                    }
                    uploading.close();
                    await(() -> control.targets().getFirst().inFlight() == 0);
                    first.awaitEnd();
                }
            }
        }
    }
}
