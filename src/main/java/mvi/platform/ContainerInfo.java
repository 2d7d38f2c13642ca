package mvi.platform;

import java.util.Locale;
import java.util.Optional;
import mvi.platform.release.Actual;
import mvi.services.balancer.BalancerService;
import mvi.services.container.Container;

/**
 * A container of an app, for people.
 *
 * @param health adding, healthy, unhealthy, draining, or empty without a port and a test
 * @param restarts of its process, since the app was made
 * @param note how its process last ended, and its last lines
 */
public record ContainerInfo(
        Container container, String release, String health, int restarts, String note) {
    /** In a word, from what its own test and the balancer say. */
    static String health(Actual.Verdict test, Optional<BalancerService.Health> seen) {
        String balancer = seen.map(each -> each.name().toLowerCase(Locale.ROOT)).orElse("");
        return switch (test) {
            case NONE -> balancer;
            case WAITING -> "adding";
            case FAILED -> "unhealthy";
            case PASSED -> balancer.isEmpty() ? "healthy" : balancer;
        };
    }
}
