package mvi.engines.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Network;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Networks of the engine, made with a subnet and a bridge of the caller's choice. */
public final class EngineNetworks {
    private static final String BRIDGE_NAME = "com.docker.network.bridge.name";

    private final DockerClient client;
    private final Optional<PodmanNetworks> podman;

    EngineNetworks(DockerClient client, RawCalls raw, EngineVersion version) {
        this.client = client;
        this.podman =
                version.isPodman()
                        ? Optional.of(new PodmanNetworks(raw, version))
                        : Optional.empty();
    }

    /** Its {@code id} is ignored; the engine's own comes back. */
    public EngineNetwork create(EngineNetwork wanted) {
        return Calls.within(
                Calls.QUICK,
                "create network " + wanted.name(),
                () -> {
                    var addresses =
                            new Network.Ipam.Config()
                                    .withSubnet(wanted.subnet())
                                    .withGateway(wanted.gateway());
                    if (!wanted.chosen().isEmpty()) {
                        addresses.withIpRange(wanted.chosen());
                    }
                    var ipam = new Network.Ipam().withConfig(addresses);
                    client.createNetworkCmd()
                            .withName(wanted.name())
                            .withDriver("bridge")
                            .withIpam(ipam)
                            .withInternal(wanted.isInternal())
                            .withCheckDuplicate(true)
                            .withLabels(wanted.labels())
                            .withOptions(Map.of(BRIDGE_NAME, wanted.bridge()))
                            .exec();
                    return network(client.inspectNetworkCmd().withNetworkId(wanted.name()).exec());
                });
    }

    public Optional<EngineNetwork> find(String nameOrId) {
        return Calls.within(
                Calls.QUICK,
                "inspect network " + nameOrId,
                () -> {
                    try {
                        return Optional.of(
                                network(client.inspectNetworkCmd().withNetworkId(nameOrId).exec()));
                    } catch (NotFoundException missing) {
                        return Optional.empty();
                    }
                });
    }

    /** Every network of the engine, whoever made it. */
    public List<EngineNetwork> list() {
        return Calls.reading(
                "list networks",
                () ->
                        podman.isPresent()
                                ? podman.get().list()
                                : client.listNetworksCmd().exec().stream()
                                        .map(EngineNetworks::network)
                                        .toList());
    }

    /** Those with this label and value. */
    public List<EngineNetwork> list(String label, String value) {
        return list().stream()
                .filter(network -> value.equals(network.labels().get(label)))
                .toList();
    }

    /** One that is gone is no failure; one with containers is a CONFLICT. */
    public void remove(String nameOrId) {
        Calls.run(
                Calls.QUICK,
                "remove network " + nameOrId,
                () -> {
                    try {
                        client.removeNetworkCmd(nameOrId).exec();
                    } catch (NotFoundException gone) {
                        // Gone is what was asked for.
                    }
                });
    }

    private static EngineNetwork network(Network network) {
        List<Network.Ipam.Config> ranges =
                network.getIpam() == null || network.getIpam().getConfig() == null
                        ? List.of()
                        : network.getIpam().getConfig();
        Map<String, String> options =
                network.getOptions() == null ? Map.of() : network.getOptions();
        return new EngineNetwork(
                network.getId(),
                network.getName(),
                ranges.isEmpty() ? "" : text(ranges.getFirst().getSubnet()),
                ranges.isEmpty() ? "" : text(ranges.getFirst().getIpRange()),
                ranges.isEmpty() ? "" : text(ranges.getFirst().getGateway()),
                options.getOrDefault(BRIDGE_NAME, ""),
                Boolean.TRUE.equals(network.getInternal()),
                network.getLabels() == null ? Map.of() : network.getLabels());
    }

    private static String text(@org.jspecify.annotations.Nullable String value) {
        return value == null ? "" : value;
    }
}
