package mvi.services.balancer;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The whole of what the load balancer knows: every route with its targets. It is replaced whole,
 * never patched.
 *
 * @param generation grows with every change; an older one is refused
 */
public record BalancerRoutes(long generation, List<Route> routes) {
    /**
     * Requests for these hosts, and connections to these listeners, go to these targets.
     *
     * @param id {@code app/process}: stable over releases, the label of its metrics
     * @param hosts names, lower case, without port, {@code *.} for one label more; with a path, as
     *     in {@code shop.example/api}, for requests at it and below; empty when its targets only
     *     finish what they are answering
     * @param listeners addresses of the route's own
     * @param tls what it asks of the TLS of the world's clients; a control plane of an earlier
     *     version does not say it
     */
    public record Route(
            String id,
            List<String> hosts,
            List<Target> targets,
            List<Listener> listeners,
            Optional<Policy> policy,
            Optional<Tls> tls) {
        /** One that takes requests as most do, and asks nothing of its clients. */
        public Route(
                String id, List<String> hosts, List<Target> targets, List<Listener> listeners) {
            this(id, hosts, targets, listeners, Optional.empty(), Optional.empty());
        }

        /** With these names and addresses alone. */
        public Route at(List<String> otherHosts, List<Listener> otherListeners) {
            return new Route(id, otherHosts, targets, otherListeners, policy, tls);
        }

        /** Names without the paths. */
        public Stream<String> names() {
            return hosts.stream().map(Route::name);
        }

        /** Of one of the hosts. */
        public static String name(String host) {
            int slash = host.indexOf('/');
            return slash < 0 ? host : host.substring(0, slash);
        }

        /** The same with this one target draining, if it has it. */
        public Route draining(String targetId) {
            return new Route(
                    id,
                    hosts,
                    targets.stream()
                            .map(each -> each.id().equals(targetId) ? each.draining() : each)
                            .toList(),
                    listeners,
                    policy,
                    tls);
        }
    }

    /**
     * How a route takes requests and shares them out.
     *
     * @param slowStart in which a new target gets its share bit by bit
     * @param requestsPerTarget that a target answers at once, more wait; 0 for the balancer's bound
     * @param bodyBytes longest body of a request; 0 for any
     * @param canonicalHost where clients that use another of the names are sent, but those of the
     *     machine; empty for nowhere
     * @param maintenance what clients are told instead of being let in; empty when they are
     */
    public record Policy(
            Balancing balancing,
            Duration slowStart,
            int requestsPerTarget,
            long bodyBytes,
            String canonicalHost,
            String maintenance) {
        public static final Policy DEFAULT =
                new Policy(Balancing.LEAST_REQUESTS, Duration.ZERO, 0, 0, "", "");
    }

    /** How the target of a request is found. */
    public enum Balancing {
        /** Of two picked at random the one with fewer requests in flight. */
        LEAST_REQUESTS,
        ROUND_ROBIN,
        /** The one that a client had before, by a cookie. */
        STICKY
    }

    /**
     * What a route asks of the TLS of its clients.
     *
     * @param clientAuthorities in PEM: a client shows a certificate that one of these has issued;
     *     empty when none is asked for
     * @param hsts how long browsers shall come by HTTPS alone, for names with a certificate that
     *     they know
     * @param isPassedThrough the targets speak TLS themselves, and get it as it comes
     */
    public record Tls(String clientAuthorities, Optional<Duration> hsts, boolean isPassedThrough) {}

    /**
     * An address that is one route's alone. HTTP/1 for the targets' own ports is balanced by
     * request, everything else by connection.
     *
     * @param targetPort the targets' port that it stands for; 0 for each target's own
     * @param isTls clients come by TLS, which ends there
     */
    public record Listener(String address, int port, int targetPort, boolean isTls) {}

    /**
     * A place to send requests to.
     *
     * @param id the container's name: stable while it lives
     * @param health how it is asked, by its own release: old and new ones stand side by side
     * @param isDraining gets no new request; those in flight finish
     * @param isHttp2 speaks HTTP/2 in clear, and no HTTP/1
     * @param proxyProtocol which it wants first on each connection that is relayed to it
     */
    public record Target(
            String id,
            String address,
            int port,
            HealthCheck health,
            boolean isDraining,
            boolean isHttp2,
            Optional<ProxyProtocol> proxyProtocol) {
        /** One that gets the bytes of its clients alone. */
        public Target(
                String id,
                String address,
                int port,
                HealthCheck health,
                boolean isDraining,
                boolean isHttp2) {
            this(id, address, port, health, isDraining, isHttp2, Optional.empty());
        }

        /** The same without new requests. */
        public Target draining() {
            return new Target(id, address, port, health, true, isHttp2, proxyProtocol);
        }
    }

    /** Versions of the PROXY protocol. */
    public enum ProxyProtocol {
        V1,
        V2
    }

    /**
     * How a target is asked whether it is well: GET {@code path}, 200 to 399 is well.
     *
     * @param path empty for a bare TCP connection
     */
    public record HealthCheck(
            String path, Duration interval, Duration timeout, int rise, int fall) {
        public static final HealthCheck DEFAULT =
                new HealthCheck("/", Duration.ofSeconds(1), Duration.ofSeconds(2), 1, 3);
    }
}
