package mvi.platform.function;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import mvi.engines.wire.Json;
import mvi.fakes.FakeClock;
import mvi.fakes.FakeKv;
import mvi.fakes.Scripted;
import mvi.manifest.FunctionSpec;
import mvi.platform.app.PlatformTables;
import mvi.services.blob.BlobService;
import mvi.services.blob.ObjectName;
import mvi.services.log.LogLine;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeliveryTest {
    private static final BackOff BACK_OFF = new BackOff(Duration.ofSeconds(4), Duration.ofHours(1));

    private final FakeKv kv = new FakeKv();
    private final FakeClock clock = new FakeClock();
    private final EventQueue queue = new EventQueue(kv);
    private final Map<String, byte[]> objects = new TreeMap<>();
    private final List<Invocation> calls = new ArrayList<>();
    private @Nullable Problem blobTrouble;

    @BeforeEach
    void makeTables() {
        PlatformTables.ensure(kv);
    }

    @Test
    void anAnswerEndsTheEvent() throws Exception {
        FunctionEvent event = TestFunctions.event("resize", "1");
        assertThat(delivery("{retries: 2, runtime: lambda}", this::answer).attempt(event))
                .isEmpty();
        assertThat(calls).hasSize(1);
        assertThat(calls.getFirst().requestId()).isEqualTo(event.requestId());
        assertThat(objects).isEmpty();
    }

    @Test
    void aFailureIsTriedAgainLaterAndLaterAndThenADeadLetter() throws Exception {
        Delivery delivery = delivery("{retries: 2, runtime: lambda}", this::fail);
        FunctionEvent event = TestFunctions.event("resize", "1");
        queue.add(List.of(event));
        FunctionEvent second = delivery.attempt(event).getFirst();
        assertThat(second.delivery().attempts()).isEqualTo(1);
        assertThat(Duration.between(clock.now(), second.delivery().notBefore()))
                .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(4));
        assertThat(queue.find(EventQueue.name(event), "1"))
                .hasValueSatisfying(
                        stored -> assertThat(stored.delivery()).isEqualTo(second.delivery()));
        FunctionEvent third = delivery.attempt(second).getFirst();
        assertThat(Duration.between(clock.now(), third.delivery().notBefore()))
                .isBetween(Duration.ofSeconds(12), Duration.ofSeconds(16));
        assertThat(third.requestId()).isEqualTo(event.requestId());
        assertThat(delivery.attempt(third)).isEmpty();
        assertThat(objects).containsOnlyKeys("resize/blob-1.json");
        JsonNode letter = Json.parse(objects.values().iterator().next());
        assertThat(letter.path("error").asText()).isEqualTo("Bad: no");
        assertThat(letter.path("attempts").asInt()).isEqualTo(3);
    }

    @Test
    void whatIsNotTheFunctionsFaultIsNoAttempt() throws Exception {
        Delivery delivery =
                delivery(
                        "{retries: 0, runtime: lambda}",
                        call -> {
                            throw Problem.unavailable("engine-unavailable", "away", null);
                        });
        FunctionEvent again = delivery.attempt(TestFunctions.event("resize", "1")).getFirst();
        assertThat(again.delivery().attempts()).isZero();
        assertThat(again.delivery().notBefore()).isAfter(clock.now());
        assertThat(objects).isEmpty();
    }

    @Test
    void anEventIsNotLostWhileDeadLettersCanNotBeStored() throws Exception {
        Delivery delivery = delivery("{retries: 0, runtime: lambda}", this::fail);
        blobTrouble = Problem.unavailable("blob-unavailable", "away", null);
        FunctionEvent event = TestFunctions.event("resize", "1");
        assertThat(delivery.attempt(event)).hasSize(1);
        blobTrouble = null;
        assertThat(delivery.attempt(event)).isEmpty();
        assertThat(objects).hasSize(1);
    }

    @Test
    void anEventOfAFunctionThatIsGoneIsADeadLetterAtOnce() throws Exception {
        Delivery delivery =
                delivery(
                        "{retries: 9, runtime: lambda}",
                        call -> {
                            throw Problem.missing("no-such-function", "gone");
                        });
        assertThat(delivery.attempt(TestFunctions.event("resize", "1"))).isEmpty();
        assertThat(objects).hasSize(1);
    }

    @Test
    void aBatchThatFailsIsHalvedUntilTheBadLineIsAlone() throws Exception {
        FunctionVersion version = TestFunctions.version("resize", "{runtime: lambda}", 1);
        List<LogBatches.Matched> lines = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            lines.add(
                    new LogBatches.Matched(
                            new LogLine(
                                    Instant.EPOCH,
                                    "shop",
                                    "web",
                                    "c",
                                    "stdout",
                                    i == 5 ? "poison" : "line " + i),
                            Map.of()));
        }
        FunctionEvent event =
                new FunctionEvent(
                        version.name(),
                        Source.LOG,
                        "1",
                        "",
                        "mvi.log.lines",
                        "web",
                        Instant.EPOCH,
                        LogBatches.payload(version, "log-1", lines),
                        "",
                        FunctionEvent.Delivery.NONE);
        List<String> good = new ArrayList<>();
        Delivery delivery =
                delivery(
                        "{retries: 0, runtime: lambda}",
                        call -> {
                            List<String> messages = LogBatchesTest.messages(call.payload());
                            if (messages.contains("poison")) {
                                return fail(call);
                            }
                            good.addAll(messages);
                            return answer(call);
                        });
        List<FunctionEvent> open = new ArrayList<>(List.of(event));
        while (!open.isEmpty()) {
            open.addAll(0, delivery.attempt(open.removeFirst()));
        }
        assertThat(good)
                .containsExactly(
                        "line 0", "line 1", "line 2", "line 3", "line 4", "line 6", "line 7",
                        "line 8");
        assertThat(objects).hasSize(1);
        assertThat(Json.parse(objects.values().iterator().next()).path("attempts").asInt())
                .isEqualTo(1);
    }

    private InvocationResult answer(Invocation call) {
        calls.add(call);
        return new InvocationResult.Answered(new byte[0], ran());
    }

    private InvocationResult fail(Invocation call) {
        calls.add(call);
        return new InvocationResult.Failed(Fault.of("Bad", "no"), ran());
    }

    private static InvocationResult.Ran ran() {
        return new InvocationResult.Ran("c", Instant.EPOCH, Duration.ZERO, Optional.empty());
    }

    /** What a function does with a call. */
    @FunctionalInterface
    private interface Code {
        InvocationResult run(Invocation call);
    }

    private Delivery delivery(String extension, Code code) {
        FunctionSpec spec = TestFunctions.version("resize", extension, 1).spec();
        return new Delivery(
                new Delivery.Parts(
                        queue,
                        name -> Optional.of(spec),
                        (call, patience) -> code.run(call),
                        new DeadLetters(
                                Scripted.of(
                                        BlobService.class,
                                        (method, arguments) -> {
                                            if (method.getName().equals("put")) {
                                                put(
                                                        (ObjectName) arguments[0],
                                                        (ByteSource) arguments[1]);
                                            }
                                            return null;
                                        })),
                        new FunctionNumbers(),
                        LogBatches::split,
                        new Delivery.Listener() {
                            @Override
                            public void begins(FunctionEvent event) {}

                            @Override
                            public void ended(
                                    FunctionEvent event, InvocationResult result, boolean isLast) {}
                        },
                        BACK_OFF,
                        Events.to(new StringBuilder(), Clock.system()),
                        Chance.system()),
                clock);
    }

    private void put(ObjectName object, ByteSource body) {
        if (blobTrouble != null) {
            throw blobTrouble;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            body.asStream().transferTo(bytes);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        objects.put(object.key(), bytes.toByteArray());
    }
}
