package mvi.engines.proxy;

import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All routes by host, immutable: a request reads one table, whole. */
public final class RouteTable {
    static final RouteTable EMPTY = new RouteTable(0, List.of(), Map.of(), Map.of());

    private final long generation;
    private final List<Route> routes;
    private final Map<String, HostRoutes> byHost;
    private final Map<InetSocketAddress, Bound> byListener;
    private final boolean hasWildcards;

    /**
     * A route behind an address of its own.
     *
     * @param targetPort 0 for each target's own
     * @param isTls clients come by TLS
     */
    record Bound(Route route, int targetPort, boolean isTls) {}

    RouteTable(
            long generation,
            List<Route> routes,
            Map<String, HostRoutes> byHost,
            Map<InetSocketAddress, Bound> byListener) {
        this.generation = generation;
        this.routes = List.copyOf(routes);
        this.byHost = Map.copyOf(byHost);
        this.byListener = Map.copyOf(byListener);
        this.hasWildcards = byHost.keySet().stream().anyMatch(host -> host.startsWith("*"));
    }

    public long generation() {
        return generation;
    }

    public Collection<Route> routes() {
        return routes;
    }

    /**
     * @param authority host and perhaps port, in any case
     * @param target of the request: its path, perhaps with a query
     */
    @Nullable Route find(String authority, String target) {
        HostRoutes routes = of(host(authority));
        return routes == null ? null : routes.find(target);
    }

    /** What is asked of the TLS of clients of this host: its paths are not known by then. */
    TlsRules tls(String host) {
        HostRoutes routes = of(host);
        return routes == null ? TlsRules.NONE : routes.tls();
    }

    private @Nullable HostRoutes of(String host) {
        HostRoutes exact = byHost.get(host);
        if (exact != null || !hasWildcards) {
            return exact;
        }
        int dot = host.indexOf('.');
        return dot < 0 ? null : byHost.get("*" + host.substring(dot));
    }

    @Nullable Bound at(InetSocketAddress listener) {
        return byListener.get(listener);
    }

    Set<InetSocketAddress> listeners() {
        return byListener.keySet();
    }

    static String host(String authority) {
        int end = authority.length();
        int colon = authority.lastIndexOf(':');
        if (colon >= 0 && authority.indexOf(']', colon) < 0) {
            end = colon;
        }
        // A name with its root's dot is the same name.
        if (end > 0 && authority.charAt(end - 1) == '.') {
            end--;
        }
        return authority.substring(0, end).toLowerCase(Locale.ROOT);
    }
}
