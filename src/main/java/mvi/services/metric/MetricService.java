package mvi.services.metric;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Series of samples, kept for a day on disk; the newest of each is told in the Prometheus form. */
public interface MetricService {
    void record(Instant time, List<Sample> samples);

    /** Samples of the series whose labels include these, oldest first. */
    List<Series> query(
            String name, Map<String, String> labels, Instant from, Instant to, Duration step);

    /** The newest sample of every series: the Prometheus text exposition format 0.0.4. */
    String exposition();

    /**
     * @param type counter or gauge, for the exposition
     */
    record Sample(String name, Map<String, String> labels, Type type, double value) {}

    /** How a value moves. */
    enum Type {
        COUNTER,
        GAUGE
    }

    /** One series. */
    record Series(String name, Map<String, String> labels, List<Point> points) {}

    /** One point. */
    record Point(Instant time, double value) {}
}
