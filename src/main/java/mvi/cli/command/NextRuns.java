package mvi.cli.command;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mvi.manifest.AppProcess;
import mvi.manifest.Manifest;
import mvi.manifest.Timetable;
import mvi.manifest.Trigger;

/**
 * When a manifest's schedules come next, as if it were released now: who reads that sees whether a
 * schedule is what was meant.
 */
record NextRuns(String process, Timetable timetable, List<Instant> times) {
    private static final int COUNT = 5;
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    static List<NextRuns> of(Manifest manifest, Instant now) {
        List<NextRuns> all = new ArrayList<>();
        for (AppProcess process : manifest.processes()) {
            process.function().stream()
                    .flatMap(function -> function.triggers().stream())
                    .forEach(
                            trigger -> {
                                if (trigger instanceof Trigger.Schedule schedule) {
                                    Timetable timetable = schedule.timetable();
                                    List<Instant> times = timetable.next(now, now, COUNT);
                                    all.add(new NextRuns(process.name(), timetable, times));
                                }
                            });
        }
        return all;
    }

    /** The zone stands behind the first one and is that of all. */
    String line() {
        if (times.isEmpty()) {
            return process + ": no run any more of " + timetable.expression();
        }
        ZoneId zone = timetable.zone();
        List<String> words = new ArrayList<>();
        times.forEach(each -> words.add(MINUTE.format(each.atZone(zone))));
        words.set(0, words.getFirst() + " (" + zone + ")");
        return process + ": next runs " + String.join(", ", words);
    }

    Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("process", process);
        map.put("schedule", timetable.expression());
        map.put("timezone", timetable.zone().getId());
        map.put("next", times.stream().map(Instant::toString).toList());
        return map;
    }
}
