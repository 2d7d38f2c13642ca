package mvi.engines.docker;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.core.command.CreateContainerCmdImpl;
import java.util.Map;

/**
 * Creates a container with a fixed address in its network, hardware address included: podman would
 * make one up, and its neighbours would go on speaking to that of the container before. The library
 * itself sends hardware addresses only where podman doesn't read them.
 */
final class PlacedCreateCommand extends CreateContainerCmdImpl {
    private static final long serialVersionUID = 1;

    private final NetworkingConfig endpoints;

    PlacedCreateCommand(
            CreateContainerCmd.Exec exec, String image, String network, String address) {
        super(exec, null, image);
        this.endpoints =
                new NetworkingConfig()
                        .withEndpointsConfig(
                                Map.of(
                                        network,
                                        new ContainerNetwork()
                                                .withIpamConfig(
                                                        new ContainerNetwork.Ipam()
                                                                .withIpv4Address(address))
                                                .withMacAddress(MacAddress.of(address))));
    }

    /** As a getter it goes before the library's own field of this name. */
    @JsonProperty("NetworkingConfig")
    NetworkingConfig endpoints() {
        return endpoints;
    }
}
