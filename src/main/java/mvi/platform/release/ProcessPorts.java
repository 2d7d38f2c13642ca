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

    /**
     * Every port that the app's other processes reach, ascending; empty for a worker or function.
     */
    static SortedSet<Integer> all(AppProcess process) {
        if (process.lifetime() == AppProcess.Lifetime.FUNCTION) {
            return new TreeSet<>();
        }
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
     * for the first one that is public, without a path; {@code PROCESS.APP.localhost} for the
     * others of them. A process with a path has what is below it at the app's own hosts.
     */
    public static List<String> hosts(String app, Manifest manifest, AppProcess process) {
        if (!process.isPublic()) {
            return List.of();
        }
        List<String> main = new ArrayList<>();
        main.add(app + ".localhost");
        main.addAll(manifest.domains());
        String path = process.routing().requests().path();
        if (!path.isEmpty()) {
            return main.stream().map(host -> host + path).toList();
        }
        return process.name().equals(main(manifest))
                ? main
                : List.of(process.name() + "." + app + ".localhost");
    }

    private static String main(Manifest manifest) {
        return manifest.processes().stream()
                .filter(each -> each.isPublic() && each.routing().requests().path().isEmpty())
                .map(AppProcess::name)
                .reduce((first, next) -> next.equals(AppProcess.WEB) ? next : first)
                .orElse("");
    }
}
