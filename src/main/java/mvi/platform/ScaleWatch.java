package mvi.platform;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mvi.engines.base.Clock;
import mvi.engines.base.Problem;
import mvi.manifest.AppProcess;
import mvi.platform.release.ProcessPorts;
import mvi.platform.release.Release;
import mvi.services.container.Container;

/**
 * Tells how far a change of scale has come, until as many containers are well as were asked for.
 */
record ScaleWatch(Platform platform, Clock clock) {
    /** How long a change of scale is followed; it goes on without. */
    private static final Duration SCALE_FOLLOWED = Duration.ofMinutes(3);

    /** Throws INVALID {@code no-such-process}, {@code bad-scale}. */
    static void check(Release release, String process, int count) {
        Optional<AppProcess> known = release.manifest().process(process);
        if (known.isEmpty()) {
            throw Problem.invalid(
                    "no-such-process",
                    release.name()
                            + " of '"
                            + release.app()
                            + "' has no process '"
                            + process
                            + "'; it has "
                            + release.manifest().processes().stream()
                                    .map(AppProcess::name)
                                    .collect(Collectors.joining(", ")));
        }
        switch (known.get().lifetime()) {
            case STEP ->
                    throw Problem.invalid(
                            "bad-scale",
                            "'"
                                    + process
                                    + "' is a step, which runs once in each release: no scale");
            case FUNCTION ->
                    throw Problem.invalid(
                            "bad-scale",
                            "'"
                                    + process
                                    + "' is a function, which scales by itself: x-mvi.concurrency in"
                                    + " the manifest says how far");
            case SERVICE, UNTIL_SUCCESS, ONCE -> {}
        }
        if (count < 0 || count > Platform.MAXIMUM_SCALE) {
            throw Problem.invalid(
                    "bad-scale",
                    "a process has 0 to " + Platform.MAXIMUM_SCALE + " containers, not " + count);
        }
    }

    void follow(String name, Release release, Map<String, Integer> counts, Progress said)
            throws InterruptedException {
        long began = clock.nanos();
        String last = "";
        while (clock.nanos() - began < SCALE_FOLLOWED.toNanos()) {
            List<ContainerInfo> all = platform.containers(name);
            List<String> words = new ArrayList<>();
            boolean isThere = true;
            for (Map.Entry<String, Integer> count : counts.entrySet()) {
                long well = well(all, release, count.getKey());
                isThere &=
                        mayEnd(release, count.getKey())
                                || well == count.getValue()
                                        && present(all, count.getKey()).count() == well;
                words.add(count.getKey() + ": " + well + " of " + count.getValue());
            }
            String now = String.join(", ", words);
            if (isThere) {
                said.done(now, release.name(), "");
                return;
            }
            if (!now.equals(last)) {
                said.step(now);
                last = now;
            }
            clock.sleep(Duration.ofMillis(200));
        }
        said.failed("still " + last + "; mvi ps shows why", "still-scaling");
    }

    /** Whose containers may have done their work before anybody counts them. */
    private static boolean mayEnd(Release release, String name) {
        return release.manifest()
                .process(name)
                .filter(each -> each.lifetime() != AppProcess.Lifetime.SERVICE)
                .isPresent();
    }

    /** Those too that have ended and are still to be taken away. */
    private static Stream<ContainerInfo> present(List<ContainerInfo> all, String process) {
        return all.stream()
                .filter(each -> each.container().labels().process().equals(process))
                .filter(each -> each.container().labels().role().equals("process"));
    }

    private static long well(List<ContainerInfo> all, Release release, String process) {
        return ProcessPorts.of(release.manifest(), process).isEmpty()
                ? present(all, process)
                        .filter(each -> each.container().state() == Container.State.RUNNING)
                        .count()
                : present(all, process).filter(each -> each.health().equals("healthy")).count();
    }
}
