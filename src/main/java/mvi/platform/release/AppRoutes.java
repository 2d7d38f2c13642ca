package mvi.platform.release;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mvi.platform.release.Actual.Verdict;
import mvi.services.balancer.BalancerRoutes.Route;
import mvi.services.balancer.BalancerRoutes.Target;
import mvi.services.balancer.BalancerRoutes.Tls;
import mvi.services.balancer.BalancerService.Health;

/** An app's part of the balancer's routes: pure, and the same for the same world. */
final class AppRoutes {
    private AppRoutes() {}

    /**
     * A route for every wanted process that is reached, by the world or by the app's other
     * processes, and one without hosts for what still has a container to drain.
     */
    static List<Route> of(Wanted wanted, Actual actual) {
        Set<String> processes = new LinkedHashSet<>();
        wanted.processes().stream()
                .filter(process -> !process.hosts().isEmpty() || !process.listeners().isEmpty())
                .forEach(process -> processes.add(process.name()));
        actual.containers().stream()
                .filter(AppRoutes::isTarget)
                .map(Actual.Seen::process)
                .sorted()
                .forEach(processes::add);
        List<Route> routes = new ArrayList<>();
        for (String process : processes) {
            Optional<Wanted.WantedProcess> spec = wanted.process(process);
            Wanted.Left left = wanted.leaving().getOrDefault(process, Wanted.Left.NOTHING);
            List<Target> targets =
                    actual.containers().stream()
                            .filter(each -> each.process().equals(process) && isTarget(each))
                            .filter(each -> takesRequests(each, actual))
                            .sorted(Comparator.comparing(Actual.Seen::name))
                            .map(each -> target(each, actual))
                            .toList();
            routes.add(
                    new Route(
                            wanted.app() + "/" + process,
                            spec.map(Wanted.WantedProcess::hosts).orElse(List.of()),
                            targets,
                            spec.map(Wanted.WantedProcess::listeners).orElse(left.listeners()),
                            spec.map(Wanted.WantedProcess::policy),
                            tls(spec, left, isOldThere(process, wanted, actual))));
        }
        return routes;
    }

    /**
     * What one of two releases asks of clients is asked as long as containers of both are there:
     * those of the one before count on it.
     */
    private static Optional<Tls> tls(
            Optional<Wanted.WantedProcess> spec, Wanted.Left left, boolean isOldThere) {
        if (spec.isEmpty()) {
            return left.tls();
        }
        Optional<Tls> own = spec.get().tls();
        String former = left.tls().map(Tls::clientAuthorities).orElse("");
        boolean isAsked = own.filter(each -> !each.clientAuthorities().isEmpty()).isPresent();
        return !isOldThere || isAsked || former.isEmpty()
                ? own
                : Optional.of(
                        new Tls(
                                former,
                                own.flatMap(Tls::hsts),
                                own.filter(Tls::isPassedThrough).isPresent()));
    }

    private static boolean isOldThere(String process, Wanted wanted, Actual actual) {
        return actual.containers().stream()
                .anyMatch(
                        each ->
                                each.process().equals(process)
                                        && each.isRunning()
                                        && !each.generation().equals(wanted.generation()));
    }

    static boolean isTarget(Actual.Seen container) {
        return container.isRunning()
                && container.port().isPresent()
                && container.address().isPresent();
    }

    /**
     * Not before its own test has passed, and not while that fails, as long as another's does not.
     */
    private static boolean takesRequests(Actual.Seen container, Actual actual) {
        return switch (container.test()) {
            case NONE, PASSED -> true;
            case WAITING -> false;
            case FAILED ->
                    isDraining(container, actual)
                            || actual.containers().stream()
                                    .filter(each -> each.process().equals(container.process()))
                                    .noneMatch(each -> canServe(each, actual));
        };
    }

    private static boolean canServe(Actual.Seen container, Actual actual) {
        return isTarget(container)
                && container.test() == Verdict.PASSED
                && !isDraining(container, actual)
                && container.health().filter(health -> health == Health.UNHEALTHY).isEmpty();
    }

    /** Once draining, always: by the routes that were sent, or by what the balancer says. */
    static boolean isDraining(Actual.Seen container, Actual actual) {
        return container.health().filter(health -> health == Health.DRAINING).isPresent()
                || actual.routes().stream()
                        .flatMap(route -> route.targets().stream())
                        .anyMatch(
                                target ->
                                        target.id().equals(container.name())
                                                && target.isDraining());
    }

    private static Target target(Actual.Seen container, Actual actual) {
        return new Target(
                container.name(),
                container.address().orElseThrow(),
                container.port().orElseThrow(),
                container.check(),
                isDraining(container, actual),
                container.isHttp2(),
                container.proxyProtocol());
    }
}
