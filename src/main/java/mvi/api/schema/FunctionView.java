package mvi.api.schema;

import java.util.List;

/**
 * A function of an app.
 *
 * @param release whose containers take its events now
 * @param runtime {@code lambda}, {@code http} or {@code exec}
 * @param triggers what it is woken by, in words
 * @param concurrency how many of its events may run at once
 * @param busy containers that work on an event
 * @param idle containers that are kept warm
 * @param invocations since the control plane began, as all counts here
 * @param throttles callers that were refused because it was busy
 * @param deadLetters events that no attempt could deliver
 * @param averageMillis how long an event took; 0 before the first
 * @param queued events that wait, up to some hundreds per source
 * @param oldest RFC 3339, when the oldest of them happened; empty without any
 */
public record FunctionView(
        String name,
        String release,
        String runtime,
        List<String> triggers,
        int concurrency,
        int busy,
        int idle,
        long invocations,
        long errors,
        long throttles,
        long coldStarts,
        long deadLetters,
        double averageMillis,
        int queued,
        String oldest) {}
