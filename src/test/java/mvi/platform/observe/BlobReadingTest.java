package mvi.platform.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import mvi.fakes.FakeClock;
import mvi.fakes.FakeKv;
import mvi.fakes.Unreachable;
import mvi.platform.app.PlatformTables;
import mvi.services.balancer.BalancerService;
import mvi.services.blob.BlobCheck;
import mvi.services.container.ContainerService;
import mvi.services.host.HostService;
import mvi.services.metric.MetricService;
import org.junit.jupiter.api.Test;

/** What Metric is told of the check of Blob's data. */
final class BlobReadingTest {
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");

    private final FakeKv kv = new FakeKv();
    private final BlobChecks checks = new BlobChecks(kv);
    private final FakeClock clock = new FakeClock();
    private final MetricPump pump =
            new MetricPump(
                    new MetricPump.Sources(
                            away(ContainerService.class),
                            away(BalancerService.class),
                            away(HostService.class),
                            List.of(),
                            Map::of,
                            List::of,
                            checks::passes,
                            List::of),
                    Unreachable.of(MetricService.class),
                    clock,
                    Events.to(new StringBuilder(), clock));

    @Test
    void passesAreNumbersAndDataThatIsAwayLeavesThemOut() {
        assertThat(numbers()).as("there is no table yet").isEmpty();
        PlatformTables.ensure(kv);
        assertThat(numbers())
                .isEqualTo(
                        Map.of(
                                "mvi_blob_damaged_objects",
                                0.0,
                                "mvi_blob_checked_bytes_total",
                                0.0));
        BlobCheck last = BlobCheck.from(THEN, 0).plusBytes(100).plusObject(true).plusObject(false);
        checks.save(last.endedAt(THEN.plusSeconds(5)), 0, List.of());
        BlobCheck running = BlobCheck.from(THEN.plusSeconds(9), 100).plusBytes(7);
        checks.save(running, 0, List.of());
        assertThat(numbers())
                .isEqualTo(
                        Map.of(
                                "mvi_blob_damaged_objects",
                                1.0,
                                "mvi_blob_checked_bytes_total",
                                107.0,
                                "mvi_blob_last_check_timestamp_seconds",
                                (double) THEN.plusSeconds(5).getEpochSecond(),
                                "mvi_blob_last_check_objects",
                                2.0,
                                "mvi_blob_last_check_bytes",
                                100.0));
    }

    private Map<String, Double> numbers() {
        Map<String, Double> numbers = new TreeMap<>();
        pump.take().forEach(each -> numbers.put(each.name(), each.value()));
        return numbers;
    }

    private static <T> T away(Class<T> service) {
        return service.cast(
                Proxy.newProxyInstance(
                        service.getClassLoader(),
                        new Class<?>[] {service},
                        (proxy, method, arguments) -> {
                            throw Problem.unavailable("away", "it does not answer", null);
                        }));
    }
}
