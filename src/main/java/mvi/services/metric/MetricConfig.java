package mvi.services.metric;

import java.time.Duration;

/**
 * The knobs of the Metric service.
 *
 * @param keep how long samples are kept
 * @param series most series at once; further ones are dropped and counted
 */
public record MetricConfig(Duration keep, int series) {
    public static final MetricConfig DEFAULT = new MetricConfig(Duration.ofDays(1), 20_000);
}
