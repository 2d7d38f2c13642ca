package mvi.services.metric.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The Prometheus text exposition format, version 0.0.4: a TYPE line per family, then its series;
 * label values escape backslash, quote and line feed.
 */
final class Exposition {
    private Exposition() {}

    static String format(Map<SeriesKey, Double> samples) {
        Map<String, List<Map.Entry<SeriesKey, Double>>> families = new TreeMap<>();
        for (Map.Entry<SeriesKey, Double> sample : samples.entrySet()) {
            families.computeIfAbsent(sample.getKey().name(), each -> new ArrayList<>()).add(sample);
        }
        StringBuilder text = new StringBuilder();
        families.forEach(
                (name, members) -> {
                    text.append("# TYPE ").append(name).append(' ');
                    text.append(members.getFirst().getKey().type().name().toLowerCase(Locale.ROOT))
                            .append('\n');
                    for (Map.Entry<SeriesKey, Double> member : members) {
                        appendSeries(text, member.getKey());
                        text.append(' ').append(number(member.getValue())).append('\n');
                    }
                });
        return text.toString();
    }

    private static void appendSeries(StringBuilder text, SeriesKey key) {
        text.append(key.name());
        if (key.labels().isEmpty()) {
            return;
        }
        String separator = "{";
        for (Map.Entry<String, String> label : key.labels().entrySet()) {
            String value =
                    label.getValue()
                            .replace("\\", "\\\\")
                            .replace("\"", "\\\"")
                            .replace("\n", "\\n");
            text.append(separator).append(label.getKey()).append("=\"").append(value).append('"');
            separator = ",";
        }
        text.append('}');
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
