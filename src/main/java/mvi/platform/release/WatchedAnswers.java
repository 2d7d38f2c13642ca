package mvi.platform.release;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import mvi.platform.app.Generation;
import mvi.services.balancer.BalancerService;

/**
 * How a release that is watched has answered its requests since that began, by the balancer's own
 * counters. When this process or the balancer's is a new one, counting begins anew.
 */
final class WatchedAnswers {
    private static final int SERVER_ERRORS = 4;

    private final BalancerService balancer;
    private final Map<String, Start> starts = new ConcurrentHashMap<>();

    WatchedAnswers(BalancerService balancer) {
        this.balancer = balancer;
    }

    /**
     * @param failed those with a status of 5xx
     */
    record Answers(long all, long failed) {
        /** Fewer say nothing of a release. */
        static final int ENOUGH = 20;

        /** More than half of them failed. */
        boolean areBad() {
            return all >= ENOUGH && failed * 2 > all;
        }

        private Answers since(Answers before) {
            return new Answers(all - before.all, failed - before.failed);
        }
    }

    private record Start(Generation generation, Instant balancer, Map<String, Answers> counts) {}

    /** By process; empty when the release is not watched. */
    Map<String, Answers> of(Wanted wanted) {
        if (!wanted.isWatched()) {
            starts.remove(wanted.app());
            return Map.of();
        }
        BalancerService.Readings readings = balancer.readings();
        Map<String, Answers> now = counts(wanted.app() + "/", readings);
        Start start =
                starts.compute(
                        wanted.app(),
                        (app, known) ->
                                known != null
                                                && known.generation().equals(wanted.generation())
                                                && known.balancer().equals(readings.started())
                                        ? known
                                        : new Start(wanted.generation(), readings.started(), now));
        Map<String, Answers> since = new HashMap<>();
        now.forEach(
                (process, answers) ->
                        since.put(
                                process,
                                answers.since(
                                        start.counts().getOrDefault(process, new Answers(0, 0)))));
        return since;
    }

    private static Map<String, Answers> counts(String app, BalancerService.Readings readings) {
        Map<String, Answers> counts = new HashMap<>();
        for (BalancerService.RouteReading route : readings.routes()) {
            if (route.routeId().startsWith(app)) {
                counts.put(
                        route.routeId().substring(app.length()),
                        new Answers(
                                Arrays.stream(route.statusClasses()).sum(),
                                route.statusClasses()[SERVER_ERRORS]));
            }
        }
        return counts;
    }
}
