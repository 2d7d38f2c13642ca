package mvi.services.metric.core;

import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import mvi.services.metric.MetricService.Sample;

/** Where samples are kept, by the time at which they were taken together. */
public interface MetricStore {
    /** On the disk when this returns. */
    void append(Instant time, List<Sample> samples);

    /** Calls back for each instant in [from, to], oldest first. */
    void read(Instant from, Instant to, BiConsumer<Instant, List<Sample>> visitor);

    void dropBefore(Instant time);
}
