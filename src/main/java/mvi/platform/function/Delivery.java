package mvi.platform.function;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import mvi.manifest.FunctionSpec;

/**
 * One attempt at an event, and what follows from how it went: done, tried again later, parted in
 * two, or a dead letter.
 */
final class Delivery implements QueueDrain.Attempts {
    /** After a failure that is not the function's: the engine, KV, Blob. */
    static final Duration PAUSE = Duration.ofSeconds(2);

    private static final int SHOWN_ERROR = 4_000;

    private final Parts parts;
    private final Clock clock;

    /** What an attempt works with. */
    record Parts(
            EventQueue queue,
            Specs specs,
            Calls calls,
            DeadLetters deadLetters,
            FunctionNumbers numbers,
            Splitter splitter,
            Listener listener,
            BackOff backOff,
            Events events,
            Chance chance) {}

    /** Calls a function; as {@link Invoker#invoke}. */
    @FunctionalInterface
    interface Calls {
        InvocationResult invoke(Invocation invocation, Invoker.Patience patience)
                throws InterruptedException;
    }

    /** How a function is run; empty when it is gone. */
    @FunctionalInterface
    interface Specs {
        Optional<FunctionSpec> of(FunctionName function);
    }

    /** Parts an event of many things into events of fewer. */
    @FunctionalInterface
    interface Splitter {
        /** Empty for one that is of one thing. */
        List<FunctionEvent> split(FunctionEvent event);
    }

    /** Told of attempts. */
    interface Listener {
        void begins(FunctionEvent event);

        /**
         * Before the event leaves the queue, if it does; after a crash perhaps once more.
         *
         * @param isLast whether it will not be tried again
         */
        void ended(FunctionEvent event, InvocationResult result, boolean isLast);
    }

    Delivery(Parts parts, Clock clock) {
        this.parts = parts;
        this.clock = clock;
    }

    @Override
    public Optional<Integer> concurrency(FunctionName function) {
        return parts.specs().of(function).map(FunctionSpec::concurrency);
    }

    @Override
    public List<FunctionEvent> attempt(FunctionEvent event) throws InterruptedException {
        try {
            parts.listener().begins(event);
            InvocationResult result =
                    parts.calls().invoke(invocation(event), Invoker.Patience.EVENT);
            return switch (result) {
                case InvocationResult.Answered answered -> {
                    parts.listener().ended(event, answered, true);
                    yield List.of();
                }
                case InvocationResult.Failed failed -> failed(event, failed);
            };
        } catch (Problem problem) {
            return refused(event, problem);
        } catch (RuntimeException bug) {
            parts.events().warn("event-bug", "event", event, "cause", bug);
            return later(event, Problem.bug(bug.toString(), bug));
        }
    }

    private List<FunctionEvent> refused(FunctionEvent event, Problem problem) {
        boolean isForGood =
                problem.code().equals("no-such-function")
                        || problem.code().equals("recursive-invocation");
        if (isForGood) {
            try {
                return bury(event, problem.publicMessage());
            } catch (Problem away) {
                return later(event, away);
            }
        }
        return later(event, problem);
    }

    /** Not an attempt at the function: it is not counted. */
    private List<FunctionEvent> later(FunctionEvent event, Problem why) {
        parts.events().info("event-waits", "event", event, "why", why.publicMessage());
        return List.of(
                event.with(
                        new FunctionEvent.Delivery(
                                event.delivery().attempts(),
                                clock.now().plus(PAUSE),
                                event.delivery().error())));
    }

    private List<FunctionEvent> failed(FunctionEvent event, InvocationResult.Failed failed) {
        int attempts = event.delivery().attempts() + 1;
        Instant next = clock.now().plus(parts.backOff().after(attempts, parts.chance()));
        FunctionEvent tried =
                event.with(
                        new FunctionEvent.Delivery(attempts, next, shown(failed.fault().said())));
        int retries = parts.specs().of(event.function()).map(FunctionSpec::retries).orElse(0);
        boolean isLast = attempts > retries;
        parts.listener().ended(tried, failed, isLast);
        if (!isLast) {
            parts.queue().update(tried);
            return List.of(tried);
        }
        List<FunctionEvent> halves = parts.splitter().split(tried);
        if (!halves.isEmpty()) {
            parts.queue().add(halves);
            return halves;
        }
        return bury(tried, tried.delivery().error());
    }

    private List<FunctionEvent> bury(FunctionEvent event, String error) {
        parts.deadLetters()
                .put(
                        event.with(
                                new FunctionEvent.Delivery(
                                        event.delivery().attempts(), Instant.EPOCH, error)),
                        clock.now());
        parts.numbers().of(event.function()).deadLetter();
        parts.events().warn("event-dead", "event", event, "why", error);
        return List.of();
    }

    private static String shown(String error) {
        return error.length() > SHOWN_ERROR ? error.substring(0, SHOWN_ERROR) : error;
    }

    private static Invocation invocation(FunctionEvent event) {
        return new Invocation(
                event.function(),
                event.requestId(),
                new Invocation.About(
                        event.id(),
                        event.source().urn(event.function()),
                        event.type(),
                        event.subject(),
                        event.time()),
                event.payload(),
                event.trace(),
                Optional.empty());
    }
}
