package mvi.platform.release;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Problem;
import mvi.manifest.AppProcess;
import mvi.manifest.AppProcess.Order;
import mvi.manifest.Manifest;
import mvi.platform.app.AppRecord;
import mvi.platform.app.Apps;

/**
 * The memory that all containers may use by their limits is no more than the machine has. What a
 * manifest sets no limit for is not counted, and neither are steps; functions have a bound of their
 * own.
 */
public final class MemoryClaims {
    private final Apps apps;
    private final Releases releases;
    private final ByteCount machine;

    /**
     * @param machine all of its memory
     */
    public MemoryClaims(Apps apps, Releases releases, ByteCount machine) {
        this.apps = apps;
        this.releases = releases;
        this.machine = machine;
    }

    /**
     * Throws CONFLICT {@code not-enough-memory} when there is too little for the app as it should
     * become, unless it needs no more than before. Two changes at once may both pass.
     *
     * @param scale what {@code mvi scale} has said
     */
    public void check(String app, Manifest next, Map<String, Integer> scale) {
        long others = 0;
        long before = 0;
        boolean isReplaced = false;
        for (AppRecord each : apps.list()) {
            Map<String, Integer> theirs = each.desired().scale();
            boolean isOther = !each.name().equals(app);
            Manifest manifest = releases.wanted(each).map(Release::manifest).orElse(null);
            if (manifest != null && isOther) {
                others += sum(manifest, theirs, false);
            } else if (manifest != null) {
                isReplaced = true;
                before = sum(manifest, theirs, true);
            }
        }
        long needed = sum(next, scale, isReplaced);
        long missing = others + needed - machine.bytes();
        if (missing > 0 && needed > before) {
            throw Problem.conflict(
                    "not-enough-memory",
                    ("%s of memory are missing: by its limits '%s' may use %s (%s), the other apps %s,"
                                    + " and this machine has %s; lower memory or replicas, or"
                                    + " scale another app down")
                            .formatted(
                                    new ByteCount(missing),
                                    app,
                                    new ByteCount(needed),
                                    words(next, scale, isReplaced),
                                    new ByteCount(others),
                                    machine));
        }
    }

    private static long sum(Manifest manifest, Map<String, Integer> scale, boolean isReplaced) {
        return manifest.processes().stream()
                .mapToLong(
                        each ->
                                each.memory().orElse(ByteCount.ZERO).bytes()
                                        * (count(each, scale) + surge(each, scale, isReplaced)))
                .sum();
    }

    private static int count(AppProcess process, Map<String, Integer> scale) {
        return switch (process.lifetime()) {
            case STEP, FUNCTION -> 0;
            case SERVICE, UNTIL_SUCCESS, ONCE ->
                    scale.getOrDefault(process.name(), process.replicas());
        };
    }

    /** Containers that run beside those that are wanted, while they take turns. */
    private static int surge(AppProcess process, Map<String, Integer> scale, boolean isReplaced) {
        return isReplaced && process.update().order() == Order.START_FIRST
                ? Math.min(process.update().parallelism(), count(process, scale))
                : 0;
    }

    private static String words(Manifest manifest, Map<String, Integer> scale, boolean isReplaced) {
        List<String> words = new ArrayList<>();
        for (AppProcess process : manifest.processes()) {
            int count = count(process, scale);
            int surge = surge(process, scale, isReplaced);
            if (process.memory().isPresent() && count > 0) {
                words.add(
                        "%s %d × %s%s"
                                .formatted(
                                        process.name(),
                                        count,
                                        process.memory().get(),
                                        surge == 0 ? "" : " and " + surge + " while they change"));
            }
        }
        return String.join(", ", words);
    }
}
