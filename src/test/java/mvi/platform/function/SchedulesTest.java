package mvi.platform.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mvi.engines.base.ByteCount;
import mvi.engines.wire.Json;
import mvi.fakes.FakeClock;
import mvi.fakes.FakeKv;
import mvi.platform.app.AppLocks;
import mvi.platform.app.PlatformTables;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The clock begins at midnight of 1 January 2030, UTC. */
class SchedulesTest {
    private static final EventQueue.Name QUEUE =
            new EventQueue.Name(TestFunctions.name("report"), Source.SCHEDULE);
    private static final FunctionConfig CONFIG =
            new FunctionConfig(
                    "local",
                    9001,
                    ByteCount.gib(1),
                    ByteCount.mib(256),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(1));

    private final FakeKv kv = new FakeKv();
    private final FakeClock clock = new FakeClock();
    private final EventQueue queue = new EventQueue(kv);
    private final AppLocks locks = new AppLocks(kv, clock);

    @BeforeEach
    void makeTables() {
        PlatformTables.ensure(kv);
    }

    @Test
    void aTickIsOneEventHoweverOftenItIsLookedFor() {
        Schedules schedules = schedules("{on: {schedule: '0 * * * *'}}");
        AppLocks.Held lock = lock("one");
        tick(schedules, lock, Duration.ZERO, 3);
        assertThat(events()).isEmpty();
        tick(schedules, lock, Duration.ofHours(1), 3);
        assertThat(events()).hasSize(1);
        FunctionEvent event = events().getFirst();
        assertThat(event.time()).isEqualTo("2030-01-01T01:00:00Z");
        assertThat(Json.parse(event.payload()).path("time").asText())
                .isEqualTo("2030-01-01T01:00:00Z");
        assertThat(Json.parse(event.payload()).path("detail-type").asText())
                .isEqualTo("Scheduled Event");
        assertThat(states(schedules)).containsExactly(ScheduleRun.State.QUEUED);
    }

    @Test
    void aControlPlaneThatWasOvertakenMakesNoEvent() {
        Schedules schedules = schedules("{on: {schedule: '0 * * * *'}}");
        AppLocks.Held old = lock("one");
        tick(schedules, old, Duration.ZERO, 1);
        clock.pass(AppLocks.LEASE.plusSeconds(1));
        AppLocks.Held next = lock("two");
        tick(schedules, old, Duration.ofHours(1), 1);
        assertThat(events()).isEmpty();
        tick(schedules, next, Duration.ZERO, 1);
        assertThat(events()).hasSize(1);
    }

    @Test
    void ofMissedTicksTheLastIsCaughtUpWith() {
        Schedules schedules = schedules("{on: {schedule: '0 * * * *'}}");
        AppLocks.Held lock = lock("one");
        tick(schedules, lock, Duration.ZERO, 1);
        tick(schedules, lock, Duration.ofHours(5).plusMinutes(30), 2);
        assertThat(events()).extracting(FunctionEvent::time).containsExactly(at("05:00"));
    }

    @Test
    void missedTicksPassWhereNoneIsWanted() {
        Schedules schedules = schedules("{on: {schedule: {cron: '0 * * * *', missed: none}}}");
        AppLocks.Held lock = lock("one");
        tick(schedules, lock, Duration.ZERO, 1);
        tick(schedules, lock, Duration.ofHours(5).plusMinutes(30), 2);
        assertThat(events()).isEmpty();
        tick(schedules, lock, Duration.ofMinutes(30), 1);
        assertThat(events()).extracting(FunctionEvent::time).containsExactly(at("06:00"));
    }

    @Test
    void aTickIsSkippedWhileTheRunBeforeItGoesOn() {
        Schedules schedules = schedules("{on: {schedule: '0 * * * *'}}");
        AppLocks.Held lock = lock("one");
        tick(schedules, lock, Duration.ZERO, 1);
        tick(schedules, lock, Duration.ofHours(1), 1);
        tick(schedules, lock, Duration.ofHours(1), 1);
        assertThat(events()).hasSize(1);
        assertThat(states(schedules))
                .containsExactly(ScheduleRun.State.SKIPPED, ScheduleRun.State.QUEUED);
        queue.remove(events());
        tick(schedules, lock, Duration.ofHours(1), 1);
        assertThat(events()).extracting(FunctionEvent::time).containsExactly(at("03:00"));
    }

    @Test
    void runsThatQueueHaveOneKeyAndThoseThatMayOverlapHaveNone() {
        Schedules queued = schedules("{on: {schedule: {cron: '0 * * * *', overlap: queue}}}");
        AppLocks.Held lock = lock("one");
        tick(queued, lock, Duration.ZERO, 1);
        tick(queued, lock, Duration.ofHours(1), 1);
        tick(queued, lock, Duration.ofHours(1), 1);
        assertThat(events()).hasSize(2).extracting(FunctionEvent::key).containsOnly("report");
        queue.remove(events());
        Schedules free = schedules("{on: {schedule: {cron: '0 * * * *', overlap: allow}}}");
        tick(free, lock, Duration.ofHours(1), 1);
        assertThat(events()).extracting(FunctionEvent::key).containsExactly("");
    }

    @Test
    void ticksPassWhileAScheduleIsPausedAndAreNotCaughtUpWith() {
        Schedules schedules = schedules("{on: {schedule: '0 * * * *'}}");
        AppLocks.Held lock = lock("one");
        tick(schedules, lock, Duration.ZERO, 1);
        schedules.pause("shop", "report", true);
        tick(schedules, lock, Duration.ofHours(3), 2);
        assertThat(events()).isEmpty();
        assertThat(schedules.get("shop", "report").next(clock.now())).isEmpty();
        clock.pass(Duration.ofHours(3));
        schedules.pause("shop", "report", false);
        tick(schedules, lock, Duration.ZERO, 1);
        assertThat(events()).isEmpty();
        tick(schedules, lock, Duration.ofHours(1), 1);
        assertThat(events()).hasSize(1);
    }

    @Test
    void aClockThatWasPutBackDoesNotSilenceASchedule() {
        Schedules schedules = schedules("{on: {schedule: '0 * * * *'}}");
        AppLocks.Held lock = lock("one");
        clock.pass(Duration.ofDays(365));
        tick(schedules, lock, Duration.ZERO, 1);
        clock.pass(Duration.ofDays(-365));
        AppLocks.Held again = lock("one");
        tick(schedules, again, Duration.ZERO, 1);
        tick(schedules, again, Duration.ofHours(1), 1);
        assertThat(events()).extracting(FunctionEvent::time).containsExactly(at("01:00"));
    }

    @Test
    void anotherTimetableBeginsWhenItIsFirstSeen() {
        AppLocks.Held lock = lock("one");
        tick(schedules("{on: {schedule: '0 0 1 1 *'}}"), lock, Duration.ZERO, 1);
        clock.pass(Duration.ofDays(100));
        Schedules changed = schedules("{on: {schedule: '0 * * * *'}}");
        tick(changed, lock, Duration.ofMinutes(10), 2);
        assertThat(events()).isEmpty();
        tick(changed, lock, Duration.ofHours(1), 1);
        assertThat(events()).hasSize(1);
    }

    @Test
    void theHistoryTellsHowARunWent() {
        Schedules schedules = schedules("{on: {schedule: {cron: '0 * * * *', expect: 2h}}}");
        AppLocks.Held lock = lock("one");
        tick(schedules, lock, Duration.ZERO, 1);
        tick(schedules, lock, Duration.ofHours(1), 1);
        FunctionEvent event = events().getFirst();
        schedules.begins(event);
        assertThat(states(schedules)).containsExactly(ScheduleRun.State.RUNNING);
        schedules.ended(event, failed(), false);
        assertThat(states(schedules)).containsExactly(ScheduleRun.State.RETRYING);
        schedules.ended(event, failed(), true);
        assertThat(states(schedules)).containsExactly(ScheduleRun.State.FAILED);
        assertThat(schedules.get("shop", "report").failure()).contains("bad");
        assertThat(schedules.get("shop", "report").isOverdue(clock.now())).isFalse();
        clock.pass(Duration.ofHours(2));
        assertThat(schedules.get("shop", "report").isOverdue(clock.now())).isTrue();
        schedules.ended(event, new InvocationResult.Answered(new byte[0], ran()), true);
        Schedules.Schedule now = schedules.get("shop", "report");
        assertThat(now.failure()).isEmpty();
        assertThat(now.isOverdue(clock.now())).isFalse();
        ScheduleRun run = schedules.history("shop", "report", 10).getFirst();
        assertThat(run.container()).isEqualTo("container");
        assertThat(run.took()).contains(Duration.ofSeconds(3));
    }

    @Test
    void theHistoryIsBounded() {
        Schedules schedules = schedules("{on: {schedule: {cron: '* * * * *', overlap: allow}}}");
        AppLocks.Held lock = lock("one");
        tick(schedules, lock, Duration.ZERO, 1);
        for (int i = 0; i < Schedules.HISTORY + 50; i++) {
            tick(schedules, lock, Duration.ofMinutes(1), 1);
        }
        assertThat(schedules.history("shop", "report", 1_000)).hasSize(Schedules.HISTORY);
    }

    @Test
    void aRunByHandNeedsNoTick() {
        Schedules schedules = schedules("{on: {schedule: '0 0 1 1 *'}}");
        String id = schedules.runNow("shop", "report");
        assertThat(events()).extracting(FunctionEvent::id).containsExactly(id);
        ScheduleRun run = schedules.history("shop", "report", 10).getFirst();
        assertThat(run.isByHand()).isTrue();
        schedules.begins(events().getFirst());
        assertThat(states(schedules)).containsExactly(ScheduleRun.State.RUNNING);
    }

    private static InvocationResult failed() {
        return new InvocationResult.Failed(Fault.of("Bad", "bad"), ran());
    }

    private static InvocationResult.Ran ran() {
        return new InvocationResult.Ran(
                "container", Instant.EPOCH, Duration.ofSeconds(3), Optional.empty());
    }

    private Schedules schedules(String extension) {
        FunctionVersion version = TestFunctions.version("report", extension, 1);
        return new Schedules(kv, queue, app -> List.of(version), CONFIG, clock);
    }

    private AppLocks.Held lock(String who) {
        return locks.takeOver(FunctionLoop.LOCK, who).orElseThrow();
    }

    private void tick(Schedules schedules, AppLocks.Held lock, Duration later, int times) {
        clock.pass(later);
        for (int i = 0; i < times; i++) {
            List<EventQueue.Name> _ = schedules.tick(lock);
        }
    }

    private List<FunctionEvent> events() {
        return new ArrayList<>(queue.read(QUEUE, "", 1_000));
    }

    private static List<ScheduleRun.State> states(Schedules schedules) {
        return schedules.history("shop", "report", 10).stream().map(ScheduleRun::state).toList();
    }

    private static Instant at(String time) {
        return Instant.parse("2030-01-01T" + time + ":00Z");
    }
}
