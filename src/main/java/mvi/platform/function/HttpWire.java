package mvi.platform.function;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import mvi.engines.base.Clock;

/**
 * A container that takes each event as a POST of CloudEvents 1.0 in HTTP's binary content mode: the
 * attributes are headers, the payload is the body. A status of 2xx is success.
 */
final class HttpWire implements Wire {
    private static final Duration POLL = Duration.ofMillis(5);
    private static final int SHOWN_CHARACTERS = 200;
    private static final int FIRST_SUCCESS = 200;
    private static final int LAST_SUCCESS = 299;

    private final EventPost post;
    private final EventPost.Address address;
    private final Clock clock;
    private volatile boolean hasEnded;

    HttpWire(EventPost post, EventPost.Address address, Clock clock) {
        this.post = post;
        this.address = address;
        this.clock = clock;
    }

    @Override
    public Readiness awaitReady(Duration limit) throws InterruptedException {
        long deadline = clock.nanos() + limit.toNanos();
        while (!post.connects(address)) {
            if (hasEnded) {
                return new Readiness.Ended();
            }
            if (clock.nanos() > deadline) {
                return new Readiness.TimedOut();
            }
            clock.sleep(POLL);
        }
        return new Readiness.Ready();
    }

    @Override
    public Reply call(Invocation invocation, Duration limit) {
        if (hasEnded) {
            return new Reply.Ended(false);
        }
        long began = clock.nanos();
        try {
            EventPost.Answer answer =
                    post.post(address, headers(invocation), invocation.payload(), limit);
            return reply(answer);
        } catch (IOException cut) {
            return clock.nanos() - began >= limit.toNanos()
                    ? new Reply.TimedOut()
                    : new Reply.Ended(true);
        }
    }

    private static Reply reply(EventPost.Answer answer) {
        if (answer.body().length > InvocationResult.MAXIMUM_ANSWER.bytes()) {
            return new Reply.Error(Fault.answerTooLarge());
        }
        if (answer.status() >= FIRST_SUCCESS && answer.status() <= LAST_SUCCESS) {
            return new Reply.Answer(answer.body());
        }
        String text = new String(answer.body(), StandardCharsets.UTF_8).strip();
        return new Reply.Error(
                Fault.of(
                        "Http.Status",
                        "it answered with status "
                                + answer.status()
                                + (text.isEmpty()
                                        ? ""
                                        : ": "
                                                + text.substring(
                                                        0,
                                                        Math.min(
                                                                text.length(),
                                                                SHOWN_CHARACTERS)))));
    }

    private static Map<String, String> headers(Invocation invocation) {
        Invocation.About about = invocation.about();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ce-specversion", "1.0");
        headers.put("ce-id", about.id());
        headers.put("ce-source", about.source());
        headers.put("ce-type", about.type());
        if (!about.subject().isEmpty()) {
            headers.put("ce-subject", HeaderText.encode(about.subject()));
        }
        headers.put("ce-time", about.time().toString());
        headers.put("Content-Type", "application/json");
        Traces.parent(invocation.trace()).ifPresent(parent -> headers.put("traceparent", parent));
        return headers;
    }

    @Override
    public void ended() {
        hasEnded = true;
    }
}
