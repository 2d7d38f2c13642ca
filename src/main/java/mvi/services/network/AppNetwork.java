package mvi.services.network;

/**
 * An app's private network.
 *
 * @param engineName the engine's name of it
 * @param subnet in CIDR form, chosen by mvi
 * @param endpoint the /32 of 100.64.0.0/10 at which the app reaches the platform's services
 */
public record AppNetwork(
        String app, String engineName, String subnet, String gateway, String endpoint) {
    /** From here on, addresses are fixed ones: the engine gives none of them by itself. */
    public static final int FIXED = 128;

    /** The n-th address of the subnet, for what needs a fixed one. */
    public String address(int n) {
        return Ipv4Range.parse(subnet).address(n);
    }
}
