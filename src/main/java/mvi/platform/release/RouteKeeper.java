package mvi.platform.release;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mvi.engines.base.Bell;
import mvi.engines.base.Clock;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import mvi.services.balancer.BalancerRoutes;
import mvi.services.balancer.BalancerRoutes.Listener;
import mvi.services.balancer.BalancerRoutes.Route;
import mvi.services.balancer.BalancerService;

/**
 * The whole of the balancer's routes, app by app. Each change sends all of them under a greater
 * generation. Nothing is sent before every app has said what its routes are, so that a control
 * plane that has just started takes nobody's route away.
 */
final class RouteKeeper {
    /** The owner of what is the platform's own: before every app in their order. */
    private static final String PLATFORM = "";

    private final BalancerService balancer;
    private final List<Route> own;
    private final Clock clock;
    private final ReentrantLock tableLock = new ReentrantLock();
    private final Map<String, List<Route>> table = new TreeMap<>();
    private final Bell hostBell;
    private Set<String> hosts = Set.of();
    private Map<String, String> owners = Map.of();
    private boolean isPrimed;
    private long generation;
    private volatile boolean isStale;

    /**
     * @param own routes of the platform itself, whose names no app gets
     * @param hostBell rung when {@link #hosts} are others
     */
    RouteKeeper(BalancerService balancer, List<Route> own, Bell hostBell, Clock clock) {
        this.balancer = balancer;
        this.own = own;
        this.hostBell = hostBell;
        this.clock = clock;
    }

    /** All names that are routed; empty before it is known which they are. */
    Optional<Set<String>> hosts() {
        tableLock.lock();
        try {
            return isPrimed ? Optional.of(hosts) : Optional.empty();
        } finally {
            tableLock.unlock();
        }
    }

    /** What every app has, before anything is sent. */
    void prime(Map<String, List<Route>> all) {
        tableLock.lock();
        try {
            table.clear();
            table.putAll(all);
            table.put(PLATFORM, own);
            isPrimed = true;
            isStale = true;
            lookForClaims();
            hostBell.ring();
        } finally {
            tableLock.unlock();
        }
    }

    List<Route> of(String app) {
        tableLock.lock();
        try {
            return Optional.ofNullable(table.get(app)).orElse(List.of());
        } finally {
            tableLock.unlock();
        }
    }

    void set(String app, List<Route> routes) {
        tableLock.lock();
        try {
            if (routes.isEmpty()) {
                table.remove(app);
            } else {
                table.put(app, List.copyOf(routes));
            }
            lookForClaims();
        } finally {
            tableLock.unlock();
        }
        send();
    }

    /**
     * Whose each name and each address is: who has it keeps it. One table with a name twice would
     * be refused whole, and one app's mistake be everybody's.
     */
    private void settleClaims() {
        Map<String, String> next = new HashMap<>();
        owners.forEach(
                (claim, app) -> {
                    if (claims(app).anyMatch(claim::equals)) {
                        next.put(claim, app);
                    }
                });
        table.keySet().forEach(app -> claims(app).forEach(claim -> next.putIfAbsent(claim, app)));
        owners = next;
    }

    private Stream<String> claims(String app) {
        return of(app).stream()
                .flatMap(
                        route ->
                                Stream.concat(
                                        route.names(),
                                        route.listeners().stream().map(RouteKeeper::address)));
    }

    private static String address(Listener listener) {
        return listener.address() + " " + listener.port();
    }

    /** With what is this app's. */
    private Route owned(String app, Route route) {
        return route.at(
                route.hosts().stream()
                        .filter(host -> app.equals(owners.get(Route.name(host))))
                        .toList(),
                route.listeners().stream()
                        .filter(each -> app.equals(owners.get(address(each))))
                        .toList());
    }

    private void lookForClaims() {
        settleClaims();
        Set<String> now =
                table.values().stream()
                        .flatMap(List::stream)
                        .flatMap(Route::names)
                        .collect(Collectors.toUnmodifiableSet());
        if (!now.equals(hosts)) {
            hosts = now;
            hostBell.ring();
        }
    }

    /** Takes new requests away from a target. */
    void drain(String app, String targetId) {
        set(app, of(app).stream().map(route -> route.draining(targetId)).toList());
    }

    /** The balancer may not have what was sent last. */
    void distrust() {
        isStale = true;
    }

    /** Sends again what may not have arrived. */
    void settle() {
        if (isStale) {
            send();
        }
    }

    private void send() {
        BalancerRoutes all;
        tableLock.lock();
        try {
            generation = Math.max(generation + 1, clock.now().toEpochMilli());
            all =
                    new BalancerRoutes(
                            generation,
                            table.entrySet().stream()
                                    .flatMap(
                                            app ->
                                                    app.getValue().stream()
                                                            .map(each -> owned(app.getKey(), each)))
                                    .toList());
        } finally {
            tableLock.unlock();
        }
        isStale = true;
        try {
            balancer.apply(all);
        } catch (Problem problem) {
            // A later table, with this change in it, was there first.
            if (problem.kind() != Kind.CONFLICT) {
                throw problem;
            }
        }
        isStale = false;
    }
}
