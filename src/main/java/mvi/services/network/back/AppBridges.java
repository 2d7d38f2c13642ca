package mvi.services.network.back;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import mvi.engines.docker.EngineNetwork;
import mvi.engines.docker.MacAddress;
import mvi.services.network.Ipv4Range;

/**
 * The bridges of apps' networks keep one hardware address. Left to itself, a bridge takes the
 * lowest of its ports', and so another with each container that comes or goes: the others would
 * send what is for the platform's endpoint to the old one until their ARP entries age.
 *
 * <p>Podman makes a bridge with its network's first container unless it is there, and removes it
 * with the last. Docker makes it with the network, its address fixed.
 */
final class AppBridges {
    /** {@code NET_ADDR_SET}: the bridge won't choose by itself. */
    private static final String SET = "3";

    private static final Path LINKS = Path.of("/sys/class/net");

    private final HostCommands host;

    AppBridges(HostCommands host) {
        this.host = host;
    }

    /** There with its addresses, before the next container starts. */
    void hold(EngineNetwork network, Set<String> addresses) {
        String bridge = LinuxNetworkService.bridge(network);
        if (!Files.exists(LINKS.resolve(bridge))) {
            // Podman may make it in this moment, for a database that starts.
            host.ipSucceeds(
                    "link",
                    "add",
                    bridge,
                    "address",
                    MacAddress.of(network.gateway()),
                    "type",
                    "bridge");
        }
        if (!host.ip("-4", "-o", "addr", "show", "dev", bridge)
                .contains(" " + network.gateway() + "/")) {
            int prefix = Ipv4Range.parse(network.subnet()).prefixLength();
            host.ip("addr", "add", network.gateway() + "/" + prefix, "dev", bridge);
        }
        host.ip("link", "set", "dev", bridge, "up");
        fix(network, addresses);
    }

    /** Whether it is there and keeps its hardware address. */
    static boolean isFixed(String bridge) {
        try {
            return Files.readString(LINKS.resolve(bridge).resolve("addr_assign_type"))
                    .strip()
                    .equals(SET);
        } catch (IOException absent) {
            return false;
        }
    }

    /** After its network: podman leaves one that no container was on. */
    void remove(EngineNetwork network) {
        String bridge = LinuxNetworkService.bridge(network);
        if (Files.exists(LINKS.resolve(bridge))) {
            host.ip("link", "del", "dev", bridge);
        }
    }

    /**
     * What its hardware address is now stays, if it is there: its containers know it.
     *
     * @param addresses that it has besides the gateway's
     */
    void fix(EngineNetwork network, Set<String> addresses) {
        String bridge = LinuxNetworkService.bridge(network);
        Path link = LINKS.resolve(bridge);
        try {
            if (!Files.readString(link.resolve("addr_assign_type")).strip().equals(SET)) {
                String now = Files.readString(link.resolve("address")).strip();
                host.ip("link", "set", "dev", bridge, "address", now);
            }
            LinkAddresses.settle(host, bridge, addresses);
        } catch (NoSuchFileException absent) {
            // Without containers there need be none.
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
