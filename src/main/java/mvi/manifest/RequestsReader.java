package mvi.manifest;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.ByteCount;
import mvi.manifest.AppProcess.Balancing;
import mvi.manifest.AppProcess.Requests;

/** Reads what {@code x-mvi} says of requests. */
final class RequestsReader {
    /** No character that means something else in a URL, and no slash at the end. */
    private static final String PATH = "(?=.{1,255}$)(/[A-Za-z0-9._~!$&'()*+,;=:@%-]+)+";

    private static final Duration LONGEST_START = Duration.ofHours(1);
    private static final int MOST_REQUESTS = 100_000;

    private static final Map<String, Balancing> BALANCING =
            Map.of(
                    "least-requests", Balancing.LEAST_REQUESTS,
                    "round-robin", Balancing.ROUND_ROBIN,
                    "sticky", Balancing.STICKY);

    private final ReadContext context;

    RequestsReader(ReadContext context) {
        this.context = context;
    }

    Requests read(Tree.Fields own) {
        Values values = context.values();
        return new Requests(
                own.value("path").flatMap(this::path).orElse(""),
                own.value("canonical")
                        .flatMap(tree -> values.text("x-mvi.canonical", tree))
                        .orElse(""),
                own.value("balance").map(this::balancing).orElse(Balancing.LEAST_REQUESTS),
                own.value("slow_start").flatMap(this::slowStart).orElse(Duration.ZERO),
                own.value("concurrency")
                        .map(
                                tree ->
                                        values.integer("x-mvi.concurrency", tree, 1, MOST_REQUESTS)
                                                .orElse(0))
                        .orElse(0),
                own.value("body_limit")
                        .flatMap(tree -> values.bytes("x-mvi.body_limit", tree))
                        .map(ByteCount::bytes)
                        .orElse(0L));
    }

    private Optional<String> path(Tree tree) {
        Optional<String> path = context.values().text("x-mvi.path", tree);
        return path.isEmpty() || path.get().matches(PATH)
                ? path
                : context.values().wrong("x-mvi.path", "a path such as /api", tree);
    }

    private Balancing balancing(Tree tree) {
        Balancing balancing = tree instanceof Tree.Text text ? BALANCING.get(text.value()) : null;
        if (balancing == null) {
            context.values().wrong("x-mvi.balance", "least-requests, round-robin or sticky", tree);
            return Balancing.LEAST_REQUESTS;
        }
        return balancing;
    }

    private Optional<Duration> slowStart(Tree tree) {
        Optional<Duration> time = context.values().duration("x-mvi.slow_start", tree);
        return time.isPresent() && time.get().compareTo(LONGEST_START) > 0
                ? context.values().wrong("x-mvi.slow_start", "at most 1h", tree)
                : time;
    }
}
