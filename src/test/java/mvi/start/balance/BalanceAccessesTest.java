package mvi.start.balance;

import static mvi.start.balance.BalanceWorld.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import mvi.services.balancer.BalancerAccesses;
import mvi.services.balancer.BalancerAccesses.Access;
import mvi.services.balancer.BalancerAccesses.Take;
import mvi.services.balancer.BalancerService.Health;
import mvi.services.balancer.LiveBalancer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answered requests over the control socket. */
class BalanceAccessesTest {
    private static final String HOST = "app.localhost";
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    @TempDir private Path folder;
    private BalanceWorld world;
    private LiveBalancer control;
    private int port;

    @BeforeEach
    void open() throws IOException {
        world = new BalanceWorld(folder);
        control = world.control();
        port = BalanceWorld.freePort();
    }

    @AfterEach
    void close() {
        world.close();
    }

    private BalanceProcess started() {
        BalanceProcess process = world.process(port, 0);
        process.start();
        control.apply(world.routes(1, HOST));
        await(() -> control.targets().getFirst().health() == Health.HEALTHY);
        return process;
    }

    private BalancerAccesses take(long acknowledged) {
        return control.accesses(new Take(acknowledged, PATIENCE));
    }

    @Test
    void aBatchIsGivenAgainUntilItIsAcknowledged() throws Exception {
        try (BalanceProcess process = started()) {
            assertThat(BalanceWorld.get(process.listeners().http(), HOST)).contains("200");
            BalancerAccesses first = take(0);
            assertThat(first.accesses())
                    .singleElement()
                    .satisfies(
                            each -> {
                                assertThat(each.routeId()).isEqualTo("app/web");
                                assertThat(each.host()).isEqualTo(HOST);
                                assertThat(each.status()).isEqualTo(200);
                                assertThat(each.traceId()).hasSize(32);
                            });
            assertThat(BalanceWorld.get(process.listeners().http(), HOST)).contains("200");
            assertThat(take(0)).isEqualTo(first);
            BalancerAccesses second = take(first.number());
            assertThat(second.accesses()).hasSize(1);
            assertThat(second.number()).isGreaterThan(first.number());
            assertThat(control.accesses(new Take(second.number(), Duration.ZERO)).isEmpty())
                    .isTrue();
        }
        assertThat(world.said).doesNotContain("balance.accesses-lost");
    }

    @Test
    void whatAProcessAnsweredBeforeItLeftAndAfterIsTakenFromItsSuccessor() throws Exception {
        try (BalanceProcess first = started();
                Socket kept = new Socket(InetAddress.getLoopbackAddress(), port)) {
            await(() -> first.openConnections() == 1);
            assertThat(BalanceWorld.get(port, HOST)).contains("200");
            BalancerAccesses unacknowledged = take(0);
            assertThat(unacknowledged.accesses()).hasSize(1);
            try (BalanceProcess second = started()) {
                assertThat(BalanceWorld.get(kept, HOST)).contains("200");
                assertThat(BalanceWorld.get(second.listeners().http(), HOST)).contains("200");
                // What is acknowledged while one hands over to the other may come once more.
                Set<Access> all = new HashSet<>();
                Thread leaving = Thread.ofVirtual().start(() -> awaitEnd(first));
                long[] acknowledged = {0};
                await(
                        () -> {
                            BalancerAccesses batch = take(acknowledged[0]);
                            acknowledged[0] = batch.number();
                            all.addAll(batch.accesses());
                            return all.size() >= 3;
                        });
                take(acknowledged[0]);
                leaving.join();
                assertThat(all).containsAll(unacknowledged.accesses()).hasSize(3);
            }
        }
        assertThat(world.said).contains("balance.left").doesNotContain("balance.accesses-lost");
    }

    @Test
    void whatNobodyTakesIsSaid() throws Exception {
        try (BalanceProcess process = started()) {
            assertThat(BalanceWorld.get(process.listeners().http(), HOST)).contains("200");
        }
        assertThat(world.said.toString()).contains("balance.accesses-lost requests=1");
    }

    private static void awaitEnd(BalanceProcess process) {
        try {
            process.awaitEnd();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
