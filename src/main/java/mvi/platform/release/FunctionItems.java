package mvi.platform.release;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import mvi.engines.base.Problem;
import mvi.engines.wire.Json;
import mvi.manifest.FunctionSpec;
import mvi.manifest.Timetable;
import mvi.manifest.Trigger;

/** How a function is run, as the text that is kept of it with a release. */
final class FunctionItems {
    private FunctionItems() {}

    /** A function with its triggers in their order. */
    private record Kept(
            FunctionSpec.Runtime runtime,
            List<KeptTrigger> triggers,
            int concurrency,
            Duration timeout,
            int retries) {}

    /** One of them is there. */
    private record KeptTrigger(
            Optional<Trigger.Blob> blob,
            Optional<Trigger.Log> log,
            Optional<KeptSchedule> schedule,
            Optional<Trigger.Release> release) {}

    private record KeptSchedule(
            String expression,
            String zone,
            Trigger.Overlap overlap,
            Trigger.Missed missed,
            Optional<Duration> expected) {}

    static String write(FunctionSpec function) {
        return Json.text(
                new Kept(
                        function.runtime(),
                        function.triggers().stream().map(FunctionItems::kept).toList(),
                        function.concurrency(),
                        function.timeout(),
                        function.retries()));
    }

    static FunctionSpec read(String text) {
        Kept kept = Json.read(text, Kept.class);
        return new FunctionSpec(
                kept.runtime(),
                kept.triggers().stream().map(FunctionItems::trigger).toList(),
                kept.concurrency(),
                kept.timeout(),
                kept.retries());
    }

    private static KeptTrigger kept(Trigger trigger) {
        return switch (trigger) {
            case Trigger.Blob blob ->
                    new KeptTrigger(
                            Optional.of(blob),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty());
            case Trigger.Log log ->
                    new KeptTrigger(
                            Optional.empty(), Optional.of(log), Optional.empty(), Optional.empty());
            case Trigger.Schedule schedule ->
                    new KeptTrigger(
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(
                                    new KeptSchedule(
                                            schedule.timetable().expression(),
                                            schedule.timetable().zone().getId(),
                                            schedule.overlap(),
                                            schedule.missed(),
                                            schedule.expected())),
                            Optional.empty());
            case Trigger.Release release ->
                    new KeptTrigger(
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(release));
        };
    }

    private static Trigger trigger(KeptTrigger kept) {
        return kept.blob()
                .<Trigger>map(each -> each)
                .or(() -> kept.log().map(each -> each))
                .or(() -> kept.schedule().map(FunctionItems::schedule))
                .or(() -> kept.release().map(each -> each))
                .orElseThrow(() -> Problem.bug("a trigger of no kind that is known", null));
    }

    private static Trigger schedule(KeptSchedule kept) {
        return new Trigger.Schedule(
                new Timetable(kept.expression(), ZoneId.of(kept.zone())),
                kept.overlap(),
                kept.missed(),
                kept.expected());
    }
}
