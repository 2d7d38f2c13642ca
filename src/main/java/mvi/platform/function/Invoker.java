package mvi.platform.function;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import mvi.engines.base.Clock;
import mvi.engines.base.Problem;
import mvi.manifest.FunctionSpec;

/** Runs one event in a container of its function, whatever becomes of it. */
public final class Invoker {
    /** Containers that end just before they are handed an event, in a row. */
    private static final int ATTEMPTS = 5;

    private final Functions functions;
    private final Sandboxes sandboxes;
    private final ExecRuns runs;
    private final LastWords lastWords;
    private final FunctionNumbers numbers;
    private final InvocationLog log;
    private final Clock clock;

    Invoker(
            Functions functions,
            Sandboxes sandboxes,
            ExecRuns runs,
            LastWords lastWords,
            FunctionNumbers numbers,
            InvocationLog log,
            Clock clock) {
        this.functions = functions;
        this.sandboxes = sandboxes;
        this.runs = runs;
        this.lastWords = lastWords;
        this.numbers = numbers;
        this.log = log;
        this.clock = clock;
    }

    /** How long a call waits for a container, and how many others may wait before it. */
    public record Patience(Duration limit, int others) {
        /** Of somebody who waits for the answer. */
        public static final Patience CALLER = new Patience(Duration.ofSeconds(30), 100);

        /** Of an event, which has time. */
        static final Patience EVENT = new Patience(Duration.ofHours(1), Integer.MAX_VALUE);
    }

    /**
     * Throws MISSING {@code no-such-function}, LIMIT {@code function-busy}, INVALID {@code
     * recursive-invocation}, and UNAVAILABLE when no container could be started for a reason that
     * is not the function's.
     */
    public InvocationResult invoke(Invocation invocation, Patience patience)
            throws InterruptedException {
        FunctionVersion version = functions.get(invocation.function());
        if (Traces.turns(invocation.trace(), invocation.function()) >= Traces.MAXIMUM_TURNS) {
            throw Problem.invalid(
                    "recursive-invocation",
                    "'%s' has woken itself %d times in a row: it writes where it is triggered from"
                            .formatted(version.process().name(), Traces.MAXIMUM_TURNS));
        }
        try {
            InvocationResult result = run(version, traced(invocation), patience);
            numbers.of(invocation.function()).ran(result);
            log.note(version, invocation.requestId(), result);
            return result;
        } catch (Problem problem) {
            if (problem.code().equals("function-busy")) {
                numbers.of(invocation.function()).throttled();
            }
            throw problem;
        }
    }

    private static Invocation traced(Invocation invocation) {
        return new Invocation(
                invocation.function(),
                invocation.requestId(),
                invocation.about(),
                invocation.payload(),
                Traces.through(invocation.trace(), invocation.function(), invocation.requestId()),
                invocation.clientContext());
    }

    private InvocationResult run(FunctionVersion first, Invocation invocation, Patience patience)
            throws InterruptedException {
        FunctionVersion version = first;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (version.spec().runtime() == FunctionSpec.Runtime.EXEC) {
                return runs.run(version, invocation);
            }
            FunctionPool pool = sandboxes.pool(version);
            long began = clock.nanos();
            Instant asked = clock.now();
            switch (pool.take(patience.limit(), patience.others())) {
                case SandboxStart.Replaced unused -> version = functions.get(invocation.function());
                case SandboxStart.Failed failed -> {
                    if (failed.isOfPlatform()) {
                        throw Problem.unavailable(
                                "function-not-started",
                                "no container for '%s' could be started: %s"
                                        .formatted(
                                                version.process().name(), failed.fault().message()),
                                null);
                    }
                    Duration took = Duration.ofNanos(clock.nanos() - began);
                    return new InvocationResult.Failed(
                            failed.fault(),
                            new InvocationResult.Ran(
                                    failed.container(), asked, took, Optional.of(took)));
                }
                case SandboxStart.Started started -> {
                    Optional<Duration> cold =
                            started.isNew()
                                    ? Optional.of(Duration.ofNanos(clock.nanos() - began))
                                    : Optional.empty();
                    Optional<InvocationResult> result =
                            call(pool, started.sandbox(), invocation, cold);
                    if (result.isPresent()) {
                        return result.get();
                    }
                }
            }
        }
        throw Problem.unavailable(
                "function-not-started",
                "the containers of '%s' end before they take an event"
                        .formatted(version.process().name()),
                null);
    }

    /** Empty when the container ended before it took the event. */
    private Optional<InvocationResult> call(
            FunctionPool pool, Sandbox sandbox, Invocation invocation, Optional<Duration> cold)
            throws InterruptedException {
        Instant began = clock.now();
        long nanos = clock.nanos();
        Duration limit = pool.version().timeout();
        boolean isReturned = false;
        try {
            Wire.Reply reply = sandbox.wire().call(invocation, limit);
            InvocationResult.Ran ran =
                    new InvocationResult.Ran(
                            sandbox.name(), began, Duration.ofNanos(clock.nanos() - nanos), cold);
            switch (reply) {
                case Wire.Reply.Answer answer -> {
                    isReturned = true;
                    pool.giveBack(sandbox);
                    return Optional.of(new InvocationResult.Answered(answer.payload(), ran));
                }
                case Wire.Reply.Error error -> {
                    isReturned = true;
                    pool.giveBack(sandbox);
                    return Optional.of(new InvocationResult.Failed(error.fault(), ran));
                }
                case Wire.Reply.TimedOut unused -> {
                    return Optional.of(
                            new InvocationResult.Failed(
                                    Fault.timedOut(invocation.requestId(), limit), ran));
                }
                case Wire.Reply.Ended ended -> {
                    return ended.isBegun()
                            ? Optional.of(new InvocationResult.Failed(end(sandbox), ran))
                            : Optional.empty();
                }
            }
        } finally {
            if (!isReturned) {
                pool.discard(sandbox);
            }
        }
    }

    private Fault end(Sandbox sandbox) {
        return lastWords.fault(
                "its container ended in the midst of the event",
                sandbox.version().app().name(),
                sandbox.container());
    }
}
