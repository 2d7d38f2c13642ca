package mvi.manifest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How a process that runs when something happens is run.
 *
 * @param triggers what it runs for; none for one that only runs when somebody invokes it
 * @param concurrency how many events it works on at once, at most
 * @param timeout for one event
 * @param retries how often an event that failed is tried again
 */
public record FunctionSpec(
        Runtime runtime, List<Trigger> triggers, int concurrency, Duration timeout, int retries) {
    /** How its containers get an event. */
    public enum Runtime {
        /** They ask for the next one, by the runtime API of AWS Lambda. */
        LAMBDA,
        /** Each comes as a request to their port. */
        HTTP,
        /** A container is started for each, and its exit code is the answer. */
        EXEC
    }

    public FunctionSpec {
        triggers = List.copyOf(triggers);
    }

    /**
     * These and the buckets that it hears of: what it is told of an object is seldom enough without
     * the object.
     */
    List<AppProcess.Dependency> linked(List<AppProcess.Dependency> dependencies) {
        List<AppProcess.Dependency> all = new ArrayList<>(dependencies);
        for (Trigger each : triggers) {
            if (each instanceof Trigger.Blob blob
                    && all.stream().noneMatch(there -> there.service().equals(blob.bucket()))) {
                all.add(new AppProcess.Dependency(blob.bucket(), AppProcess.Condition.STARTED));
            }
        }
        return all;
    }
}
