package mvi.platform.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import mvi.engines.store.Disk;
import mvi.engines.store.RecordStore;
import mvi.engines.store.StoreLimits;
import mvi.engines.wire.Json;
import mvi.fakes.FakeClock;
import mvi.services.balancer.BalancerAccesses;
import mvi.services.balancer.BalancerAccesses.Access;
import mvi.services.log.LogConfig;
import mvi.services.log.LogLine;
import mvi.services.log.LogService.LogQuery;
import mvi.services.log.back.RecordLogStore;
import mvi.services.log.core.LogCore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the load balancer says of requests, in Log on its real store. */
final class AccessPumpTest {
    private final FakeClock clock = new FakeClock();
    private final List<Long> acknowledged = new ArrayList<>();
    private @TempDir Path folder;
    private RecordStore store;
    private LogCore log;
    private BalancerAccesses next = BalancerAccesses.NONE;

    @BeforeEach
    void open() {
        store =
                RecordStore.open(
                        folder,
                        RecordLogStore.FAMILIES,
                        StoreLimits.DEFAULT.withDiskReserve(ByteCount.mib(1)),
                        Disk.system());
        log = new LogCore(LogConfig.DEFAULT, new RecordLogStore(store), clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private AccessPump pump() {
        return new AccessPump(
                take -> {
                    acknowledged.add(take.acknowledged());
                    return next;
                },
                log,
                clock,
                Events.to(new StringBuilder(), clock));
    }

    private Access access(String route, String path, long connectMicros) {
        return new Access(
                clock.now(),
                route,
                "hello-web-1",
                "192.0.2.7",
                "GET",
                "hello.test",
                path,
                "HTTP/2",
                200,
                "r1",
                "4bf92f3577b34da6a3ce929d0e0e4736",
                1,
                connectMicros,
                1500,
                2250,
                3,
                5);
    }

    private List<LogLine> lines(String app) {
        return log.read(
                new LogQuery(
                        app, Optional.empty(), Optional.empty(), Optional.empty(), "", 10_000));
    }

    @Test
    void aRequestIsOneLineOfJsonOfItsAppAndProcess() {
        next = new BalancerAccesses(7, List.of(access("hello/web", "/a", -1)), Map.of());
        assertThat(pump().pump(0)).isEqualTo(7);
        LogLine line = lines("hello").getFirst();
        assertThat(line.process()).isEqualTo("web");
        assertThat(line.container()).isEqualTo("hello-web-1");
        assertThat(line.stream()).isEqualTo("access");
        assertThat(Json.parse(line.text()))
                .isEqualTo(
                        Json.parse(
                                """
                                {"time": "%s", "request": "r1",
                                 "trace": "4bf92f3577b34da6a3ce929d0e0e4736", "method": "GET",
                                 "host": "hello.test", "path": "/a", "protocol": "HTTP/2",
                                 "status": 200, "bytesIn": 3, "bytesOut": 5,
                                 "client": "192.0.2.7", "target": "hello-web-1", "attempts": 1,
                                 "connectMillis": null, "firstByteMillis": 1.5,
                                 "totalMillis": 2.25}"""
                                        .formatted(clock.now())));
    }

    @Test
    void aBatchThatComesAgainIsKeptOnce() {
        next =
                new BalancerAccesses(
                        7,
                        List.of(access("hello/web", "/", 1), access("shop/web", "/", 1)),
                        Map.of());
        pump().pump(0);
        assertThat(pump().pump(0)).as("a new control has acknowledged nothing").isEqualTo(7);
        assertThat(lines("hello")).hasSize(1);
        assertThat(lines("shop")).hasSize(1);
        next = new BalancerAccesses(8, List.of(access("hello/web", "/", 1)), Map.of());
        pump().pump(7);
        assertThat(lines("hello")).hasSize(2);
        assertThat(acknowledged).containsExactly(0L, 0L, 7L);
    }

    @Test
    void aLossIsOneLineOfTheAppThatHadIt() {
        next = new BalancerAccesses(7, List.of(), Map.of("hello/web", 12L));
        pump().pump(0);
        assertThat(lines("hello"))
                .singleElement()
                .satisfies(line -> assertThat(line.text()).startsWith("{\"lost\":12,"));
        assertThat(lines("shop")).isEmpty();
        next = new BalancerAccesses(8, List.of(access("mvi:api", "/v1/apps", 1)), Map.of());
        pump().pump(7);
        assertThat(lines("mvi:api")).as("the platform's own").isEmpty();
    }

    @Test
    void theThreadGoesOnAfterAFailure() throws Exception {
        next = new BalancerAccesses(7, List.of(access("hello/web", "/", 1)), Map.of());
        int[] calls = {0};
        AccessPump.Source failing =
                take -> {
                    if (calls[0]++ == 0) {
                        throw Problem.unavailable("balancer-unavailable", "away", null);
                    }
                    return next;
                };
        var real = mvi.engines.base.Clock.system();
        try (AccessPump pump =
                new AccessPump(failing, log, real, Events.to(new StringBuilder(), real))) {
            pump.start();
            long end = real.nanos() + Duration.ofSeconds(20).toNanos();
            while (lines("hello").isEmpty() && real.nanos() < end) {
                real.sleep(Duration.ofMillis(10));
            }
        }
        assertThat(lines("hello")).hasSize(1);
    }
}
