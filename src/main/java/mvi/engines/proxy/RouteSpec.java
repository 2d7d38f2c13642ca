package mvi.engines.proxy;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A route as it is asked for.
 *
 * @param id stable over changes of its targets: the label of its counters
 * @param hosts names, lower case, without port; {@code *.} and a name stand for all that have one
 *     label more; with a path, as in {@code shop.example/api}, for requests at that path and below;
 *     empty for targets that only finish
 * @param listeners addresses that are this route's alone, whatever host a request names
 * @param policy how it takes requests and shares them out
 * @param tls what it asks of the TLS of the world's clients
 */
public record RouteSpec(
        String id,
        List<String> hosts,
        List<TargetSpec> targets,
        List<ListenSpec> listeners,
        RoutePolicy policy,
        TlsRules tls) {
    /** Longest host name that DNS knows (RFC 1035). */
    private static final int HOST_LENGTH = 253;

    public RouteSpec {
        hosts = List.copyOf(hosts);
        targets = List.copyOf(targets);
        listeners = List.copyOf(listeners);
        for (String host : hosts) {
            String name = name(host);
            if (name.isEmpty()
                    || name.length() > HOST_LENGTH
                    || !name.equals(name.toLowerCase(Locale.ROOT))
                    || !name.matches("(\\*\\.)?[a-z0-9.:\\[\\]_-]+")) {
                throw new IllegalArgumentException("not a host name in lower case: " + host);
            }
            if (!path(host).matches("(/[!-~&&[^/?#]]+)*")) {
                throw new IllegalArgumentException(
                        "not a path without a slash at its end: " + host);
            }
        }
    }

    /** A route that takes requests as most do, and asks nothing of its clients. */
    public RouteSpec(
            String id, List<String> hosts, List<TargetSpec> targets, List<ListenSpec> listeners) {
        this(id, hosts, targets, listeners, RoutePolicy.DEFAULT, TlsRules.NONE);
    }

    /** A route that is reached by its hosts only. */
    public RouteSpec(String id, List<String> hosts, List<TargetSpec> targets) {
        this(id, hosts, targets, List.of());
    }

    /** Without the path. */
    static String name(String host) {
        int slash = host.indexOf('/');
        return slash < 0 ? host : host.substring(0, slash);
    }

    /** Empty for all. */
    static String path(String host) {
        return host.substring(name(host).length());
    }

    /**
     * An address of the route's own. HTTP/1 is answered request by request when it is for the
     * targets' own ports; everything else is relayed, connection by connection.
     *
     * @param address an IP address, which need not be the host's yet
     * @param targetPort the port of the targets that it stands for; 0 for each target's own
     * @param isTls clients come by TLS, which ends here, and targets get the bytes in clear
     */
    public record ListenSpec(String address, int port, int targetPort, boolean isTls) {
        /** One that takes the bytes as they come. */
        public ListenSpec(String address, int port, int targetPort) {
            this(address, port, targetPort, false);
        }

        public ListenSpec {
            if (port < 1 || port > 65535 || targetPort < 0 || targetPort > 65535) {
                throw new IllegalArgumentException("not a port: " + port + " or " + targetPort);
            }
        }
    }

    /**
     * A target as it is asked for.
     *
     * @param address an IP address; names are not looked up
     * @param probe its own: what answers another path may run beside it in the same route
     * @param isDraining gets no new request
     * @param isHttp2 speaks HTTP/2 in clear, from its first byte (RFC 9113 section 3.3), and no
     *     HTTP/1
     * @param header what it wants to be told first of each connection that is relayed to it
     */
    public record TargetSpec(
            String id,
            String address,
            int port,
            HealthProbe probe,
            boolean isDraining,
            boolean isHttp2,
            Optional<ProxyHeader> header) {
        /** A target that gets the bytes of its clients alone. */
        public TargetSpec(
                String id,
                String address,
                int port,
                HealthProbe probe,
                boolean isDraining,
                boolean isHttp2) {
            this(id, address, port, probe, isDraining, isHttp2, Optional.empty());
        }

        /** A target that speaks HTTP/1.1. */
        public TargetSpec(
                String id, String address, int port, HealthProbe probe, boolean isDraining) {
            this(id, address, port, probe, isDraining, false);
        }

        public TargetSpec {
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException("not a port: " + port);
            }
        }
    }
}
