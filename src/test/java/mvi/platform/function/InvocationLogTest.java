package mvi.platform.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.store.Disk;
import mvi.engines.store.RecordStore;
import mvi.engines.store.StoreLimits;
import mvi.services.log.LogConfig;
import mvi.services.log.LogLine;
import mvi.services.log.LogService;
import mvi.services.log.LogService.SourcePosition;
import mvi.services.log.back.RecordLogStore;
import mvi.services.log.core.LogCore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InvocationLogTest {
    @TempDir private Path folder;

    @Test
    void whatWasWrittenDuringACallIsFoundByItsId() {
        Instant began = Instant.now().minusSeconds(60);
        try (RecordStore records =
                RecordStore.open(
                        folder, RecordLogStore.FAMILIES, StoreLimits.DEFAULT, Disk.system())) {
            LogService log = log(records);
            InvocationLog invocations = open(log);
            log.append(
                    List.of(
                            line(began.minusSeconds(5), "c1", "before"),
                            line(began.plusMillis(10), "c1", "one"),
                            line(began.plusMillis(20), "c1", "two"),
                            line(began.plusSeconds(5), "c1", "after")),
                    new SourcePosition("c1", 1, 1));
            log.append(
                    List.of(line(began.plusMillis(10), "c2", "another's")),
                    new SourcePosition("c2", 1, 1));
            invocations.start();
            invocations.note(
                    TestFunctions.version("resize", "{runtime: lambda}", 1),
                    "r1",
                    new InvocationResult.Answered(
                            new byte[0],
                            new InvocationResult.Ran(
                                    "c1",
                                    began,
                                    Duration.ofMillis(30),
                                    Optional.of(Duration.ofMillis(500)))));
            List<LogLine> lines = List.of();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (lines.isEmpty()) {
                assertThat(System.nanoTime()).isLessThan(end);
                lines = invocations.lines("shop", Set.of("r0", "r1"), 100);
            }
            assertThat(lines)
                    .extracting(LogLine::text)
                    .containsExactly(
                            "one",
                            "two",
                            "REPORT RequestId: r1 Duration: 30.00 ms Init Duration: 500.00 ms");
            assertThat(invocations.lines("shop", Set.of("r2"), 100)).isEmpty();
            invocations.close();
        }
    }

    private static InvocationLog open(LogService log) {
        return new InvocationLog(
                log, Events.to(new StringBuilder(), Clock.system()), Clock.system());
    }

    private static LogService log(RecordStore records) {
        return new LogCore(LogConfig.DEFAULT, new RecordLogStore(records), Clock.system());
    }

    private static LogLine line(Instant time, String container, String text) {
        return new LogLine(time, "shop", "resize", container, "stdout", text);
    }
}
