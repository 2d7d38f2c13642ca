package mvi.services.network;

import mvi.engines.base.PlatformId;

/**
 * The knobs of the VPC service.
 *
 * @param subnets where the apps' /24 networks are cut from
 * @param endpoints where the apps' /32 endpoints are cut from
 * @param servicesPort where an app reaches the platform's services on its endpoint
 */
public record NetworkConfig(
        PlatformId platform, Ipv4Range subnets, Ipv4Range endpoints, int servicesPort) {
    /** Where the containers of functions ask for their events, on their app's endpoint. */
    public static final int FUNCTIONS_PORT = 9001;

    /** The interface that holds the endpoints. */
    public String endpointBridge() {
        return "mvi-" + platform;
    }

    /** Every app's bridge starts with this; what follows is the app's number. */
    public String appBridgePrefix() {
        return "mvi-" + platform + "-";
    }

    /** The platform's own table of the firewall, family inet. */
    public String firewallTable() {
        return "mvi_" + platform;
    }
}
