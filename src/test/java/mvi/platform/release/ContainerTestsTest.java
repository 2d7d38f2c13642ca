package mvi.platform.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mvi.engines.base.Bell;
import mvi.engines.base.Clock;
import mvi.fakes.RunningContainer;
import mvi.fakes.Scripted;
import mvi.manifest.AppProcess;
import mvi.services.container.Container;
import mvi.services.container.ContainerService;
import mvi.services.container.ContainerSpec;
import org.junit.jupiter.api.Test;

final class ContainerTestsTest {
    private static final AppProcess.Test TEST =
            new AppProcess.Test(
                    List.of("true"),
                    Duration.ofHours(1),
                    Duration.ofHours(1),
                    Duration.ofHours(1),
                    1);

    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch begunOfSlow = new CountDownLatch(ContainerTests.AT_ONCE_PER_APP);
    private final CountDownLatch quickRan = new CountDownLatch(1);
    private final AtomicInteger slowAtOnce = new AtomicInteger();

    @Test
    void slowTestsOfOneAppKeepNoOtherAppsWaiting() throws InterruptedException {
        ContainerService containers = Scripted.of(ContainerService.class, this::answer);
        try (ContainerTests tests = new ContainerTests(containers, Clock.system(), new Bell())) {
            for (int i = 0; i < 50; i++) {
                ContainerTests.Result result = tests.of(container("slow", i), TEST, true);
                assertThat(result.verdict()).isEqualTo(Actual.Verdict.WAITING);
                assertThat(result.failure()).isEqualTo("its test has not run yet");
            }
            assertThat(begunOfSlow.await(30, TimeUnit.SECONDS)).isTrue();
            tests.of(container("quick", 0), TEST, true);
            assertThat(quickRan.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(slowAtOnce).hasValue(ContainerTests.AT_ONCE_PER_APP);
            ended.countDown();
        }
    }

    private Object answer(Method unused, Object[] arguments) {
        if (arguments[0].toString().startsWith("quick")) {
            quickRan.countDown();
            return 0;
        }
        slowAtOnce.incrementAndGet();
        begunOfSlow.countDown();
        try {
            ended.await();
        } catch (InterruptedException forgotten) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    private static Container container(String app, int number) {
        return RunningContainer.of(
                app + number,
                app + number,
                new ContainerSpec.Labels(app, "web", "v1", ContainerSpec.Labels.PROCESS));
    }
}
