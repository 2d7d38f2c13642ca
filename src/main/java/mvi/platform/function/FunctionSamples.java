package mvi.platform.function;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Clock;
import mvi.services.metric.MetricService.Sample;
import mvi.services.metric.MetricService.Type;

/** Functions and schedules in the numbers that Metric keeps. */
public record FunctionSamples(FunctionKeeper functions, Clock clock) {
    private static final double MILLIS = 1000;

    public List<Sample> take() {
        List<Sample> samples = new ArrayList<>();
        functions.readings().forEach(reading -> function(samples, reading));
        functions
                .schedules()
                .list(Optional.empty())
                .forEach(schedule -> schedule(samples, schedule));
        return samples;
    }

    private void function(List<Sample> samples, FunctionKeeper.Reading reading) {
        Map<String, String> labels =
                Map.of(
                        "app", reading.version().app().name(),
                        "function", reading.version().process().name());
        FunctionNumbers.Counts counts = reading.counts();
        counter(samples, "mvi_function_invocations_total", labels, counts.invocations());
        counter(samples, "mvi_function_errors_total", labels, counts.errors());
        counter(samples, "mvi_function_throttles_total", labels, counts.throttles());
        counter(samples, "mvi_function_cold_starts_total", labels, counts.coldStarts());
        counter(samples, "mvi_function_dead_letters_total", labels, counts.deadLetters());
        counter(samples, "mvi_function_duration_seconds_sum", labels, counts.seconds());
        List<Long> buckets = counts.cumulative();
        for (int i = 0; i < buckets.size(); i++) {
            Map<String, String> bound = new HashMap<>(labels);
            bound.put(
                    "le",
                    i < FunctionNumbers.BOUNDS.size()
                            ? String.format(Locale.ROOT, "%s", FunctionNumbers.BOUNDS.get(i))
                            : "+Inf");
            counter(samples, "mvi_function_duration_seconds_bucket", bound, buckets.get(i));
        }
        gauge(samples, "mvi_function_busy", labels, reading.busy());
        gauge(samples, "mvi_function_warm", labels, reading.idle());
        gauge(samples, "mvi_function_queued_events", labels, reading.queued());
        Instant now = clock.now();
        gauge(
                samples,
                "mvi_function_queue_age_seconds",
                labels,
                reading.oldest()
                        .map(
                                oldest ->
                                        Math.max(
                                                0,
                                                Duration.between(oldest, now).toMillis() / MILLIS))
                        .orElse(0.0));
    }

    private void schedule(List<Sample> samples, Schedules.Schedule schedule) {
        Map<String, String> labels =
                Map.of("app", schedule.version().app().name(), "schedule", schedule.name());
        schedule.succeeded()
                .ifPresent(
                        when ->
                                gauge(
                                        samples,
                                        "mvi_schedule_last_success_timestamp_seconds",
                                        labels,
                                        when.getEpochSecond()));
        gauge(
                samples,
                "mvi_schedule_failed",
                labels,
                schedule.failure().isEmpty() && !schedule.isOverdue(clock.now()) ? 0 : 1);
    }

    private static void counter(
            List<Sample> samples, String name, Map<String, String> labels, double value) {
        samples.add(new Sample(name, labels, Type.COUNTER, value));
    }

    private static void gauge(
            List<Sample> samples, String name, Map<String, String> labels, double value) {
        samples.add(new Sample(name, labels, Type.GAUGE, value));
    }
}
