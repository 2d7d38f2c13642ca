package mvi.platform.function;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import mvi.platform.app.Schema;
import mvi.services.kv.Item;

/**
 * One run of a schedule, as its history has it.
 *
 * @param schedule whose; as {@link ScheduleItem#key}
 * @param id of its event
 * @param tick for which time it was
 * @param isByHand whether somebody asked for it
 * @param began when its last attempt did
 * @param took how long the last attempt took
 * @param container in which; its lines are in the log
 * @param error empty unless it failed
 */
public record ScheduleRun(
        String schedule,
        String id,
        Instant tick,
        boolean isByHand,
        State state,
        Optional<Instant> began,
        Optional<Duration> took,
        String container,
        String error) {
    /** How far it is. */
    public enum State {
        /** Its time had come while the one before still ran, and it is not to wait for that. */
        SKIPPED,
        QUEUED,
        RUNNING,
        /** Failed, and to be tried again. */
        RETRYING,
        SUCCEEDED,
        FAILED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static ScheduleRun of(
            ScheduleItem schedule, String id, Instant tick, boolean isByHand, State state) {
        return new ScheduleRun(
                schedule.key(),
                id,
                tick,
                isByHand,
                state,
                Optional.empty(),
                Optional.empty(),
                "",
                "");
    }

    ScheduleRun running(Instant now) {
        return new ScheduleRun(
                schedule, id, tick, isByHand, State.RUNNING, Optional.of(now), took, "", error);
    }

    ScheduleRun ended(State state, InvocationResult.Ran ran, String newError) {
        return new ScheduleRun(
                schedule,
                id,
                tick,
                isByHand,
                state,
                Optional.of(ran.began()),
                Optional.of(ran.took()),
                ran.container(),
                newError);
    }

    static Item key(String schedule, String id) {
        return Item.of("schedule", schedule).with("tick", id);
    }

    Item write() {
        return Schema.stamp(key(schedule, id))
                .with("time", tick.toString())
                .with("hand", isByHand ? 1 : 0)
                .with("state", state.toString())
                .with("began", began.map(Instant::toString).orElse(""))
                .with("took", took.map(Duration::toString).orElse(""))
                .with("container", container)
                .with("error", error);
    }

    static ScheduleRun read(Item item) {
        Schema.check(item, "a run of " + item.text("schedule"));
        String began = item.text("began");
        String took = item.text("took");
        return new ScheduleRun(
                item.text("schedule"),
                item.text("tick"),
                Instant.parse(item.text("time")),
                item.number("hand") == 1,
                State.valueOf(item.text("state").toUpperCase(Locale.ROOT)),
                began.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(began)),
                took.isEmpty() ? Optional.empty() : Optional.of(Duration.parse(took)),
                item.text("container"),
                item.text("error"));
    }
}
