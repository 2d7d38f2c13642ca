package mvi.start.balance;

import static mvi.start.balance.BalanceWorld.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import mvi.engines.base.Problem;
import mvi.services.balancer.BalancerEvent;
import mvi.services.balancer.BalancerService.Health;
import mvi.services.balancer.LiveBalancer;
import mvi.start.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process as control sees it: by its socket, over restarts. */
class BalanceProcessTest {
    @TempDir private Path folder;
    private BalanceWorld world;
    private BalanceProcess process;

    @BeforeEach
    void open() throws IOException {
        world = new BalanceWorld(folder);
        process = world.started();
    }

    @AfterEach
    void close() {
        process.close();
        world.close();
    }

    private String get(String host) throws IOException {
        return BalanceWorld.get(process.listeners().http(), host);
    }

    @Test
    void appliedRoutesServeAndAreSeenWell() throws Exception {
        LiveBalancer control = world.control();
        List<BalancerEvent> seen = new CopyOnWriteArrayList<>();
        try (LiveBalancer.Watch watch = control.watch(seen::add)) {
            await(() -> seen.contains(new BalancerEvent.Connected(0)));
            control.apply(world.routes(7, "app.localhost"));
            await(() -> control.targets().getFirst().health() == Health.HEALTHY);
            assertThat(get("app.localhost")).contains("200").endsWith("hello");
            await(() -> seen.stream().anyMatch(BalancerEvent.HealthChanged.class::isInstance));
        }
        assertThat(control.routes()).isEqualTo(world.routes(7, "app.localhost"));
        assertThat(control.listeners().http()).isEqualTo(process.listeners().http());
        await(() -> control.readings().routes().getFirst().statusClasses()[1] == 1);
        assertThat(world.run().resolve("facts.json"))
                .content()
                .contains("\"pid\":" + ProcessHandle.current().pid());
    }

    @Test
    void anOlderGenerationIsRefusedAndAnEqualOneAccepted() {
        LiveBalancer control = world.control();
        control.apply(world.routes(7, "app.localhost"));
        control.apply(world.routes(7, "app.localhost"));
        assertThatThrownBy(() -> control.apply(world.routes(6, "app.localhost")))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.code()).isEqualTo("stale-routes"));
        assertThatThrownBy(() -> control.apply(world.routes(7, "other.localhost")))
                .isInstanceOf(Problem.class);
        assertThat(control.routes().generation()).isEqualTo(7);
    }

    @Test
    void refusedRoutesChangeNothing() throws Exception {
        LiveBalancer control = world.control();
        control.apply(world.routes(1, "app.localhost"));
        assertThatThrownBy(() -> control.apply(world.routes(2, "APP localhost")))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.code()).isEqualTo("invalid-routes"));
        assertThat(control.routes().generation()).isEqualTo(1);
    }

    @Test
    void itStartsFromItsSnapshotAlone() throws Exception {
        world.control().apply(world.routes(3, "app.localhost"));
        process.close();
        process = world.started();
        assertThat(get("app.localhost")).contains("200").endsWith("hello");
        assertThat(world.control().routes()).isEqualTo(world.routes(3, "app.localhost"));
    }

    @Test
    void aWatchSurvivesARestart() throws Exception {
        List<BalancerEvent> seen = new CopyOnWriteArrayList<>();
        LiveBalancer control = world.control();
        try (LiveBalancer.Watch watch = control.watch(seen::add)) {
            await(() -> seen.contains(new BalancerEvent.Connected(0)));
            control.apply(world.routes(3, "app.localhost"));
            process.close();
            process = world.started();
            await(() -> seen.contains(new BalancerEvent.Connected(3)));
        }
    }

    @Test
    void aDamagedSnapshotIsToldAndRoutesAreTakenAnew() throws Exception {
        world.control().apply(world.routes(3, "app.localhost"));
        process.close();
        Path snapshot = world.home.balance().resolve("routes.snapshot");
        byte[] bytes = Files.readAllBytes(snapshot);
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain("app.localhost");
        bytes[bytes.length - 1] ^= 1;
        Files.write(snapshot, bytes);
        process = world.started();
        assertThat(world.control().routes().generation()).isZero();
        world.control().apply(world.routes(4, "app.localhost"));
        await(() -> world.control().targets().getFirst().health() == Health.HEALTHY);
        assertThat(get("app.localhost")).endsWith("hello");
    }

    @Test
    void aDeadProcessIsAProblemThatSaysSo() {
        process.close();
        assertThatThrownBy(() -> world.control().targets())
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.code()).isEqualTo("balancer-unavailable"));
    }

    @Test
    void aPortThatIsTakenIsAwaitedAndNeverSwapped() throws Exception {
        ServerSocket holder = new ServerSocket(0);
        int port = holder.getLocalPort();
        try (BalanceProcess patient = world.process(port, 0)) {
            Thread starting = Thread.ofPlatform().start(patient::start);
            await(() -> world.said.indexOf("balance.port-awaited") >= 0);
            holder.close();
            starting.join();
            assertThat(patient.listeners().http()).isEqualTo(port);
        }
    }

    @Test
    void aPortThatStaysTakenEndsTheStart() throws Exception {
        try (ServerSocket holder = new ServerSocket(0);
                BalanceProcess patient = world.process(holder.getLocalPort(), 0)) {
            assertThatThrownBy(patient::start)
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> {
                                assertThat(problem.code()).isEqualTo("address-unavailable");
                                assertThat(problem.publicMessage())
                                        .contains("port " + holder.getLocalPort())
                                        .contains("MVI_HTTP_PORT");
                            });
        }
    }

    @Test
    void knobsAreItsConfiguration() {
        Configuration configuration =
                Configuration.load(
                        world.home, Map.of("MVI_HTTP_PORT", "8081", "MVI_HTTPS_PORT", "8444"));
        BalanceConfig config = BalanceConfig.of(configuration);
        assertThat(config.httpPort()).isEqualTo(8081);
        assertThat(config.httpsPort()).isEqualTo(8444);
        assertThat(config.home()).isEqualTo(world.home);
    }
}
