package mvi.start.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpReply;
import mvi.platform.function.EventQueue;
import mvi.platform.function.FunctionName;
import mvi.platform.function.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Control is told that there is something new, and nobody waits for it. */
final class FunctionWakerTest {
    @TempDir Path folder;
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    private static EventQueue.Name queue(String function) {
        return new EventQueue.Name(new FunctionName("000000000042", function), Source.BLOB);
    }

    private Optional<String> next() throws InterruptedException {
        return Optional.ofNullable(told.poll(30, TimeUnit.SECONDS));
    }

    @Test
    void aQueueThatIsDueIsToldOfOnce() throws Exception {
        Path socket = folder.resolve("s");
        CountDownLatch mayAnswer = new CountDownLatch(1);
        try (FakeControl control = new FakeControl(socket);
                FunctionSocket connection = new FunctionSocket(socket);
                FunctionWaker waker = new FunctionWaker(connection)) {
            control.answerBy(
                    request -> {
                        told.add(request.path() + "?" + request.query());
                        boolean _ = mayAnswer.await(30, TimeUnit.SECONDS);
                        return HttpReply.empty(204, Headers.NONE);
                    });
            waker.start();
            waker.wake(queue("first"));
            assertThat(next()).contains("/-/wake?queue=000000000042/first/blob");
            for (int i = 0; i < 100; i++) {
                waker.wake(queue("a"));
                waker.wake(queue("b"));
            }
            mayAnswer.countDown();
            assertThat(next()).contains("/-/wake?queue=000000000042/a/blob");
            assertThat(next()).contains("/-/wake?queue=000000000042/b/blob");
            waker.wake(queue("last"));
            assertThat(next()).contains("/-/wake?queue=000000000042/last/blob");
        }
        assertThat(told).isEmpty();
    }

    @Test
    void whileNobodyListensItIsForgotten() throws Exception {
        Path socket = folder.resolve("s");
        try (FunctionSocket connection = new FunctionSocket(socket);
                FunctionWaker waker = new FunctionWaker(connection)) {
            waker.start();
            for (int i = 0; i < 2 * FunctionWaker.MOST_DUE; i++) {
                waker.wake(queue("f" + i));
            }
            try (FakeControl control = new FakeControl(socket)) {
                control.answerBy(
                        request -> {
                            told.add(request.query());
                            return HttpReply.empty(204, Headers.NONE);
                        });
                waker.wake(queue("now"));
                String last = next().orElse("");
                while (!last.isEmpty() && !last.contains("now")) {
                    waker.wake(queue("now"));
                    last = next().orElse("");
                }
                assertThat(last).isEqualTo("queue=000000000042/now/blob");
            }
        }
    }
}
