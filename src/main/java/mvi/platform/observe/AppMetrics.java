package mvi.platform.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import mvi.engines.base.Clock;
import mvi.services.balancer.BalancerService;
import mvi.services.metric.MetricService;
import mvi.services.metric.MetricService.Point;
import mvi.services.metric.MetricService.Series;

/** An app's last minute in numbers, from its series. */
public final class AppMetrics {
    private static final Duration WINDOW = Duration.ofSeconds(70);

    private final MetricService metrics;
    private final Clock clock;

    /**
     * @param statuses requests per second by status class, {@code 2xx}
     * @param p50Seconds NaN without requests
     */
    public record Numbers(
            Map<String, Double> statuses,
            double p50Seconds,
            double p99Seconds,
            List<ContainerNumbers> containers) {
        public double requestsPerSecond() {
            return statuses.values().stream().mapToDouble(Double::doubleValue).sum();
        }

        /** A container's, by the engine's whole id; empty before its first reading. */
        public Optional<ContainerNumbers> of(String container) {
            return containers.stream().filter(each -> container.startsWith(each.id())).findFirst();
        }
    }

    /**
     * @param cpus how many CPUs it keeps busy
     */
    public record ContainerNumbers(
            String id, String process, double cpus, long memory, long memoryLimit) {}

    public AppMetrics(MetricService metrics, Clock clock) {
        this.metrics = metrics;
        this.clock = clock;
    }

    public Numbers of(String app) {
        Map<String, Double> statuses = new TreeMap<>();
        for (Series series : query("mvi_requests_total", app)) {
            statuses.merge(
                    series.labels().getOrDefault("status", ""), rate(series.points()), Double::sum);
        }
        TreeMap<Double, Double> buckets = new TreeMap<>();
        for (Series series : query("mvi_request_duration_seconds_bucket", app)) {
            String bound = series.labels().getOrDefault("le", "+Inf");
            double upper =
                    bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound);
            buckets.merge(upper, rate(series.points()), Double::sum);
        }
        return new Numbers(
                statuses, quantile(buckets, 0.50), quantile(buckets, 0.99), containers(app));
    }

    private List<ContainerNumbers> containers(String app) {
        Map<String, Long> memory = newest("mvi_container_memory_bytes", app);
        Map<String, Long> limits = newest("mvi_container_memory_limit_bytes", app);
        List<ContainerNumbers> containers = new ArrayList<>();
        for (Series series : query("mvi_container_cpu_seconds_total", app)) {
            String id = series.labels().getOrDefault("container", "");
            containers.add(
                    new ContainerNumbers(
                            id,
                            series.labels().getOrDefault("process", ""),
                            rate(series.points()),
                            memory.getOrDefault(id, 0L),
                            limits.getOrDefault(id, 0L)));
        }
        return containers;
    }

    private Map<String, Long> newest(String name, String app) {
        Map<String, Long> values = new TreeMap<>();
        for (Series series : query(name, app)) {
            values.put(
                    series.labels().getOrDefault("container", ""),
                    (long) series.points().getLast().value());
        }
        return values;
    }

    private List<Series> query(String name, String app) {
        Instant now = clock.now();
        return metrics.query(name, Map.of("app", app), now.minus(WINDOW), now, Duration.ZERO);
    }

    /** Per second over the points; a counter that went down began anew. */
    static double rate(List<Point> points) {
        double increase = 0;
        for (int i = 1; i < points.size(); i++) {
            double step = points.get(i).value() - points.get(i - 1).value();
            increase += step >= 0 ? step : points.get(i).value();
        }
        if (points.size() < 2) {
            return 0;
        }
        double seconds =
                Duration.between(points.getFirst().time(), points.getLast().time()).toMillis()
                        / 1000.0;
        return seconds > 0 ? increase / seconds : 0;
    }

    /**
     * Within a bucket the values are taken as spread evenly; beyond the last bound its bound is the
     * answer.
     */
    static double quantile(TreeMap<Double, Double> cumulative, double quantile) {
        double total = cumulative.isEmpty() ? 0 : cumulative.lastEntry().getValue();
        if (total <= 0) {
            return Double.NaN;
        }
        double wanted = total * quantile;
        double lower = 0;
        double below = 0;
        for (Map.Entry<Double, Double> bucket : cumulative.entrySet()) {
            if (bucket.getValue() >= wanted) {
                boolean isOpen = bucket.getKey().isInfinite();
                double share =
                        (wanted - below) / Math.max(bucket.getValue() - below, Double.MIN_NORMAL);
                return isOpen
                        ? BalancerService.LATENCY_BOUNDS_SECONDS.getLast()
                        : lower + (bucket.getKey() - lower) * share;
            }
            lower = bucket.getKey();
            below = bucket.getValue();
        }
        return lower;
    }
}
