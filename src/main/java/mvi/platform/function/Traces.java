package mvi.platform.function;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The trace that an event belongs to, in the form of {@code X-Amzn-Trace-Id}: {@code
 * Root=1-TIME-REST;Parent=SPAN;Sampled=0;Lineage=1:FUNCTION:COUNT}. AWS SDKs inside of a function
 * send it on with each of their calls, so that a function that wakes itself is found: its count in
 * the lineage grows with each turn.
 */
final class Traces {
    /** Turns after which an event is not delivered any more; Lambda's own bound. */
    static final int MAXIMUM_TURNS = 16;

    private static final Pattern ROOT = Pattern.compile("1-([0-9a-f]{8})-([0-9a-f]{24})");
    private static final Pattern LINEAGE = Pattern.compile("\\d+:([0-9a-f]{8}):(\\d{1,5})");
    private static final int TIME = 8;
    private static final int FUNCTION = 8;

    private Traces() {}

    /** How often this function has already run in the chain that led to the event. */
    static int turns(String trace, FunctionName function) {
        return lineage(trace).getOrDefault(mark(function), 0);
    }

    /** The trace that a run of the function hands on. */
    static String through(String trace, FunctionName function, String requestId) {
        Map<String, Integer> lineage = lineage(trace);
        lineage.merge(mark(function), 1, Integer::sum);
        StringBuilder text = new StringBuilder();
        text.append("Root=").append(root(trace).orElseGet(() -> newRoot(requestId)));
        text.append(";Parent=").append(span(requestId));
        text.append(";Sampled=0");
        lineage.forEach(
                (mark, count) ->
                        text.append(text.indexOf("Lineage=") < 0 ? ";Lineage=1:" : "|1:")
                                .append(mark)
                                .append(':')
                                .append(count));
        return text.toString();
    }

    /** The same trace as a {@code traceparent} of W3C's Trace Context. */
    static Optional<String> parent(String trace) {
        String span = field(trace, "Parent").orElse("");
        return root(trace)
                .filter(unused -> span.matches("[0-9a-f]{16}"))
                .map(root -> "00-" + root.substring(2).replace("-", "") + "-" + span + "-00");
    }

    private static Map<String, Integer> lineage(String trace) {
        Map<String, Integer> all = new LinkedHashMap<>();
        for (String each : field(trace, "Lineage").orElse("").split("\\|", -1)) {
            Matcher entry = LINEAGE.matcher(each);
            if (entry.matches()) {
                all.put(entry.group(1), Integer.parseInt(entry.group(2)));
            }
        }
        return all;
    }

    private static Optional<String> root(String trace) {
        return field(trace, "Root").filter(root -> ROOT.matcher(root).matches());
    }

    private static Optional<String> field(String trace, String name) {
        for (String each : trace.split(";", -1)) {
            if (each.strip().startsWith(name + "=")) {
                return Optional.of(each.strip().substring(name.length() + 1));
            }
        }
        return Optional.empty();
    }

    private static String newRoot(String requestId) {
        String hex = requestId.replace("-", "");
        return "1-" + hex.substring(0, TIME) + "-" + hex.substring(TIME);
    }

    private static String span(String requestId) {
        String hex = requestId.replace("-", "");
        return hex.substring(hex.length() - 16);
    }

    private static String mark(FunctionName function) {
        return FunctionEvent.requestId(function, "lineage").substring(0, FUNCTION);
    }
}
