package mvi.platform.release;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mvi.manifest.AppProcess;
import mvi.manifest.Manifest;

/**
 * What an app runs: images, environment and manifest never change; only how far its rollout has
 * come does.
 *
 * @param number v1 is 1
 * @param build the Build ID its images come from
 * @param images by process, as the engine pulls them, with digest
 * @param files by process, the digest of what its mounts held
 * @param by who made it
 * @param cause why it was made: deploy, rollback to v2, env set K
 * @param ended names of containers that ended for good, each with its process
 * @param reason why it was undone, or empty
 * @param version grows with every write
 */
public record Release(
        String app,
        int number,
        String build,
        Map<String, String> images,
        int environmentVersion,
        Manifest manifest,
        Map<String, String> files,
        String by,
        Instant at,
        String cause,
        ReleaseState state,
        List<StepRecord> steps,
        Map<String, String> ended,
        String reason,
        long version) {
    /** What is kept of a rollout's steps; older ones give way. */
    public static final int MAXIMUM_STEPS = 100;

    /** Something that was done, and when. */
    public record StepRecord(String text, Instant at) {}

    public Release {
        images = Map.copyOf(images);
        files = Map.copyOf(files);
        steps = List.copyOf(steps);
        ended = Map.copyOf(ended);
    }

    public String name() {
        return "v" + number;
    }

    public Release in(ReleaseState next, String why) {
        return with(next, steps, ended, why, version);
    }

    /** With one more step, the oldest dropped at the limit. */
    public Release after(String text, Instant when) {
        List<StepRecord> more = new ArrayList<>(steps);
        if (more.size() >= MAXIMUM_STEPS) {
            more.removeFirst();
        }
        more.add(new StepRecord(text, when));
        return with(state, more, ended, reason, version);
    }

    /** With one container less to run. */
    Release ended(String container, String process) {
        Map<String, String> more = new HashMap<>(ended);
        more.put(container, process);
        return with(state, steps, more, reason, version);
    }

    /** As it is once it is written. */
    Release written() {
        return with(state, steps, ended, reason, version + 1);
    }

    private Release with(
            ReleaseState newState,
            List<StepRecord> newSteps,
            Map<String, String> newEnded,
            String newReason,
            long newVersion) {
        return new Release(
                app,
                number,
                build,
                images,
                environmentVersion,
                manifest,
                files,
                by,
                at,
                cause,
                newState,
                newSteps,
                newEnded,
                newReason,
                newVersion);
    }

    /**
     * How many containers of a process of this release should run, those that ended for good taken
     * off.
     *
     * @param scale what {@code mvi scale} has said
     */
    public int wanted(AppProcess process, Map<String, Integer> scale) {
        int count =
                switch (process.lifetime()) {
                    case STEP -> 1;
                    case FUNCTION -> 0;
                    case SERVICE, UNTIL_SUCCESS, ONCE ->
                            scale.getOrDefault(process.name(), process.replicas());
                };
        long over = ended.values().stream().filter(process.name()::equals).count();
        return Math.max(0, count - (int) over);
    }
}
