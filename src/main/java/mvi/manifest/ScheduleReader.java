package mvi.manifest;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import mvi.engines.base.Problem;
import mvi.manifest.Trigger.Missed;
import mvi.manifest.Trigger.Overlap;

/** Reads {@code x-mvi.on.schedule}: a text with {@code timezone} beside it, or a mapping. */
final class ScheduleReader {
    private static final String NAME = "x-mvi.on.schedule";
    private static final ZoneId UTC = ZoneId.of("UTC");

    private static final Map<String, Overlap> OVERLAPS =
            Map.of("skip", Overlap.SKIP, "queue", Overlap.QUEUE, "allow", Overlap.ALLOW);

    private static final Map<String, Missed> MISSED =
            Map.of("one", Missed.ONE, "none", Missed.NONE);

    private final ReadContext context;
    private final Values values;

    ScheduleReader(ReadContext context) {
        this.context = context;
        this.values = context.values();
    }

    /**
     * @param on that may have one
     */
    Optional<Trigger> read(Tree.Fields on) {
        Optional<Tree> schedule = on.value("schedule");
        Optional<Tree> beside = on.value("timezone");
        if (schedule.isEmpty()) {
            beside.ifPresent(
                    each -> values.wrong("x-mvi.on.timezone", "a schedule beside it", each));
            return Optional.empty();
        }
        if (schedule.get() instanceof Tree.Fields fields) {
            beside.ifPresent(
                    each -> values.wrong("x-mvi.on.timezone", "to stand in the schedule", each));
            return mapping(fields);
        }
        ZoneId zone = beside.map(each -> zone("x-mvi.on.timezone", each)).orElse(UTC);
        return values.text(NAME, schedule.get())
                .flatMap(text -> timetable(NAME, text, zone, schedule.get()))
                .map(
                        each ->
                                new Trigger.Schedule(
                                        each, Overlap.SKIP, Missed.ONE, Optional.empty()));
    }

    private Optional<Trigger> mapping(Tree.Fields fields) {
        ComposeTable.check(ComposeTable.ON_SCHEDULE, fields, context.findings());
        ZoneId zone =
                fields.value("timezone").map(each -> zone(NAME + ".timezone", each)).orElse(UTC);
        Overlap overlap =
                fields.value("overlap")
                        .map(
                                each ->
                                        word(
                                                "overlap",
                                                OVERLAPS,
                                                "skip, queue or allow",
                                                each,
                                                Overlap.SKIP))
                        .orElse(Overlap.SKIP);
        Missed missed =
                fields.value("missed")
                        .map(each -> word("missed", MISSED, "one or none", each, Missed.ONE))
                        .orElse(Missed.ONE);
        Optional<Duration> expected = fields.value("expect").flatMap(this::expected);
        return written(fields, zone)
                .map(each -> new Trigger.Schedule(each, overlap, missed, expected));
    }

    private Optional<Timetable> written(Tree.Fields fields, ZoneId zone) {
        Optional<Tree> cron = fields.value("cron");
        Optional<Tree> rate = fields.value("rate");
        if (cron.isPresent() == rate.isPresent()) {
            return values.wrong(NAME, "either cron or rate", fields);
        }
        if (cron.isPresent()) {
            String name = NAME + ".cron";
            return values.text(name, cron.get())
                    .flatMap(text -> timetable(name, text, zone, cron.get()));
        }
        String name = NAME + ".rate";
        return values.text(name, rate.get())
                .map(text -> text.strip().startsWith("rate(") ? text : "rate(" + text + ")")
                .flatMap(text -> timetable(name, text, zone, rate.get()));
    }

    private Optional<Timetable> timetable(String name, String text, ZoneId zone, Tree tree) {
        try {
            Timetable timetable = new Timetable(text.strip(), zone);
            if (!timetable.isEver()) {
                context.findings()
                        .error(
                                tree.place(),
                                "never-comes",
                                name + ": '" + text + "' never comes",
                                "no month has that day");
            }
            return Optional.of(timetable);
        } catch (Problem bad) {
            context.findings()
                    .error(
                            tree.place(),
                            "bad-schedule",
                            name + ": " + bad.publicMessage(),
                            "write as in \"30 4 * * MON-FRI\", @daily or rate(5 minutes)");
            return Optional.empty();
        }
    }

    private ZoneId zone(String name, Tree tree) {
        TreeSet<String> known = new TreeSet<>(ZoneId.getAvailableZoneIds());
        Optional<String> zone = values.text(name, tree);
        if (zone.isEmpty()) {
            return UTC;
        }
        if (!known.contains(zone.get())) {
            context.findings()
                    .error(
                            tree.place(),
                            "unknown-timezone",
                            name + ": there is no time zone '" + zone.get() + "'",
                            NearName.of(zone.get(), known)
                                    .map(near -> "did you mean '" + near + "'?")
                                    .orElse("write one as Europe/Berlin"));
            return UTC;
        }
        return ZoneId.of(zone.get());
    }

    private Optional<Duration> expected(Tree tree) {
        Optional<Duration> expected = values.duration(NAME + ".expect", tree);
        return expected.isPresent() && !expected.get().isPositive()
                ? values.wrong(NAME + ".expect", "more than none", tree)
                : expected;
    }

    private <T> T word(String key, Map<String, T> known, String choices, Tree tree, T usual) {
        T value = tree instanceof Tree.Text text ? known.get(text.value()) : null;
        if (value == null) {
            values.wrong(NAME + "." + key, choices, tree);
            return usual;
        }
        return value;
    }
}
