package mvi.platform.release;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import mvi.engines.base.Clock;
import mvi.manifest.AppProcess;
import mvi.manifest.Manifest;
import mvi.platform.app.AppNames;
import mvi.platform.app.AppRecord;
import mvi.platform.app.Desired;
import mvi.platform.app.Generation;
import mvi.services.balancer.BalancerRoutes.Balancing;
import mvi.services.balancer.BalancerRoutes.HealthCheck;
import mvi.services.balancer.BalancerRoutes.Policy;
import mvi.services.balancer.BalancerRoutes.ProxyProtocol;
import mvi.services.balancer.BalancerRoutes.Route;
import mvi.services.balancer.BalancerRoutes.Tls;
import mvi.services.balancer.BalancerService;
import mvi.services.balancer.BalancerService.TargetState;
import mvi.services.container.Container;
import mvi.services.container.ContainerService;
import mvi.services.container.ContainerSpec.Labels;

/**
 * Reads what an app should be and what it is. Remembers only since when something drains, or is
 * well.
 */
final class WorldReader {
    /** How long the data of a deleted app is kept. */
    static final Duration KEPT = Duration.ofDays(7);

    private final ContainerService containers;
    private final BalancerService balancer;
    private final Releases releases;
    private final Crashes crashes;
    private final AppNetworks networks;
    private final ContainerTests tests;
    private final OutputDrain output;
    private final Clock clock;
    private final WatchedAnswers answers;
    private final Map<String, Long> drainingSince = new ConcurrentHashMap<>();
    private final Map<String, Long> wellSince = new ConcurrentHashMap<>();

    WorldReader(
            ContainerService containers,
            BalancerService balancer,
            Releases releases,
            Crashes crashes,
            AppNetworks networks,
            ContainerTests tests,
            OutputDrain output,
            Clock clock) {
        this.containers = containers;
        this.balancer = balancer;
        this.releases = releases;
        this.crashes = crashes;
        this.networks = networks;
        this.tests = tests;
        this.output = output;
        this.clock = clock;
        this.answers = new WatchedAnswers(balancer);
    }

    /** One look at the engine and the balancer, for all apps. */
    record Snapshot(List<Container> containers, Map<String, TargetState> targets) {
        List<Container> of(String app) {
            return containers.stream()
                    .filter(
                            each ->
                                    each.labels().app().equals(app)
                                            && each.labels().role().equals(Labels.PROCESS))
                    .toList();
        }
    }

    Snapshot look() {
        Map<String, TargetState> targets = new HashMap<>();
        for (TargetState target : balancer.targets()) {
            targets.put(target.targetId(), target);
        }
        List<Container> all = containers.list();
        List<String> ids = all.stream().map(Container::id).toList();
        drainingSince.keySet().retainAll(ids);
        wellSince.keySet().retainAll(ids);
        tests.retain(
                all.stream()
                        .filter(each -> each.state() == Container.State.RUNNING)
                        .map(Container::id)
                        .toList());
        return new Snapshot(all, targets);
    }

    Wanted wanted(AppRecord app, boolean isDataStopped) {
        Desired desired = app.desired();
        boolean isPurgeDue =
                desired.isPurged()
                        || desired.deleted()
                                .filter(when -> when.plus(KEPT).isBefore(clock.now()))
                                .isPresent();
        Optional<Release> release = releases.wanted(app);
        if (release.isEmpty()) {
            return new Wanted(
                    app.name(),
                    Generation.NONE,
                    ReleaseState.DONE,
                    List.of(),
                    Map.of(),
                    Set.of(),
                    desired.isDeleted() && !isDataStopped,
                    isPurgeDue);
        }
        Optional<Release> before =
                desired.fallback().flatMap(back -> releases.find(app.name(), back.release()));
        Manifest manifest = release.get().manifest();
        AppNames.Names names = networks.names(app.name());
        List<Wanted.WantedProcess> processes = new ArrayList<>();
        for (AppProcess process : manifest.processes()) {
            int count = release.get().wanted(process, desired.scale());
            Optional<AppProcess> was =
                    before.flatMap(old -> old.manifest().process(process.name()));
            int floor =
                    before.isEmpty()
                            ? count
                            : was.map(old -> before.get().wanted(old, desired.scale())).orElse(0);
            processes.add(
                    new Wanted.WantedProcess(
                            process.name(),
                            process.lifetime(),
                            process.dependencies(),
                            count,
                            process.update(),
                            floor,
                            ProcessPorts.hosts(app.name(), manifest, process),
                            AppNetworks.listeners(names, process, was),
                            policy(process, desired.maintenance()),
                            tls(process),
                            process.health().deadline(),
                            process.stopGrace()));
        }
        return new Wanted(
                app.name(),
                desired.generation(),
                release.get().state(),
                processes,
                leaving(names, before),
                release.get().ended().keySet(),
                false,
                false);
    }

    private static Policy policy(AppProcess process, String maintenance) {
        AppProcess.Requests requests = process.routing().requests();
        return new Policy(
                switch (requests.balancing()) {
                    case LEAST_REQUESTS -> Balancing.LEAST_REQUESTS;
                    case ROUND_ROBIN -> Balancing.ROUND_ROBIN;
                    case STICKY -> Balancing.STICKY;
                },
                requests.slowStart(),
                requests.concurrency(),
                requests.bodyLimit(),
                requests.canonical(),
                maintenance);
    }

    /** Containers of the release before know these names until they are gone themselves. */
    private static Map<String, Wanted.Left> leaving(
            AppNames.Names names, Optional<Release> before) {
        Map<String, Wanted.Left> leaving = new HashMap<>();
        before.stream()
                .flatMap(release -> release.manifest().processes().stream())
                .forEach(
                        old ->
                                leaving.put(
                                        old.name(),
                                        new Wanted.Left(
                                                AppNetworks.listeners(names, old, Optional.empty()),
                                                tls(old))));
        return leaving;
    }

    private static Optional<Tls> tls(AppProcess process) {
        Optional<AppProcess.Tls> own = process.routing().tls();
        String authorities = own.map(AppProcess.Tls::clientAuthorities).orElse("");
        Optional<Duration> hsts = own.flatMap(AppProcess.Tls::hsts);
        boolean isPassedThrough = process.routing().listening() == AppProcess.Listening.PASSTHROUGH;
        return authorities.isEmpty() && hsts.isEmpty() && !isPassedThrough
                ? Optional.empty()
                : Optional.of(new Tls(authorities, hsts, isPassedThrough));
    }

    Actual actual(Wanted wanted, Snapshot snapshot, List<Route> routes) {
        String app = wanted.app();
        Map<String, Crashes.Record> crashed = crashes.of(app);
        Map<Integer, Optional<Manifest>> manifests = new HashMap<>();
        List<Actual.Seen> seen = new ArrayList<>();
        for (Container container : snapshot.of(app)) {
            Generation generation = Generation.parse(container.labels().release());
            Optional<Manifest> manifest =
                    manifests.computeIfAbsent(
                            generation.release(),
                            number -> releases.find(app, number).map(Release::manifest));
            Crashes.Record crash = crashed.get(container.labels().process());
            boolean isOnTrial = wanted.isRolling() && generation.equals(wanted.generation());
            Actual.Seen one =
                    seen(
                            isOnTrial,
                            container,
                            generation,
                            manifest.flatMap(each -> each.process(container.labels().process())),
                            Optional.ofNullable(snapshot.targets().get(container.name())),
                            routes,
                            crash != null && crash.containers().contains(container.id()));
            seen.add(one.wellFor(wellFor(one)));
        }
        Map<String, Duration> pauses = new HashMap<>();
        crashed.forEach((process, crash) -> pauses.put(process, crashes.pause(crash)));
        return new Actual(seen, routes, pauses, answers.of(wanted));
    }

    private Actual.Seen seen(
            boolean isOnTrial,
            Container container,
            Generation generation,
            Optional<AppProcess> process,
            Optional<TargetState> target,
            List<Route> routes,
            boolean isExitKnown) {
        boolean hasEnded = container.state() == Container.State.EXITED;
        Optional<Instant> since = hasEnded ? container.finished() : container.started();
        boolean isDraining =
                target.filter(each -> each.health() == BalancerService.Health.DRAINING).isPresent()
                        || routes.stream()
                                .flatMap(route -> route.targets().stream())
                                .anyMatch(
                                        each ->
                                                each.isDraining()
                                                        && each.id().equals(container.name()));
        Optional<ContainerTests.Result> tested =
                container.state() == Container.State.RUNNING
                        ? process.flatMap(each -> each.health().test())
                                .map(test -> tests.of(container, test, isOnTrial))
                        : Optional.empty();
        return new Actual.Seen(
                container.id(),
                container.name(),
                container.labels().process(),
                generation,
                container.state(),
                process.map(ProcessPorts::of).orElse(OptionalInt.empty()),
                process.map(each -> check(each.health())).orElse(HealthCheck.DEFAULT),
                process.map(each -> each.routing().isHttp2()).orElse(false),
                process.flatMap(each -> each.routing().proxyProtocol())
                        .map(WorldReader::proxyProtocol),
                container.address(),
                tested.map(ContainerTests.Result::verdict).orElse(Actual.Verdict.NONE),
                Duration.between(since.orElse(clock.now()), clock.now()),
                Duration.ZERO,
                container.exitCode(),
                container.isOutOfMemory(),
                target.map(TargetState::health),
                target.map(TargetState::inFlight).orElse(0),
                tested.map(ContainerTests.Result::failure)
                        .filter(failure -> !failure.isEmpty())
                        .or(() -> target.flatMap(TargetState::lastFailure)),
                isDraining ? drainingFor(container.id()) : Duration.ZERO,
                hasEnded && output.drained(container.id()),
                isExitKnown);
    }

    private static ProxyProtocol proxyProtocol(AppProcess.ProxyProtocol version) {
        return switch (version) {
            case V1 -> ProxyProtocol.V1;
            case V2 -> ProxyProtocol.V2;
        };
    }

    private Duration drainingFor(String id) {
        return since(drainingSince, id);
    }

    private Duration wellFor(Actual.Seen container) {
        if (RolloutPlanner.isHealthy(container)) {
            return since(wellSince, container.id());
        }
        wellSince.remove(container.id());
        return Duration.ZERO;
    }

    private Duration since(Map<String, Long> times, String id) {
        long began = times.computeIfAbsent(id, unused -> clock.nanos());
        return Duration.ofNanos(clock.nanos() - began);
    }

    private static HealthCheck check(AppProcess.Health health) {
        return new HealthCheck(
                health.path().orElse(""),
                health.interval(),
                health.timeout(),
                1,
                Math.max(1, health.retries()));
    }
}
