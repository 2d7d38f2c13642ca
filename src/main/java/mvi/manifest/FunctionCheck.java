package mvi.manifest;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import mvi.manifest.AppProcess.Lifetime;

/** Looks whether what functions are to run for is there, and that none wakes itself for ever. */
final class FunctionCheck {
    private final ReadContext context;
    private final List<Heard> buckets = new ArrayList<>();

    /** By function: the processes whose logs it listens to. */
    private final Map<String, Map<String, Place>> logs = new LinkedHashMap<>();

    FunctionCheck(ReadContext context) {
        this.context = context;
    }

    /** A function that hears of a bucket, and where the manifest says so. */
    private record Heard(String function, Trigger.Blob trigger, Place place) {
        /** Whether one change of one object may be for both. */
        boolean overlaps(Heard other) {
            Trigger.Blob that = other.trigger;
            return trigger.bucket().equals(that.bucket())
                    && trigger.events().stream().anyMatch(that.events()::contains)
                    && (trigger.prefix().startsWith(that.prefix())
                            || that.prefix().startsWith(trigger.prefix()))
                    && (trigger.suffix().endsWith(that.suffix())
                            || that.suffix().endsWith(trigger.suffix()));
        }
    }

    void blob(String function, Trigger.Blob trigger, Place place) {
        buckets.add(new Heard(function, trigger, place));
    }

    void log(String function, String process, Place place) {
        logs.computeIfAbsent(function, unused -> new LinkedHashMap<>()).putIfAbsent(process, place);
    }

    void check(List<AppProcess> processes, List<Manifest.Provider> providers) {
        Set<String> blobs =
                providers.stream()
                        .filter(each -> each.service().equals("blob"))
                        .map(Manifest.Provider::name)
                        .collect(Collectors.toCollection(TreeSet::new));
        for (Heard each : buckets) {
            if (!blobs.contains(each.trigger().bucket())) {
                unknownBucket(each.place(), each.trigger().bucket(), blobs);
            }
        }
        overlaps();
        Set<String> names =
                processes.stream()
                        .map(AppProcess::name)
                        .collect(Collectors.toCollection(TreeSet::new));
        logs.values()
                .forEach(
                        named ->
                                named.forEach(
                                        (name, place) -> {
                                            if (!names.contains(name)) {
                                                unknownProcess(place, name, names);
                                            }
                                        }));
        Set<String> done = new HashSet<>();
        processes.stream()
                .filter(each -> each.lifetime() == Lifetime.FUNCTION)
                .forEach(each -> walk(each.name(), new ArrayList<>(), done));
    }

    /** S3 lets one function hear of a change: whichever would be told first was by chance. */
    private void overlaps() {
        for (int i = 0; i < buckets.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (buckets.get(i).overlaps(buckets.get(j))) {
                    overlap(buckets.get(i), buckets.get(j).function());
                    break;
                }
            }
        }
    }

    private void overlap(Heard heard, String other) {
        context.findings()
                .error(
                        heard.place(),
                        "overlapping-triggers",
                        "x-mvi.on.blob of '%s' is for objects of '%s' that '%s' hears of already"
                                .formatted(heard.function(), heard.trigger().bucket(), other),
                        "give them prefixes or suffixes of their own, or let one invoke the other");
    }

    private void unknownBucket(Place place, String name, Set<String> blobs) {
        String near = NearName.didYouMean(name, blobs);
        String there =
                blobs.isEmpty()
                        ? "add one: " + name + ": {provider: {type: mvi, options: {service: blob}}}"
                        : "name one of " + String.join(", ", blobs);
        context.findings()
                .error(
                        place,
                        "unknown-bucket",
                        "x-mvi.on.blob names '"
                                + name
                                + "', which is no blob provider of this file",
                        near.isEmpty() ? there : near);
    }

    private void unknownProcess(Place place, String name, Set<String> names) {
        String near = NearName.didYouMean(name, names);
        context.findings()
                .error(
                        place,
                        "unknown-process",
                        "x-mvi.on.log names '" + name + "', which is no process of this file",
                        near.isEmpty() ? "name one of " + String.join(", ", names) : near);
    }

    /** Depth is bounded by the number of services. */
    private void walk(String function, List<String> path, Set<String> done) {
        if (done.contains(function)) {
            return;
        }
        path.add(function);
        logs.getOrDefault(function, Map.of())
                .forEach(
                        (name, place) -> {
                            int start = path.indexOf(name);
                            if (start >= 0) {
                                circle(path.subList(start, path.size()), place);
                            } else {
                                walk(name, path, done);
                            }
                        });
        path.removeLast();
        done.add(function);
    }

    private void circle(List<String> functions, Place place) {
        List<String> circle = new ArrayList<>(functions);
        circle.add(functions.getFirst());
        context.findings()
                .error(
                        place,
                        "log-cycle",
                        functions.size() == 1
                                ? "'"
                                        + functions.getFirst()
                                        + "' listens to its own log, and would"
                                        + " wake itself for ever"
                                : "a circle of x-mvi.on.log, which would wake itself for ever: "
                                        + String.join(" → ", circle),
                        "name another process");
    }
}
