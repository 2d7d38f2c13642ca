package mvi.services.network.back;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Problem;
import mvi.engines.docker.EngineNetwork;
import mvi.engines.docker.EngineNetworks;
import mvi.services.container.Container;
import mvi.services.container.ContainerService;
import mvi.services.container.ContainerSpec;
import mvi.services.container.back.EngineWorld;
import mvi.services.network.AppNetwork;
import mvi.services.network.Forward;
import mvi.services.network.Ipv4Range;
import mvi.services.network.NetworkConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The real kernel and engine: what a container reaches, asked from inside it. */
@Tag("engine")
@TestInstance(Lifecycle.PER_CLASS)
class LinuxNetworkServiceTest {
    private static final int OTHER_PORT = 8099;
    private static final List<Forward> FORWARDS =
            List.of(new Forward(AppNetwork.FIXED, 8080, 20_001));

    private EngineWorld world;
    private NetworkConfig config;
    private LinuxNetworkService networks;
    private AppNetwork a;
    private AppNetwork b;
    private Container inA;
    private Container inB;
    private ServerSocket endpointA;
    private ServerSocket endpointB;
    private ServerSocket onHost;

    @BeforeAll
    void open(@TempDir Path home) throws IOException {
        world = new EngineWorld(home);
        onHost = new ServerSocket();
        onHost.bind(new InetSocketAddress("0.0.0.0", 0));
        config =
                new NetworkConfig(
                        world.platform,
                        Ipv4Range.parse("10.64.0.0/10"),
                        Ipv4Range.parse("100.64.0.0/10"),
                        4566);
        networks = new LinuxNetworkService(config, () -> world.engines.engine().networks());
        networks.start();
        a = networks.ensure("a", true, FORWARDS);
        b = networks.ensure("b", false, FORWARDS);
        inA = run("a1", a, Optional.of(a.address(200)));
        inB = run("b1", b, Optional.empty());
        endpointA = listen(a.endpoint(), config.servicesPort());
        endpointB = listen(b.endpoint(), config.servicesPort());
    }

    @AfterAll
    void close() throws IOException {
        for (ServerSocket socket : List.of(endpointA, endpointB, onHost)) {
            socket.close();
        }
        for (Container container : world.containers.list()) {
            world.containers.stop(container.id(), Duration.ofSeconds(1));
            world.containers.remove(container.id());
        }
        networks.tearDown();
        world.close();
    }

    @Test
    void aContainerHasTheAddressThatItWasGiven() {
        assertThat(inA.address()).contains(a.address(200));
    }

    /** Neighbours keep the old one in their ARP tables for up to half a minute. */
    @Test
    void whoTakesOverAnAddressHasItsHardwareAddressAsWell() {
        Container first = run("first", a, Optional.of(a.address(201)));
        String before = hardwareAddress(first);
        world.containers.remove(first.id());
        Container second = run("second", a, Optional.of(a.address(201)));
        assertThat(hardwareAddress(second)).isEqualTo(before).startsWith("02:42:");
        world.containers.remove(second.id());
    }

    /** Or containers would send to an address that is gone, whenever another comes or goes. */
    @Test
    void aBridgeKeepsItsHardwareAddress() throws IOException {
        String before = bridgeAddress();
        List<Container> others = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            others.add(run("other-" + i, a, Optional.empty()));
        }
        others.forEach(other -> world.containers.remove(other.id()));
        assertThat(bridgeAddress()).isEqualTo(before).startsWith("02:42:");
    }

    /** Who starts a container then has to ensure it again. */
    @Test
    void aNetworkIsHeldUntilTheEngineTakesItsBridgeAwayWithTheLastContainer() throws IOException {
        assertThat(networks.isHeld("c")).isFalse();
        AppNetwork c = networks.ensure("c", false, List.of());
        assertThat(networks.isHeld("c")).isTrue();
        Container last = run("c1", c, Optional.empty());
        world.containers.remove(last.id());
        boolean isThere = Files.exists(Path.of("/sys/class/net", config.appBridgePrefix() + "2"));
        assertThat(networks.isHeld("c")).isEqualTo(isThere);
        assertThat(networks.ensure("c", false, List.of())).isEqualTo(c);
        assertThat(networks.isHeld("c")).isTrue();
        networks.remove("c");
        assertThat(networks.isHeld("c")).isFalse();
    }

    private String hardwareAddress(Container container) {
        return output(container, "cat", "/sys/class/net/eth0/address");
    }

    private String bridgeAddress() throws IOException {
        Path bridge = Path.of("/sys/class/net", config.appBridgePrefix() + "0");
        return Files.readString(bridge.resolve("address")).strip();
    }

    private String output(Container container, String... words) {
        List<String> command = new ArrayList<>(List.of("/bin/busybox"));
        command.addAll(List.of(words));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            world.containers.exec(
                    container.id(),
                    command,
                    Map.of(),
                    new ContainerService.Streams(new ByteArrayInputStream(new byte[0]), out, out));
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
        return out.toString(StandardCharsets.UTF_8).strip();
    }

    /** Or a container could have a database's address while that one is down. */
    @Test
    void theEngineGivesNoAddressThatIsForFixedOnes() {
        EngineNetworks engine = world.engines.engine().networks();
        EngineNetwork narrow =
                engine.create(
                        new EngineNetwork(
                                "",
                                "mvi-" + world.platform + "-narrow",
                                "10.63.255.0/24",
                                "10.63.255.0/30",
                                "10.63.255.1",
                                config.appBridgePrefix() + "zz",
                                false,
                                Map.of()));
        AppNetwork network =
                new AppNetwork("narrow", narrow.name(), narrow.subnet(), narrow.gateway(), "");
        List<Container> two =
                List.of(
                        run("n1", network, Optional.empty()),
                        run("n2", network, Optional.empty()),
                        run("n3", network, Optional.of(network.address(AppNetwork.FIXED))));
        assertThat(two)
                .extracting(each -> each.address().orElseThrow())
                .containsExactly("10.63.255.2", "10.63.255.3", "10.63.255.128");
        assertThatThrownBy(() -> run("n4", network, Optional.empty())).isInstanceOf(Problem.class);
        world.containers.list().stream()
                .filter(each -> each.labels().app().equals("narrow"))
                .forEach(each -> world.containers.remove(each.id()));
        engine.remove(narrow.name());
    }

    @Test
    void anAppReachesItsOwnEndpointAndNetworkAlone() {
        assertThat(reaches(inA, a.endpoint(), config.servicesPort())).isTrue();
        assertThat(reaches(inA, inA.address().orElseThrow(), OTHER_PORT)).isTrue();
        assertThat(reaches(inA, b.endpoint(), config.servicesPort())).isFalse();
        assertThat(reaches(inA, inB.address().orElseThrow(), OTHER_PORT)).isFalse();
        assertThat(reaches(inB, inA.address().orElseThrow(), OTHER_PORT)).isFalse();
    }

    @Test
    void anAddressOfAnAppsOwnLeadsToItsEndpointForItAlone() throws IOException {
        Forward forward = FORWARDS.getFirst();
        String name = a.address(forward.number());
        assertThat(output(inA, "nc", "-w", "2", name, "81")).contains("refused");
        try (ServerSocket listener = listen(a.endpoint(), forward.listener())) {
            assertThat(listener.isBound()).isTrue();
            assertThat(reaches(inA, name, forward.port())).isTrue();
            assertThat(reaches(inB, name, forward.port())).isFalse();
            assertThat(reaches(inB, a.endpoint(), forward.listener())).isFalse();
            assertThat(reaches(inB, b.address(forward.number()), forward.port())).isFalse();

            new HostCommands().loadRules("delete table inet " + config.firewallTable() + "\n");
            new HostCommands().ip("addr", "flush", "dev", config.appBridgePrefix() + "0");
            assertThat(networks.repair()).isTrue();
            networks.ensure("a", true, FORWARDS);
            assertThat(reaches(inA, name, forward.port())).isTrue();
        }
        assertThat(reaches(inA, name, forward.port())).isFalse();
        try (ServerSocket ofTheHost = listen("0.0.0.0", forward.listener())) {
            assertThat(ofTheHost.isBound()).isTrue();
            assertThat(reaches(inA, name, forward.port())).isFalse();
            assertThat(reaches(inA, a.endpoint(), forward.listener())).isFalse();
        }
    }

    @Test
    void theHostIsClosedToAnAppButReachesIt() throws IOException {
        assertThat(reaches(inA, a.gateway(), onHost.getLocalPort())).isFalse();
        assertThat(reaches(inA, InetAddress.getLocalHost().getHostAddress(), onHost.getLocalPort()))
                .isFalse();
        assertThat(reaches(inA, a.endpoint(), onHost.getLocalPort())).isFalse();
        assertThat(reaches(inA, "169.254.169.254", 80)).isFalse();
        try (java.net.Socket socket = new java.net.Socket()) {
            socket.connect(new InetSocketAddress(inA.address().orElseThrow(), OTHER_PORT), 2000);
            assertThat(socket.isConnected()).isTrue();
        }
    }

    @Test
    void theWorldStaysClosedWhileTheTableIsGoneAndItComesBack() {
        new HostCommands().loadRules("flush table inet " + config.firewallTable() + "\n");
        assertThat(reaches(inA, inB.address().orElseThrow(), OTHER_PORT)).isFalse();
        assertThat(networks.repair()).isTrue();
        assertThat(networks.repair()).isFalse();
    }

    @Test
    void aSecondServiceOverTheSameWorldFindsWhatIsThere() {
        LinuxNetworkService again =
                new LinuxNetworkService(config, () -> world.engines.engine().networks());
        again.start();
        assertThat(again.list()).containsExactlyInAnyOrder(a, b);
        assertThat(again.ensure("a", true, FORWARDS)).isEqualTo(a);
    }

    private Container run(String name, AppNetwork network, Optional<String> address) {
        return world.containers.start(
                new ContainerSpec(
                        "mvi-" + world.platform + "-" + name,
                        world.image,
                        List.of(),
                        List.of(
                                "/bin/busybox",
                                "sh",
                                "-c",
                                "while :; do /bin/busybox nc -l -p " + OTHER_PORT + "; done"),
                        Map.of(),
                        new ContainerSpec.Labels(
                                network.app(), name, "v1", ContainerSpec.Labels.PROCESS),
                        new ContainerSpec.NetworkAttachment(network.engineName(), address),
                        Map.of(),
                        List.of(),
                        List.of(),
                        new ContainerSpec.Resources(ByteCount.mib(64), 0, 64),
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofSeconds(1),
                        "SIGKILL",
                        ContainerSpec.Settings.NONE));
    }

    private boolean reaches(Container from, String address, int port) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            int exit =
                    world.containers.exec(
                            from.id(),
                            List.of(
                                    "/bin/busybox",
                                    "nc",
                                    "-w",
                                    "2",
                                    address,
                                    Integer.toString(port),
                                    "-e",
                                    "/bin/busybox",
                                    "true"),
                            Map.of(),
                            new ContainerService.Streams(
                                    new ByteArrayInputStream(new byte[0]), out, out));
            assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("Usage");
            return exit == 0;
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    private static ServerSocket listen(String address, int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.bind(new InetSocketAddress(address, port));
        return socket;
    }
}
