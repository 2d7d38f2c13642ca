package mvi.platform.function;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mvi.engines.base.Clock;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import mvi.platform.release.OutputDrain;
import mvi.services.container.Container;
import mvi.services.container.ContainerService;
import mvi.services.container.ContainerSpec;
import mvi.services.container.ContainerSpec.Labels;

/**
 * Runs one container for one event: the event on its standard input, its exit code the outcome. The
 * container is named after the event, so that after a crash of the platform the run that goes on,
 * or has ended meanwhile, is found again and not begun a second time.
 */
final class ExecRuns {
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int NAME_CHARACTERS = 16;

    private final ContainerService containers;
    private final SandboxStarter starter;
    private final Sandboxes sandboxes;
    private final LastWords lastWords;
    private final OutputDrain output;
    private final Clock clock;
    private final Map<String, Semaphore> running = new ConcurrentHashMap<>();

    ExecRuns(
            ContainerService containers,
            SandboxStarter starter,
            Sandboxes sandboxes,
            LastWords lastWords,
            OutputDrain output,
            Clock clock) {
        this.containers = containers;
        this.starter = starter;
        this.sandboxes = sandboxes;
        this.lastWords = lastWords;
        this.output = output;
        this.clock = clock;
    }

    InvocationResult run(FunctionVersion version, Invocation invocation)
            throws InterruptedException {
        Semaphore atOnce =
                running.computeIfAbsent(
                        version.name() + " " + version.spec().concurrency(),
                        unused -> new Semaphore(version.spec().concurrency()));
        atOnce.acquire();
        try {
            sandboxes.reserveWaiting(version);
            try {
                return runReserved(version, invocation);
            } finally {
                sandboxes.release(version);
            }
        } finally {
            atOnce.release();
        }
    }

    private InvocationResult runReserved(FunctionVersion version, Invocation invocation)
            throws InterruptedException {
        Instant asked = clock.now();
        long began = clock.nanos();
        String id = invocation.requestId().replace("-", "").substring(0, NAME_CHARACTERS);
        ContainerSpec spec = starter.spec(version, Labels.RUN, id);
        Optional<Container> before = containers.find(spec.name());
        boolean isNew = before.filter(each -> each.started().isPresent()).isEmpty();
        Container container;
        try {
            container = isNew ? containers.start(spec) : before.orElseThrow();
        } catch (Problem problem) {
            if (problem.kind() == Kind.UNAVAILABLE || problem.kind() == Kind.CONFLICT) {
                throw problem;
            }
            Duration took = Duration.ofNanos(clock.nanos() - began);
            return new InvocationResult.Failed(
                    Fault.of(Fault.INIT, problem.publicMessage()),
                    new InvocationResult.Ran("", asked, took, Optional.of(took)));
        }
        Duration cold = Duration.ofNanos(clock.nanos() - began);
        Instant started = container.started().orElse(asked);
        Duration left = version.timeout().minus(Duration.between(started, clock.now()));
        Answer answer = new Answer();
        boolean isInTime =
                isNew ? attach(container, invocation, answer, left) : awaitEnd(container, left);
        if (!isInTime) {
            containers.stop(container.id(), GRACE);
        }
        // The engine stamps an end before it has stamped the last of the output.
        Instant heardOut = clock.now();
        Container ended = containers.find(container.id()).orElse(container);
        Instant over = isNew ? heardOut : ended.finished().orElse(heardOut);
        InvocationResult.Ran ran =
                new InvocationResult.Ran(
                        container.name(),
                        started,
                        Duration.between(started, over),
                        isNew ? Optional.of(cold) : Optional.empty());
        InvocationResult result = outcome(version, invocation, ended, isInTime, answer, ran);
        if (output.drained(container.id())) {
            containers.remove(container.id());
        }
        return result;
    }

    private InvocationResult outcome(
            FunctionVersion version,
            Invocation invocation,
            Container ended,
            boolean isInTime,
            Answer answer,
            InvocationResult.Ran ran) {
        if (!isInTime) {
            return new InvocationResult.Failed(
                    Fault.timedOut(invocation.requestId(), version.timeout()), ran);
        }
        if (ended.exitCode().orElse(-1) != 0 || ended.isOutOfMemory()) {
            return new InvocationResult.Failed(
                    lastWords.fault("it ended", version.app().name(), ended), ran);
        }
        return answer.isTooLarge()
                ? new InvocationResult.Failed(Fault.answerTooLarge(), ran)
                : new InvocationResult.Answered(answer.bytes.toByteArray(), ran);
    }

    private boolean attach(
            Container container, Invocation invocation, Answer answer, Duration limit)
            throws InterruptedException {
        CompletableFuture<Integer> end = new CompletableFuture<>();
        Thread attached =
                Thread.ofVirtual()
                        .name("run-" + container.name())
                        .start(
                                () -> {
                                    InputStream in = new ByteArrayInputStream(invocation.payload());
                                    try {
                                        end.complete(
                                                containers.attach(
                                                        container.id(),
                                                        new ContainerService.Streams(
                                                                in,
                                                                answer,
                                                                OutputStream.nullOutputStream())));
                                    } catch (IOException | RuntimeException failed) {
                                        end.completeExceptionally(failed);
                                    }
                                });
        try {
            int _ = end.get(Math.max(0, limit.toNanos()), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException late) {
            return false;
        } catch (ExecutionException lost) {
            // The engine went away, or the stream did: the container's end is still to be seen.
            return awaitEnd(container, limit);
        } finally {
            attached.interrupt();
        }
    }

    private boolean awaitEnd(Container container, Duration limit) throws InterruptedException {
        long deadline = clock.nanos() + limit.toNanos();
        while (containers
                .find(container.id())
                .filter(each -> each.state() == Container.State.RUNNING)
                .isPresent()) {
            if (clock.nanos() > deadline) {
                return false;
            }
            clock.sleep(POLL);
        }
        return true;
    }

    /** What the run said, up to the limit of answers; the rest is only counted. */
    private static final class Answer extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private long count;

        @Override
        public void write(int one) {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) {
            count += length;
            if (!isTooLarge()) {
                bytes.write(from, offset, length);
            }
        }

        boolean isTooLarge() {
            return count > InvocationResult.MAXIMUM_ANSWER.bytes();
        }
    }
}
