package mvi.engines.logql;

import java.util.Map;
import java.util.TreeMap;

/** What tests of pipelines say again and again. */
final class Pipelines {
    /** Labels of the line's origin. */
    static final Map<String, String> ORIGIN = Map.of("app", "shop", "stream", "stdout");

    private Pipelines() {}

    static boolean matches(String pipeline, String line) {
        return LogPipeline.parse(pipeline).match(line, ORIGIN).isPresent();
    }

    /** The labels of a line that matches, without those of its origin. */
    static Map<String, String> labels(String pipeline, String line) {
        Map<String, String> labels =
                new TreeMap<>(
                        LogPipeline.parse(pipeline).match(line, ORIGIN).orElseThrow().labels());
        labels.remove("app", "shop");
        labels.remove("stream", "stdout");
        return labels;
    }

    static String line(String pipeline, String line) {
        return LogPipeline.parse(pipeline).match(line, ORIGIN).orElseThrow().line();
    }
}
