package mvi.platform.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import mvi.engines.base.Clock;
import mvi.engines.base.Problem;
import org.junit.jupiter.api.Test;

class LambdaWireTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final FunctionName FUNCTION = new FunctionName("000000000010", "resize");

    /** The common pool has one thread on a small machine, and these block. */
    private static final Executor THREADS = task -> Thread.ofVirtual().start(task);

    private final LambdaWire wire = new LambdaWire(Clock.system());

    @Test
    void theFirstQuestionSaysThatTheContainerIsReady() throws Exception {
        assertThat(wire.awaitReady(Duration.ZERO)).isEqualTo(new Wire.Readiness.TimedOut());
        CompletableFuture<Optional<LambdaWire.Next>> next = asking();
        assertThat(wire.awaitReady(LONG)).isEqualTo(new Wire.Readiness.Ready());
        wire.ended();
        assertThat(next.get()).isEmpty();
    }

    @Test
    void anEventIsAnsweredByItsRequestIdAlone() throws Exception {
        CompletableFuture<Wire.Reply> reply = calling("r1", LONG);
        LambdaWire.Next next = wire.next().orElseThrow();
        assertThat(next.invocation().requestId()).isEqualTo("r1");
        assertThat(next.left()).isPositive().isLessThanOrEqualTo(LONG);
        assertThatThrownBy(() -> wire.answered("r0", bytes("no")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("r0");
        wire.answered("r1", bytes("yes"));
        assertThat(reply.get())
                .isInstanceOfSatisfying(
                        Wire.Reply.Answer.class,
                        answer -> assertThat(answer.payload()).isEqualTo(bytes("yes")));
        assertThatThrownBy(() -> wire.answered("r1", bytes("again"))).isInstanceOf(Problem.class);
    }

    @Test
    void aFailureIsHandedOnInTheFunctionsOwnWords() throws Exception {
        CompletableFuture<Wire.Reply> reply = calling("r1", LONG);
        var _ = wire.next();
        wire.failed("r1", new Fault("ValueError", "bad", bytes("{}")));
        assertThat(reply.get())
                .isInstanceOfSatisfying(
                        Wire.Reply.Error.class,
                        error -> {
                            assertThat(error.fault().type()).isEqualTo("ValueError");
                            assertThat(error.fault().message()).isEqualTo("bad");
                        });
    }

    @Test
    void anEventThatTakesTooLongCanNotBeAnsweredAnyMore() throws Exception {
        CompletableFuture<Wire.Reply> reply = calling("r1", Duration.ofMillis(50));
        var _ = wire.next();
        assertThat(reply.get()).isEqualTo(new Wire.Reply.TimedOut());
        assertThatThrownBy(() -> wire.answered("r1", bytes("late"))).isInstanceOf(Problem.class);
    }

    @Test
    void anEndTellsWhetherTheEventWasTaken() throws Exception {
        CompletableFuture<Wire.Reply> reply = calling("r1", LONG);
        var _ = wire.next();
        wire.ended();
        assertThat(reply.get()).isEqualTo(new Wire.Reply.Ended(true));
        assertThat(wire.call(invocation("r2"), LONG)).isEqualTo(new Wire.Reply.Ended(false));

        LambdaWire other = new LambdaWire(Clock.system());
        CompletableFuture<Wire.Reply> untaken =
                CompletableFuture.supplyAsync(() -> call(other, "r3", LONG), THREADS);
        other.ended();
        assertThat(untaken.get()).isEqualTo(new Wire.Reply.Ended(false));
    }

    @Test
    void whoAsksAgainWithoutAnAnswerHasGivenUpOnTheEvent() throws Exception {
        CompletableFuture<Wire.Reply> reply = calling("r1", LONG);
        var _ = wire.next();
        CompletableFuture<Optional<LambdaWire.Next>> again = asking();
        assertThat(reply.get()).isEqualTo(new Wire.Reply.Ended(true));
        wire.ended();
        assertThat(again.get()).isEmpty();
    }

    @Test
    void ofTwoWhoAskTheLaterGetsTheEvent() throws Exception {
        CompletableFuture<Optional<LambdaWire.Next>> first = asking();
        assertThat(wire.awaitReady(LONG)).isEqualTo(new Wire.Readiness.Ready());
        CompletableFuture<Optional<LambdaWire.Next>> second = asking();
        assertThat(first.get()).isEmpty();
        CompletableFuture<Wire.Reply> reply = calling("r1", LONG);
        assertThat(second.get()).isPresent();
        wire.answered("r1", bytes("yes"));
        assertThat(reply.get()).isInstanceOf(Wire.Reply.Answer.class);
    }

    @Test
    void aContainerMaySayThatItWillNeverBeReady() throws Exception {
        wire.initFailed(new Fault("ImportError", "no module", bytes("{}")));
        assertThat(wire.awaitReady(LONG))
                .isInstanceOfSatisfying(
                        Wire.Readiness.Failed.class,
                        failed -> assertThat(failed.fault().message()).isEqualTo("no module"));
    }

    private CompletableFuture<Optional<LambdaWire.Next>> asking() {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return wire.next();
                    } catch (InterruptedException interrupted) {
                        throw new IllegalStateException(interrupted);
                    }
                },
                THREADS);
    }

    private CompletableFuture<Wire.Reply> calling(String id, Duration limit) {
        return CompletableFuture.supplyAsync(() -> call(wire, id, limit), THREADS);
    }

    private static Wire.Reply call(LambdaWire wire, String id, Duration limit) {
        try {
            return wire.call(invocation(id), limit);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static Invocation invocation(String id) {
        return new Invocation(
                FUNCTION,
                id,
                new Invocation.About(id, "urn:test", "test", "", Instant.EPOCH),
                bytes("{}"),
                "",
                Optional.empty());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
