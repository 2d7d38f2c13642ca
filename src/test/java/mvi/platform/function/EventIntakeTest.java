package mvi.platform.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import mvi.engines.base.Problem;
import mvi.fakes.FakeKv;
import mvi.platform.app.PlatformTables;
import org.junit.jupiter.api.Test;

class EventIntakeTest {
    private static final FunctionName FUNCTION = new FunctionName("000000000010", "resize");
    private static final EventQueue.Name NAME = new EventQueue.Name(FUNCTION, Source.INVOKE);
    private static final int CALLERS = 300;

    private final FakeKv kv = new FakeKv();
    private final EventQueue queue = new EventQueue(kv);
    private final EventIntake intake = new EventIntake(queue);

    @Test
    void anEventIsThereWhenItsCallerIsTold() throws InterruptedException {
        PlatformTables.ensure(kv);
        List<Thread> callers = new ArrayList<>();
        List<Integer> missing = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < CALLERS; i++) {
            int number = i;
            callers.add(
                    Thread.startVirtualThread(
                            () -> {
                                intake.add(event(number, 20_000));
                                if (queue.find(NAME, number(number)).isEmpty()) {
                                    missing.add(number);
                                }
                            }));
        }
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(missing).isEmpty();
        assertThat(all()).hasSize(CALLERS);
    }

    @Test
    void aCallerIsToldThatItsEventCouldNotBeWritten() {
        assertThatThrownBy(() -> intake.add(event(1, 1))).isInstanceOf(Problem.class);
        PlatformTables.ensure(kv);
        intake.add(event(2, 1));
        assertThat(all()).containsExactly(number(2));
    }

    private List<String> all() {
        List<String> numbers = new ArrayList<>();
        String after = "";
        EventQueue.Read read;
        do {
            read = queue.readOn(NAME, after, CALLERS);
            read.events().forEach(each -> numbers.add(each.number()));
            after = numbers.isEmpty() ? "" : numbers.getLast();
        } while (read.hasMore());
        return numbers;
    }

    private static String number(int number) {
        return "%015d".formatted(number);
    }

    private static FunctionEvent event(int number, int bytes) {
        return new FunctionEvent(
                FUNCTION,
                Source.INVOKE,
                number(number),
                "",
                "type",
                "",
                Instant.EPOCH,
                new byte[bytes],
                "",
                FunctionEvent.Delivery.NONE);
    }
}
