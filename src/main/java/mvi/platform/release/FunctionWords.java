package mvi.platform.release;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import mvi.manifest.FunctionSpec;
import mvi.manifest.Trigger;

/** How a function is run, in words. */
final class FunctionWords {
    private FunctionWords() {}

    /** What a function is, each in some words. */
    static List<String> described(FunctionSpec function) {
        List<String> words = new ArrayList<>();
        words.add("a function, runtime " + word(function.runtime()));
        words.addAll(triggers(function));
        words.add(
                function.concurrency() + " at once, " + function.timeout().toSeconds() + " s each");
        return words;
    }

    /** What is another about it; empty when nothing is. */
    static List<String> changed(Optional<FunctionSpec> was, Optional<FunctionSpec> is) {
        if (was.isEmpty() || is.isEmpty()) {
            return is.map(FunctionWords::described)
                    .orElse(was.isPresent() ? List.of("no function any more") : List.of());
        }
        List<String> words = new ArrayList<>();
        say(words, "runtime", word(was.get().runtime()), word(is.get().runtime()));
        List<String> old = triggers(was.get());
        List<String> now = triggers(is.get());
        now.stream().filter(each -> !old.contains(each)).forEach(each -> words.add("+" + each));
        old.stream().filter(each -> !now.contains(each)).forEach(each -> words.add("-" + each));
        say(words, "at once", was.get().concurrency(), is.get().concurrency());
        say(
                words,
                "timeout",
                was.get().timeout().toSeconds() + " s",
                is.get().timeout().toSeconds() + " s");
        say(words, "retries", was.get().retries(), is.get().retries());
        return words;
    }

    private static List<String> triggers(FunctionSpec function) {
        return function.triggers().isEmpty()
                ? List.of("when it is invoked")
                : function.triggers().stream().map(FunctionWords::trigger).toList();
    }

    private static String trigger(Trigger trigger) {
        return switch (trigger) {
            case Trigger.Blob blob ->
                    "on objects %s in %s%s"
                            .formatted(
                                    words(blob.events()),
                                    blob.bucket(),
                                    blob.prefix().isEmpty() && blob.suffix().isEmpty()
                                            ? ""
                                            : " named " + blob.prefix() + "*" + blob.suffix());
            case Trigger.Log log ->
                    "on lines of %s%s"
                            .formatted(
                                    log.process(),
                                    log.match().isEmpty() ? "" : " that match " + log.match());
            case Trigger.Schedule schedule ->
                    "on schedule %s (%s), overlap %s, missed %s%s"
                            .formatted(
                                    schedule.timetable().expression(),
                                    schedule.timetable().zone(),
                                    word(schedule.overlap()),
                                    word(schedule.missed()),
                                    schedule.expected()
                                            .map(each -> ", expected in " + each.toSeconds() + " s")
                                            .orElse(""));
            case Trigger.Release release -> "on a release that " + words(release.outcomes());
        };
    }

    private static void say(List<String> words, String what, Object was, Object is) {
        if (!was.equals(is)) {
            words.add(what + " " + was + " → " + is);
        }
    }

    private static String words(List<? extends Enum<?>> all) {
        return all.stream().map(FunctionWords::word).collect(Collectors.joining(" or "));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
