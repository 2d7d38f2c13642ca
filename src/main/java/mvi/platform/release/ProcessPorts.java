package mvi.platform.release;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import mvi.manifest.AppProcess;
import mvi.manifest.Manifest;
import mvi.platform.environment.EnvironmentComposer;

/** Which processes take requests, where, and under which host names. */
public final class ProcessPorts {
    private ProcessPorts() {}

    /** The port that takes the process's requests; empty for a worker. */
    public static OptionalInt of(AppProcess process) {
        return process.takesRequests()
                ? OptionalInt.of(
                        process.ports().isEmpty()
                                ? EnvironmentComposer.DEFAULT_PORT
                                : process.ports().getFirst())
                : OptionalInt.empty();
    }

    /** Every port that the app's other processes reach, ascending; empty for a worker. */
    static SortedSet<Integer> all(AppProcess process) {
        SortedSet<Integer> all = new TreeSet<>(process.ports());
        of(process).ifPresent(all::add);
        return all;
    }

    /** As {@link #of(AppProcess)}; empty too for a process that the manifest does not have. */
    public static OptionalInt of(Manifest manifest, String process) {
        return manifest.process(process).map(ProcessPorts::of).orElse(OptionalInt.empty());
    }

    /**
     * Under which the world reaches a process: the app's own host and domains for {@code web}, else
     * for the first one that is public; {@code PROCESS.APP.localhost} for the others of them.
     */
    public static List<String> hosts(String app, Manifest manifest, AppProcess process) {
        if (!process.isPublic()) {
            return List.of();
        }
        String main =
                manifest.processes().stream()
                        .filter(AppProcess::isPublic)
                        .map(AppProcess::name)
                        .reduce((first, next) -> next.equals(AppProcess.WEB) ? next : first)
                        .orElse("");
        if (!process.name().equals(main)) {
            return List.of(process.name() + "." + app + ".localhost");
        }
        List<String> hosts = new ArrayList<>();
        hosts.add(app + ".localhost");
        hosts.addAll(manifest.domains());
        return hosts;
    }
}
