package mvi.platform.function;

import java.time.Instant;
import java.util.Optional;
import mvi.platform.app.Schema;
import mvi.services.kv.Item;

/**
 * A schedule of a function as KV has it.
 *
 * @param schedule which of the function's, from 1
 * @param text its expression and time zone; another text is another schedule
 * @param anchor from which a rate counts
 * @param handled up to which time its ticks have been seen to
 * @param isPaused whether its ticks pass without a run
 * @param succeeded when a run last ended well
 * @param failure what the last run that has ended said, if it failed; else empty
 * @param version grows with every write
 */
record ScheduleItem(
        FunctionName function,
        int schedule,
        String text,
        Instant anchor,
        Instant handled,
        boolean isPaused,
        Optional<Instant> succeeded,
        String failure,
        long version) {
    static ScheduleItem begun(FunctionName function, int schedule, String text, Instant now) {
        return new ScheduleItem(function, schedule, text, now, now, false, Optional.empty(), "", 0);
    }

    ScheduleItem handledTo(Instant tick) {
        return new ScheduleItem(
                function, schedule, text, anchor, tick, isPaused, succeeded, failure, version);
    }

    /** What passed while it was paused is not caught up with. */
    ScheduleItem paused(boolean isIt, Instant now) {
        return new ScheduleItem(
                function, schedule, text, anchor, now, isIt, succeeded, failure, version);
    }

    /** With the same past and another timetable. */
    ScheduleItem changed(String newText, Instant now) {
        return new ScheduleItem(
                function, schedule, newText, now, now, isPaused, succeeded, failure, version);
    }

    ScheduleItem ended(Instant when, String error) {
        return new ScheduleItem(
                function,
                schedule,
                text,
                anchor,
                handled,
                isPaused,
                error.isEmpty() ? Optional.of(when) : succeeded,
                error,
                version);
    }

    /** For people: the function's name, with a number where it has several. */
    String name() {
        return schedule == 1 ? function.name() : function.name() + "-" + schedule;
    }

    /** The key of its events and runs. */
    String key() {
        return function + "/" + schedule;
    }

    static Item key(FunctionName function, int schedule) {
        return Item.of("function", function.toString())
                .with("schedule", Integer.toString(schedule));
    }

    Item write() {
        return Schema.stamp(key(function, schedule))
                .with("text", text)
                .with("anchor", anchor.toString())
                .with("handled", handled.toString())
                .with("paused", isPaused ? 1 : 0)
                .with("succeeded", succeeded.map(Instant::toString).orElse(""))
                .with("failure", failure)
                .with("version", version + 1);
    }

    static ScheduleItem read(Item item) {
        String[] function = item.text("function").split("/", 2);
        Schema.check(item, "a schedule of " + item.text("function"));
        String succeeded = item.text("succeeded");
        return new ScheduleItem(
                new FunctionName(function[0], function[1]),
                Integer.parseInt(item.text("schedule")),
                item.text("text"),
                Instant.parse(item.text("anchor")),
                Instant.parse(item.text("handled")),
                item.number("paused") == 1,
                succeeded.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(succeeded)),
                item.text("failure"),
                item.number("version"));
    }
}
