package mvi.engines.proxy;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mvi.engines.base.Problem;

/** Makes a table of what is asked for and of what the table before has already. Used once. */
final class RouteTableBuilder {
    /** More is a mistake of whoever makes the table. */
    private static final int ROUTES = 10_000;

    private static final int TARGETS_PER_ROUTE = 256;

    private final ProxyLimits limits;
    private final int lanes;
    private final long[] latencyBoundsNanos;
    private final Map<List<Object>, Target> known = new HashMap<>();
    private final Map<String, RouteState> states = new HashMap<>();
    private final Map<Target, Wish> wishes = new IdentityHashMap<>();
    private final List<Target> fresh = new ArrayList<>();
    private final Map<String, HostRoutes> byHost = new HashMap<>();
    private final Map<InetSocketAddress, RouteTable.Bound> byListener = new HashMap<>();

    /** What a target shall be from this table on. */
    private record Wish(boolean isDraining, int maxInFlight) {}

    RouteTableBuilder(ProxyLimits limits, int lanes, long[] latencyBoundsNanos) {
        this.limits = limits;
        this.lanes = lanes;
        this.latencyBoundsNanos = latencyBoundsNanos;
    }

    /** Targets and counters of this table are the new one's as well, where it has the same. */
    void goOnFrom(RouteTable before) {
        for (Route route : before.routes()) {
            states.put(route.id(), route.state());
            for (Target target : route.pool().targets()) {
                known.put(
                        identity(
                                target.routeId(),
                                target.id(),
                                target.address(),
                                target.probe(),
                                target.isHttp2(),
                                target.header()),
                        target);
            }
        }
    }

    /**
     * @throws Problem {@code invalid-routes}; then nothing has changed
     */
    RouteTable build(long generation, List<RouteSpec> specs) {
        check(specs.size() <= ROUTES, "more than " + ROUTES + " routes");
        List<Route> routes = new ArrayList<>(specs.size());
        Set<String> ids = new HashSet<>();
        for (RouteSpec spec : specs) {
            check(ids.add(spec.id()), "two routes are called " + spec.id());
            routes.add(route(spec));
        }
        wishes.forEach((target, wish) -> target.settle(wish.isDraining(), wish.maxInFlight()));
        return new RouteTable(generation, routes, byHost, byListener);
    }

    /** Targets that nobody has asked about yet. */
    List<Target> fresh() {
        return fresh;
    }

    /** Targets that get no new request: they are told so here when they are no more. */
    List<Target> retired() {
        List<Target> all = new ArrayList<>();
        for (Target target : known.values()) {
            if (!wishes.containsKey(target)) {
                target.retire();
            }
            if (target.isRetired() || target.isDraining()) {
                all.add(target);
            }
        }
        return all;
    }

    private Route route(RouteSpec spec) {
        check(
                spec.targets().size() <= TARGETS_PER_ROUTE,
                "route " + spec.id() + " has more than " + TARGETS_PER_ROUTE + " targets");
        RouteState state = states.get(spec.id());
        if (state == null) {
            state = freshState();
        }
        List<Target> targets = new ArrayList<>(spec.targets().size());
        Set<String> targetIds = new HashSet<>();
        for (RouteSpec.TargetSpec each : spec.targets()) {
            check(
                    targetIds.add(each.id()),
                    "route " + spec.id() + " names target " + each.id() + " twice");
            targets.add(target(spec, each, state.room()));
        }
        Route route =
                new Route(
                        spec.id(),
                        spec.policy(),
                        spec.tls(),
                        new TargetPool(targets, spec.policy()),
                        state);
        for (String host : spec.hosts()) {
            HostRoutes all = byHost.computeIfAbsent(RouteSpec.name(host), name -> new HostRoutes());
            check(all.add(RouteSpec.path(host), route), "two routes claim host " + host);
        }
        for (RouteSpec.ListenSpec each : spec.listeners()) {
            InetSocketAddress at = address(spec.id(), each.address(), each.port());
            RouteTable.Bound bound = new RouteTable.Bound(route, each.targetPort(), each.isTls());
            check(byListener.put(at, bound) == null, "two routes claim address " + at);
        }
        return route;
    }

    private RouteState freshState() {
        return new RouteState(
                new RouteStats(latencyBoundsNanos),
                new RetryBudget(),
                new WaitingRoom(limits.waitingPerRoute()));
    }

    private Target target(RouteSpec spec, RouteSpec.TargetSpec each, WaitingRoom room) {
        InetSocketAddress address = address(spec.id(), each.address(), each.port());
        List<Object> identity =
                identity(
                        spec.id(), each.id(), address, each.probe(), each.isHttp2(), each.header());
        Target target = known.get(identity);
        if (target == null) {
            target = new Target(spec, each, address, room, lanes);
            known.put(identity, target);
            fresh.add(target);
        }
        int bound = spec.policy().requestsPerTarget();
        wishes.put(
                target,
                new Wish(each.isDraining(), bound == 0 ? limits.inFlightPerTarget() : bound));
        return target;
    }

    private static List<Object> identity(
            String route,
            String id,
            InetSocketAddress address,
            HealthProbe probe,
            boolean isHttp2,
            Optional<ProxyHeader> header) {
        return List.of(route, id, address, probe, isHttp2, header);
    }

    private static InetSocketAddress address(String route, String address, int port) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        check(bytes != null, "route " + route + " names no IP address: " + address);
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
        } catch (UnknownHostException wrongLength) {
            throw Problem.bug("an address of a wrong length", wrongLength);
        }
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw Problem.invalid("invalid-routes", "The routes were refused: " + otherwise + ".");
        }
    }
}
