package mvi.services.balancer.back;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Supplier;
import mvi.engines.base.Chance;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.engines.base.TlsIdentity;
import mvi.engines.proxy.CertificateSpec;
import mvi.engines.proxy.ConnectionStats;
import mvi.engines.proxy.HealthProbe;
import mvi.engines.proxy.Proxy;
import mvi.engines.proxy.ProxyHeader;
import mvi.engines.proxy.Route;
import mvi.engines.proxy.RoutePolicy;
import mvi.engines.proxy.RoutePolicy.Balancing;
import mvi.engines.proxy.RouteSpec;
import mvi.engines.proxy.RouteStats;
import mvi.engines.proxy.Target;
import mvi.engines.proxy.TlsRules;
import mvi.services.balancer.BalancerAccesses;
import mvi.services.balancer.BalancerCertificates;
import mvi.services.balancer.BalancerEvent;
import mvi.services.balancer.BalancerRoutes;
import mvi.services.balancer.LiveBalancer;

/** The load balancer over the proxy of its own process. */
public final class ProxyBalancer implements LiveBalancer {
    private final Proxy proxy;
    private final SealedSnapshot<BalancerRoutes> snapshot;
    private final SealedSnapshot<BalancerCertificates> certificateSnapshot;
    private final Instant started;
    private final Supplier<Listeners> listeners;
    private final Leaving before;
    private final AccessBatches accesses;
    private final List<Consumer<BalancerEvent>> watchers = new CopyOnWriteArrayList<>();
    private final Object applyLock = new Object();
    private final Object certifyLock = new Object();
    private volatile BalancerRoutes routes = new BalancerRoutes(0, List.of());
    private BalancerCertificates certificates = BalancerCertificates.NONE;
    private final CountDownLatch left = new CountDownLatch(1);

    /**
     * @param folder the load balancer's own, for what it starts from
     * @param before the process whose place this one took, as long as that has connections
     */
    public ProxyBalancer(
            Proxy proxy,
            Path folder,
            Chance chance,
            Instant started,
            Supplier<Listeners> listeners,
            Leaving before) {
        this.proxy = proxy;
        this.snapshot = SealedSnapshot.ofRoutes(folder, chance);
        this.certificateSnapshot = SealedSnapshot.ofCertificates(folder, chance);
        this.started = started;
        this.listeners = listeners;
        this.before = before;
        this.accesses = new AccessBatches(proxy.access(), before, started);
    }

    /** Routes by what was on disk. Throws what {@link SealedSnapshot#read} throws. */
    public void start() {
        proxy.watchHealth(target -> tell(new BalancerEvent.HealthChanged(state(target))));
        BalancerRoutes last = snapshot.read().orElse(routes);
        proxy.apply(last.generation(), specs(last));
        routes = last;
    }

    /** Shows the certificates that were on disk; as {@link #start}. */
    public void startCertificates() {
        synchronized (certifyLock) {
            BalancerCertificates last = certificateSnapshot.read().orElse(certificates);
            show(last);
            certificates = last;
        }
    }

    @Override
    public void apply(BalancerRoutes next) {
        synchronized (applyLock) {
            BalancerRoutes now = routes;
            if (next.generation() < now.generation()) {
                throw stale(next, now);
            }
            if (next.generation() == now.generation()) {
                if (!next.equals(now)) {
                    throw stale(next, now);
                }
                return;
            }
            List<RouteSpec> specs = specs(next);
            // On disk first: what was never acknowledged may be routed by after a restart, but
            // what was acknowledged is not forgotten. A table that the proxy refuses goes no way.
            proxy.check(specs);
            if (left.getCount() > 0) {
                snapshot.write(next);
            }
            proxy.apply(next.generation(), specs);
            routes = next;
            before.apply(next);
        }
    }

    @Override
    public void certify(BalancerCertificates next) {
        synchronized (certifyLock) {
            BalancerCertificates now = certificates;
            if (next.generation() < now.generation()) {
                throw Problem.conflict(
                        "stale-certificates",
                        "Certificates of generation "
                                + next.generation()
                                + " were refused: the load balancer has generation "
                                + now.generation()
                                + ".");
            }
            // Shown first, since that is what refuses a certificate that can't be used; one that
            // was shown and is not on disk yet is sent again by who got no answer.
            show(next);
            certificateSnapshot.write(next);
            certificates = next;
        }
    }

    @Override
    public BalancerRoutes routes() {
        return routes;
    }

    @Override
    public List<TargetState> targets() {
        List<TargetState> all = new ArrayList<>();
        for (Route route : proxy.table().routes()) {
            route.pool().targets().forEach(target -> all.add(state(target)));
        }
        return before.addTo(all);
    }

    @Override
    public BalancerAccesses accesses(BalancerAccesses.Take take) {
        return accesses.next(take);
    }

    /** Requests of which nobody has acknowledged that they are written down. */
    public int untakenAccesses() {
        return accesses.untaken();
    }

    @Override
    public void leave() {
        // Before the other process has anything to write of its own.
        synchronized (applyLock) {
            left.countDown();
        }
        proxy.leave();
        tell(new BalancerEvent.Left());
    }

    /** Returns when another process has taken this one's place. */
    public void awaitLeave() throws InterruptedException {
        left.await();
    }

    @Override
    public Readings readings() {
        Map<String, RouteStats> stats = new HashMap<>();
        for (Route route : proxy.table().routes()) {
            stats.put(route.id(), route.stats());
        }
        List<RouteReading> all = new ArrayList<>();
        stats.forEach(
                (id, each) -> {
                    RouteStats.Reading read = each.read();
                    all.add(
                            new RouteReading(
                                    id,
                                    read.statusClasses(),
                                    read.latencyBuckets(),
                                    read.latencySumSeconds(),
                                    read.retries(),
                                    read.ejections(),
                                    read.bytesIn(),
                                    read.bytesOut()));
                });
        ConnectionStats.Reading connections = proxy.connections().read();
        return new Readings(
                started,
                proxy.openConnections(),
                new ConnectionReading(
                        connections.accepted(),
                        connections.limitReached(),
                        connections.refused(),
                        connections.handshakes(),
                        connections.failedHandshakes(),
                        Optional.of(connections.refusedHeaders())),
                all);
    }

    @Override
    public Listeners listeners() {
        return listeners.get();
    }

    @Override
    public Watch watch(Consumer<BalancerEvent> watcher) {
        watchers.add(watcher);
        watcher.accept(new BalancerEvent.Connected(routes.generation()));
        return () -> watchers.remove(watcher);
    }

    private void tell(BalancerEvent event) {
        watchers.forEach(watcher -> watcher.accept(event));
    }

    private static TargetState state(Target target) {
        Health health =
                target.isDraining()
                        ? Health.DRAINING
                        : switch (target.health()) {
                            case ADDING -> Health.ADDING;
                            case HEALTHY -> Health.HEALTHY;
                            case UNHEALTHY -> Health.UNHEALTHY;
                        };
        return new TargetState(
                target.routeId(), target.id(), health, target.inFlight(), target.lastFailure());
    }

    private static List<RouteSpec> specs(BalancerRoutes routes) {
        try {
            return routes.routes().stream().map(ProxyBalancer::spec).toList();
        } catch (IllegalArgumentException wrong) {
            throw Problem.invalid(
                    "invalid-routes", "The routes were refused: " + wrong.getMessage() + ".");
        }
    }

    private static RouteSpec spec(BalancerRoutes.Route route) {
        return new RouteSpec(
                route.id(),
                route.hosts(),
                route.targets().stream().map(ProxyBalancer::spec).toList(),
                route.listeners().stream()
                        .map(
                                each ->
                                        new RouteSpec.ListenSpec(
                                                each.address(),
                                                each.port(),
                                                each.targetPort(),
                                                each.isTls()))
                        .toList(),
                route.policy().map(ProxyBalancer::policy).orElse(RoutePolicy.DEFAULT),
                route.tls().map(ProxyBalancer::rules).orElse(TlsRules.NONE));
    }

    private static RoutePolicy policy(BalancerRoutes.Policy policy) {
        return new RoutePolicy(
                switch (policy.balancing()) {
                    case LEAST_REQUESTS -> Balancing.LEAST_REQUESTS;
                    case ROUND_ROBIN -> Balancing.ROUND_ROBIN;
                    case STICKY -> Balancing.STICKY;
                },
                policy.slowStart(),
                policy.requestsPerTarget(),
                policy.bodyBytes(),
                policy.canonicalHost(),
                policy.maintenance());
    }

    private static TlsRules rules(BalancerRoutes.Tls tls) {
        return new TlsRules(
                tls.clientAuthorities().isEmpty()
                        ? List.of()
                        : TlsIdentity.certificates(tls.clientAuthorities()),
                tls.hsts(),
                tls.isPassedThrough());
    }

    private static RouteSpec.TargetSpec spec(BalancerRoutes.Target target) {
        BalancerRoutes.HealthCheck check = target.health();
        return new RouteSpec.TargetSpec(
                target.id(),
                target.address(),
                target.port(),
                new HealthProbe(
                        check.path(),
                        check.interval(),
                        check.timeout(),
                        check.rise(),
                        check.fall()),
                target.isDraining(),
                target.isHttp2(),
                target.proxyProtocol().map(ProxyBalancer::header));
    }

    private static ProxyHeader header(BalancerRoutes.ProxyProtocol version) {
        return switch (version) {
            case V1 -> ProxyHeader.V1;
            case V2 -> ProxyHeader.V2;
        };
    }

    private void show(BalancerCertificates all) {
        proxy.certify(
                certificateSpecs(all.certificates()),
                all.challenges(),
                certificateSpecs(all.validations().orElse(List.of())));
    }

    private static List<CertificateSpec> certificateSpecs(
            List<BalancerCertificates.Certificate> certificates) {
        return certificates.stream()
                .map(
                        each ->
                                new CertificateSpec(
                                        each.names(),
                                        new TlsIdentity(each.chain(), Secret.of(each.key())),
                                        each.isForced()))
                .toList();
    }

    private static Problem stale(BalancerRoutes next, BalancerRoutes now) {
        return Problem.conflict(
                "stale-routes",
                "Routes of generation "
                        + next.generation()
                        + " were refused: the load balancer has generation "
                        + now.generation()
                        + (next.generation() == now.generation() ? " with other content." : "."));
    }
}
