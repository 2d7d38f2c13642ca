package mvi.engines.proxy;

import java.util.List;
import java.util.Locale;

/**
 * A route as it is asked for.
 *
 * @param id stable over changes of its targets: the label of its counters
 * @param hosts exact names, lower case, without port; empty for targets that only finish
 */
public record RouteSpec(String id, List<String> hosts, List<TargetSpec> targets) {
    /** Longest host name that DNS knows (RFC 1035). */
    private static final int HOST_LENGTH = 253;

    public RouteSpec {
        hosts = List.copyOf(hosts);
        targets = List.copyOf(targets);
        for (String host : hosts) {
            if (host.isEmpty()
                    || host.length() > HOST_LENGTH
                    || !host.equals(host.toLowerCase(Locale.ROOT))
                    || !host.matches("[a-z0-9.:\\[\\]_-]+")) {
                throw new IllegalArgumentException("not a host name in lower case: " + host);
            }
        }
    }

    /**
     * A target as it is asked for.
     *
     * @param address an IP address; names are not looked up
     * @param probe its own: what answers another path may run beside it in the same route
     * @param isDraining gets no new request
     */
    public record TargetSpec(
            String id, String address, int port, HealthProbe probe, boolean isDraining) {
        public TargetSpec {
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException("not a port: " + port);
            }
        }
    }
}
