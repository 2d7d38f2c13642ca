package mvi.services.metric.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import mvi.engines.base.Problem;
import mvi.services.metric.MetricConfig;
import mvi.services.metric.MetricService;

/** Keeps samples on its store and the newest of each series in memory, for the exposition. */
public final class MetricCore implements MetricService {
    private static final Duration CLEAN_EVERY = Duration.ofMinutes(10);
    private static final int MAXIMUM_POINTS = 11_000;

    private final MetricConfig config;
    private final MetricStore store;
    private final AtomicLong dropped = new AtomicLong();
    private volatile Map<SeriesKey, Double> newest = Map.of();
    private volatile Instant cleaned = Instant.EPOCH;

    public MetricCore(MetricConfig config, MetricStore store) {
        this.config = config;
        this.store = store;
    }

    @Override
    public void record(Instant time, List<Sample> samples) {
        Map<SeriesKey, Double> now = new LinkedHashMap<>();
        List<Sample> kept = new ArrayList<>(samples.size());
        for (Sample sample : samples) {
            if (now.size() >= config.series()) {
                dropped.incrementAndGet();
                continue;
            }
            now.put(SeriesKey.of(sample), sample.value());
            kept.add(sample);
        }
        store.append(time, kept);
        newest = now;
        if (Duration.between(cleaned, time).compareTo(CLEAN_EVERY) > 0) {
            cleaned = time;
            store.dropBefore(time.minus(config.keep()));
        }
    }

    @Override
    public List<Series> query(
            String name, Map<String, String> labels, Instant from, Instant to, Duration step) {
        if (step.isNegative() || to.isBefore(from)) {
            throw Problem.invalid(
                    "bad-range",
                    "a query goes from an earlier to a later time, with a step of 0 or more");
        }
        Map<SeriesKey, List<Point>> found = new LinkedHashMap<>();
        store.read(
                from,
                to,
                (time, samples) -> {
                    for (Sample sample : samples) {
                        SeriesKey key = SeriesKey.of(sample);
                        if (key.matches(name, labels)) {
                            add(
                                    found.computeIfAbsent(key, each -> new ArrayList<>()),
                                    time,
                                    sample.value(),
                                    step);
                        }
                    }
                });
        return found.entrySet().stream()
                .map(
                        entry ->
                                new Series(
                                        entry.getKey().name(),
                                        entry.getKey().labels(),
                                        entry.getValue()))
                .toList();
    }

    @Override
    public String exposition() {
        Map<SeriesKey, Double> now = new LinkedHashMap<>(newest);
        now.put(
                new SeriesKey(
                        "mvi_metric_samples_dropped_total",
                        new java.util.TreeMap<>(),
                        Type.COUNTER),
                (double) dropped.get());
        return Exposition.format(now);
    }

    private static void add(List<Point> points, Instant time, double value, Duration step) {
        boolean isTooSoon = !points.isEmpty() && points.getLast().time().plus(step).isAfter(time);
        if (isTooSoon) {
            return;
        }
        if (points.size() >= MAXIMUM_POINTS) {
            throw Problem.limit(
                    "too-many-points",
                    "the answer has more than "
                            + MAXIMUM_POINTS
                            + " points a series: ask for a larger step");
        }
        points.add(new Point(time, value));
    }
}
