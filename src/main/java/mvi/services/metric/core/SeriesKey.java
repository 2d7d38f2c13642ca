package mvi.services.metric.core;

import java.util.Map;
import java.util.TreeMap;
import mvi.services.metric.MetricService.Sample;
import mvi.services.metric.MetricService.Type;

/** What makes a series one: its name and its labels, in the order of their names. */
record SeriesKey(String name, TreeMap<String, String> labels, Type type) {
    static SeriesKey of(Sample sample) {
        return new SeriesKey(sample.name(), new TreeMap<>(sample.labels()), sample.type());
    }

    boolean matches(String wantedName, Map<String, String> wantedLabels) {
        return name.equals(wantedName) && labels.entrySet().containsAll(wantedLabels.entrySet());
    }
}
