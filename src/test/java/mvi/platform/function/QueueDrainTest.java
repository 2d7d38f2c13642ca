package mvi.platform.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.fakes.FakeKv;
import mvi.platform.app.PlatformTables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QueueDrainTest {
    private static final FunctionName FUNCTION = new FunctionName("000000000010", "resize");
    private static final EventQueue.Name NAME = new EventQueue.Name(FUNCTION, Source.BLOB);
    private static final int PATIENCE_SECONDS = 30;

    private final FakeKv kv = new FakeKv();
    private final EventQueue queue = new EventQueue(kv);
    private final List<String> attempts = Collections.synchronizedList(new ArrayList<>());
    private final List<QueueDrain> drains = new ArrayList<>();

    @BeforeEach
    void makeTables() {
        PlatformTables.ensure(kv);
    }

    @AfterEach
    void close() {
        drains.forEach(QueueDrain::close);
    }

    @Test
    void everyEventIsDeliveredAndTakenOut() {
        queue.add(events(1, 1_234, number -> ""));
        drain(8, event -> List.of());
        await(() -> queue.read(NAME, "", 1).isEmpty());
        assertThat(new HashSet<>(attempts)).hasSize(1_234);
        assertThat(attempts).hasSize(1_234);
    }

    @Test
    void noMoreThanMayRunAtOnceDo() {
        queue.add(events(1, 200, number -> ""));
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        drain(
                3,
                event -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    Thread.yield();
                    running.decrementAndGet();
                    return List.of();
                });
        await(() -> queue.read(NAME, "", 1).isEmpty());
        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    void eventsOfOneKeyComeInTheirOrderEvenWhenOneIsTriedAgain() {
        queue.add(events(1, 120, number -> "key-" + number % 4));
        Map<String, Integer> tried = new HashMap<>();
        drain(
                16,
                event -> {
                    synchronized (tried) {
                        return tried.merge(event.number(), 1, Integer::sum) < 3
                                ? List.of(event)
                                : List.of();
                    }
                });
        await(() -> queue.read(NAME, "", 1).isEmpty());
        for (int key = 0; key < 4; key++) {
            List<String> ofKey = new ArrayList<>();
            for (String number : attempts) {
                if (Integer.parseInt(number) % 4 == key) {
                    ofKey.add(number);
                }
            }
            assertThat(ofKey).isSorted().hasSize(90);
        }
    }

    @Test
    void anEventThatWaitsDoesNotHoldOthersUp() {
        queue.add(events(1, 50, number -> "key-" + number));
        CountDownLatch never = new CountDownLatch(1);
        drain(
                4,
                event -> {
                    if (event.number().equals(number(1))) {
                        never.await();
                    }
                    return List.of();
                });
        await(() -> queue.read(NAME, "", 100).size() == 1);
        never.countDown();
        await(() -> queue.read(NAME, "", 1).isEmpty());
    }

    @Test
    void aNewEventIsSeenWhenTheDrainIsWoken() {
        QueueDrain drain = drain(4, event -> List.of());
        await(() -> drain.depth() == 0);
        queue.add(events(1, 1, number -> ""));
        drain.wake();
        await(() -> queue.read(NAME, "", 1).isEmpty());
        queue.add(events(2, 3, number -> ""));
        drain.wake();
        await(() -> queue.read(NAME, "", 1).isEmpty());
        assertThat(attempts).containsExactlyInAnyOrder(number(1), number(2), number(3));
    }

    @Test
    void nothingIsReadForNewEventsWhileNoMoreMayRun() {
        queue.add(events(1, 1, number -> ""));
        CountDownLatch held = new CountDownLatch(1);
        QueueDrain drain =
                drain(
                        1,
                        event -> {
                            held.await();
                            return List.of();
                        });
        await(() -> attempts.size() == 1);
        int before = kv.queries();
        for (int i = 2; i <= 200; i++) {
            queue.add(events(i, i, number -> ""));
            drain.wake();
        }
        // It looks by itself from time to time.
        assertThat(kv.queries() - before).isLessThan(50);
        held.countDown();
        await(() -> queue.read(NAME, "", 1).isEmpty());
        assertThat(attempts).hasSize(200);
    }

    @Test
    void theHalvesOfAnEventTakeItsPlace() {
        queue.add(events(1, 2, number -> "one"));
        drain(
                4,
                event -> {
                    if (!event.number().equals(number(1))) {
                        return List.of();
                    }
                    List<FunctionEvent> halves =
                            List.of(
                                    numbered(number(1) + "a", "one"),
                                    numbered(number(1) + "b", "one"));
                    queue.add(halves);
                    return halves;
                });
        await(() -> queue.read(NAME, "", 1).isEmpty());
        assertThat(attempts)
                .containsExactly(number(1), number(1) + "a", number(1) + "b", number(2));
    }

    @Test
    void whatWasOnItsWayWhenADrainDiedIsDeliveredByTheNext() throws InterruptedException {
        queue.add(events(1, 20, number -> ""));
        CountDownLatch begun = new CountDownLatch(5);
        QueueDrain first =
                drain(
                        5,
                        event -> {
                            begun.countDown();
                            new CountDownLatch(1).await();
                            return List.of();
                        });
        assertThat(begun.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        first.close();
        Set<String> again = Collections.synchronizedSet(new HashSet<>());
        drain(
                5,
                event -> {
                    again.add(event.number());
                    return List.of();
                });
        await(() -> queue.read(NAME, "", 1).isEmpty());
        assertThat(again).hasSize(20);
    }

    @Test
    void theWindowIsBoundedHoweverManyWait() {
        queue.add(events(1, 3 * QueueDrain.WINDOW, number -> ""));
        CountDownLatch gate = new CountDownLatch(1);
        QueueDrain drain =
                drain(
                        2,
                        event -> {
                            gate.await();
                            return List.of();
                        });
        await(() -> drain.depth() >= QueueDrain.WINDOW);
        assertThat(drain.depth()).isLessThan(QueueDrain.WINDOW + 100);
        gate.countDown();
        await(() -> queue.read(NAME, "", 1).isEmpty());
    }

    /** What a test does with an event. */
    @FunctionalInterface
    private interface Attempt {
        List<FunctionEvent> at(FunctionEvent event) throws InterruptedException;
    }

    private QueueDrain drain(int concurrency, Attempt attempt) {
        QueueDrain drain =
                new QueueDrain(
                        NAME,
                        new QueueDrain.Attempts() {
                            @Override
                            public Optional<Integer> concurrency(FunctionName function) {
                                return Optional.of(concurrency);
                            }

                            @Override
                            public List<FunctionEvent> attempt(FunctionEvent event)
                                    throws InterruptedException {
                                attempts.add(event.number());
                                return attempt.at(event);
                            }
                        },
                        queue,
                        Events.to(new StringBuilder(), Clock.system()),
                        Clock.system());
        drains.add(drain);
        drain.start();
        return drain;
    }

    /** The key of an event by its number. */
    @FunctionalInterface
    private interface Keys {
        String of(int number);
    }

    private static List<FunctionEvent> events(int first, int last, Keys keys) {
        List<FunctionEvent> events = new ArrayList<>();
        for (int i = first; i <= last; i++) {
            events.add(numbered(number(i), keys.of(i)));
        }
        return events;
    }

    private static String number(int number) {
        return "%08d".formatted(number);
    }

    private static FunctionEvent numbered(String number, String key) {
        return new FunctionEvent(
                FUNCTION,
                Source.BLOB,
                number,
                key,
                "test",
                "",
                Instant.EPOCH,
                "{}".getBytes(StandardCharsets.UTF_8),
                "",
                FunctionEvent.Delivery.NONE);
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
            Thread.yield();
        }
    }
}
