package mvi.engines.proxy;

import java.time.Duration;

/**
 * How a target is asked whether it is well.
 *
 * @param path for GET, 200 to 399 is well; empty for a bare TCP connection
 * @param rise successes in a row that make it healthy
 * @param fall failures in a row that make it unhealthy
 */
public record HealthProbe(String path, Duration interval, Duration timeout, int rise, int fall) {
    public HealthProbe {
        if (!path.isEmpty() && !path.matches("/[\\x21-\\x7e]*")) {
            throw new IllegalArgumentException("a health check's path starts with / : " + path);
        }
        if (interval.toMillis() < 10 || timeout.toMillis() < 1 || rise < 1 || fall < 1) {
            throw new IllegalArgumentException(
                    "a health check needs an interval of 10 ms or more, a timeout, rise and fall");
        }
    }
}
