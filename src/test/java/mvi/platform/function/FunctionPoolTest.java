package mvi.platform.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import mvi.engines.base.Clock;
import mvi.engines.base.Problem;
import mvi.services.container.Container;
import mvi.services.container.ContainerSpec;
import org.junit.jupiter.api.Test;

class FunctionPoolTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Executor THREADS = task -> Thread.ofVirtual().start(task);

    private final FunctionVersion version =
            TestFunctions.version("resize", "{runtime: lambda, concurrency: 2}", 1);
    private final World world = new World();
    private final FunctionPool pool = new FunctionPool(version, world, Clock.system());

    /** A machine that starts nothing by itself. */
    private static final class World implements FunctionPool.Host {
        private final List<Sandbox> ended = new ArrayList<>();
        private int starts;
        private int room = 100;

        @Override
        public synchronized boolean reserve(FunctionVersion version) {
            return room-- > 0;
        }

        @Override
        public synchronized void start(FunctionVersion version) {
            starts++;
        }

        @Override
        public synchronized void end(Sandbox sandbox) {
            ended.add(sandbox);
        }

        private synchronized int starts() {
            return starts;
        }

        private synchronized List<Sandbox> ended() {
            return List.copyOf(ended);
        }
    }

    @Test
    void aContainerIsStartedForWhoWaitsAndKeptForTheNext() throws Exception {
        CompletableFuture<SandboxStart> first = taking();
        await(() -> world.starts() == 1);
        Sandbox one = sandbox("one");
        pool.started(new SandboxStart.Started(one, true));
        assertThat(first.get()).isEqualTo(new SandboxStart.Started(one, true));
        pool.giveBack(one);
        assertThat(pool.idleCount()).isEqualTo(1);
        assertThat(pool.take(LONG, 10)).isEqualTo(new SandboxStart.Started(one, false));
        assertThat(world.starts()).isEqualTo(1);
    }

    @Test
    void noMoreAreStartedThanMayRunAtOnce() {
        for (int i = 0; i < 5; i++) {
            CompletableFuture<SandboxStart> _ = taking();
        }
        await(() -> world.starts() == 2);
        pool.startMore();
        assertThat(world.starts()).isEqualTo(2);
    }

    @Test
    void theOneUsedLastIsUsedNext() throws Exception {
        Sandbox one = started("one");
        Sandbox two = started("two");
        pool.giveBack(one);
        pool.giveBack(two);
        assertThat(pool.take(LONG, 10)).isEqualTo(new SandboxStart.Started(two, false));
    }

    @Test
    void whoWaitsTooLongIsTurnedAwayAndSoIsOneTooMany() {
        assertThatThrownBy(() -> pool.take(Duration.ofMillis(20), 10))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("busy");
        assertThatThrownBy(() -> pool.take(LONG, 0)).isInstanceOf(Problem.class);
    }

    @Test
    void aFailedStartIsToldToOneAndTheOthersGetAnother() throws Exception {
        CompletableFuture<SandboxStart> first = taking();
        await(() -> world.starts() == 1);
        CompletableFuture<SandboxStart> second = taking();
        await(() -> world.starts() == 2);
        SandboxStart failed = new SandboxStart.Failed("x", Fault.of("Init", "no"), false);
        pool.started(failed);
        Sandbox one = sandbox("one");
        pool.started(new SandboxStart.Started(one, true));
        assertThat(List.of(first.get(), second.get()))
                .containsExactlyInAnyOrder(failed, new SandboxStart.Started(one, true));
    }

    @Test
    void whoWaitsIsSentOnWhenTheVersionIsReplaced() throws Exception {
        CompletableFuture<SandboxStart> first = taking();
        await(() -> world.starts() == 1);
        pool.retire();
        assertThat(first.get()).isEqualTo(new SandboxStart.Replaced());
        assertThat(pool.take(LONG, 10)).isEqualTo(new SandboxStart.Replaced());
        Sandbox late = sandbox("late");
        pool.started(new SandboxStart.Started(late, true));
        assertThat(world.ended()).containsExactly(late);
    }

    @Test
    void whatRunsComesToItsEndWhenTheVersionIsReplaced() throws Exception {
        Sandbox busy = started("busy");
        pool.retire();
        assertThat(world.ended()).isEmpty();
        pool.giveBack(busy);
        assertThat(world.ended()).containsExactly(busy);
    }

    @Test
    void anotherTakesThePlaceOfOneThatFailed() throws Exception {
        Sandbox one = started("one");
        Sandbox two = started("two");
        CompletableFuture<SandboxStart> waiting = taking();
        await(() -> pool.busyCount() == 2);
        pool.discard(one);
        await(() -> world.starts() == 3);
        Sandbox three = sandbox("three");
        pool.started(new SandboxStart.Started(three, true));
        assertThat(waiting.get()).isEqualTo(new SandboxStart.Started(three, true));
        assertThat(world.ended()).containsExactly(one);
        assertThat(pool.sandboxes()).containsExactlyInAnyOrder(two, three);
    }

    @Test
    void withoutRoomWhoWaitsIsServedWhenThereIsSome() throws Exception {
        world.room = 0;
        CompletableFuture<SandboxStart> waiting = taking();
        await(() -> world.room < 0);
        assertThat(world.starts()).isZero();
        world.room = 1;
        pool.startMore();
        await(() -> world.starts() == 1);
        Sandbox one = sandbox("one");
        pool.started(new SandboxStart.Started(one, true));
        assertThat(waiting.get()).isEqualTo(new SandboxStart.Started(one, true));
    }

    @Test
    void whatIsIdleForLongEnds() throws Exception {
        Sandbox one = started("one");
        pool.giveBack(one);
        pool.endIdle(LONG);
        assertThat(world.ended()).isEmpty();
        pool.endIdle(Duration.ZERO);
        assertThat(world.ended()).containsExactly(one);
        assertThat(pool.sandboxes()).isEmpty();
    }

    private Sandbox started(String name) throws Exception {
        int before = world.starts();
        CompletableFuture<SandboxStart> taken = taking();
        await(() -> world.starts() == before + 1);
        Sandbox sandbox = sandbox(name);
        pool.started(new SandboxStart.Started(sandbox, true));
        SandboxStart _ = taken.get();
        return sandbox;
    }

    private CompletableFuture<SandboxStart> taking() {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return pool.take(LONG, 10);
                    } catch (InterruptedException interrupted) {
                        throw new IllegalStateException(interrupted);
                    }
                },
                THREADS);
    }

    private Sandbox sandbox(String name) {
        return new Sandbox(
                version,
                new Container(
                        name,
                        name,
                        new ContainerSpec.Labels("shop", "resize", "v1", "function"),
                        Container.State.RUNNING,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        OptionalInt.empty(),
                        false,
                        Optional.empty()),
                new LambdaWire(Clock.system()));
    }

    /** What a test waits for. */
    @FunctionalInterface
    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.holds()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.yield();
        }
    }
}
