package mvi.manifest;

import static mvi.manifest.YamlWriter.map;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A function as the {@code x-mvi} of its service. */
final class FunctionPrinter {
    private FunctionPrinter() {}

    static Map<String, Object> print(AppProcess process, FunctionSpec function) {
        Map<String, Object> own = new LinkedHashMap<>();
        own.put("runtime", word(function.runtime()));
        if (!function.triggers().isEmpty()) {
            own.put("on", function.triggers().stream().map(FunctionPrinter::on).toList());
        }
        own.put("concurrency", function.concurrency());
        own.put("timeout", duration(function.timeout()));
        own.put("retries", function.retries());
        process.memory().ifPresent(memory -> own.put("memory", memory.bytes()));
        return own;
    }

    private static Map<String, Object> on(Trigger trigger) {
        return switch (trigger) {
            case Trigger.Blob blob ->
                    map(
                            "blob",
                            map(
                                    "bucket",
                                    blob.bucket(),
                                    "events",
                                    words(blob.events()),
                                    "prefix",
                                    blob.prefix(),
                                    "suffix",
                                    blob.suffix()));
            case Trigger.Log log -> map("log", map("process", log.process(), "match", log.match()));
            case Trigger.Schedule schedule -> map("schedule", schedule(schedule));
            case Trigger.Release release -> map("release", words(release.outcomes()));
        };
    }

    private static Map<String, Object> schedule(Trigger.Schedule schedule) {
        Map<String, Object> all = new LinkedHashMap<>();
        String expression = schedule.timetable().expression();
        all.put(expression.startsWith("rate(") ? "rate" : "cron", expression);
        all.put("timezone", schedule.timetable().zone().getId());
        all.put("overlap", word(schedule.overlap()));
        all.put("missed", word(schedule.missed()));
        schedule.expected().ifPresent(each -> all.put("expect", duration(each)));
        return all;
    }

    private static List<String> words(List<? extends Enum<?>> all) {
        return all.stream().map(FunctionPrinter::word).toList();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String duration(Duration duration) {
        return BigDecimal.valueOf(duration.toNanos(), 9).toPlainString() + "s";
    }
}
