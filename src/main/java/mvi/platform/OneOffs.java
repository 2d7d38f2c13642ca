package mvi.platform;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import mvi.engines.base.Clock;
import mvi.engines.base.Problem;
import mvi.platform.app.AppRecord;
import mvi.platform.app.Apps;
import mvi.platform.release.AppNetworks;
import mvi.platform.release.ContainerSpecs;
import mvi.platform.release.Release;
import mvi.platform.release.Releases;
import mvi.services.container.Container;
import mvi.services.container.ContainerService;
import mvi.services.container.ContainerSpec;
import mvi.services.network.AppNetwork;

/** Commands beside an app: in one of its containers, or in one made for it. */
public final class OneOffs {
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration OUTPUT_WAIT = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(50);

    private final PlatformParts parts;
    private final Apps apps;
    private final Releases releases;
    private final AppNetworks networks;
    private final ContainerSpecs specs;
    private final Clock clock;

    OneOffs(
            PlatformParts parts,
            Apps apps,
            Releases releases,
            AppNetworks networks,
            ContainerSpecs specs) {
        this.networks = networks;
        this.parts = parts;
        this.apps = apps;
        this.releases = releases;
        this.specs = specs;
        this.clock = parts.clock();
    }

    /** The container that a command would run in. Throws MISSING {@code no-such-container}. */
    public Container find(String name, String process, String container) {
        AppRecord app = apps.get(name);
        return parts.containers().list().stream()
                .filter(each -> each.labels().app().equals(app.name()))
                .filter(each -> each.labels().role().equals(ContainerSpec.Labels.PROCESS))
                .filter(each -> each.state() == Container.State.RUNNING)
                .filter(each -> process.isEmpty() || each.labels().process().equals(process))
                .filter(
                        each ->
                                container.isEmpty()
                                        || each.name().equals(container)
                                        || each.id().startsWith(container))
                .findFirst()
                .orElseThrow(
                        () ->
                                Problem.missing(
                                        "no-such-container",
                                        "app '"
                                                + name
                                                + "' has no running container"
                                                + (process.isEmpty() ? "" : " of " + process)
                                                + "; mvi ps lists them"));
    }

    /** Blocks until the command ends; its exit code. */
    public int exec(Container in, List<String> command, ContainerService.Streams streams)
            throws IOException {
        return parts.containers().exec(in.id(), command, Map.of(), streams);
    }

    /** A new container of the current release; the caller attaches and then disposes of it. */
    public Container start(String name, String process, List<String> command) {
        AppRecord app = apps.get(name);
        Release release = releases.current(app);
        String which =
                process.isEmpty() ? release.manifest().processes().getFirst().name() : process;
        AppNetwork network = networks.ensure(app.name(), release.manifest());
        return parts.containers().start(specs.oneOff(app, release, which, command, network));
    }

    public int attach(Container to, ContainerService.Streams streams) throws IOException {
        return parts.containers().attach(to.id(), streams);
    }

    /** Stops and removes it, once what it said is in the log. */
    public void dispose(Container container) throws InterruptedException {
        parts.containers().stop(container.id(), GRACE);
        long began = clock.nanos();
        while (!parts.output().drained(container.id())
                && clock.nanos() - began < OUTPUT_WAIT.toNanos()) {
            clock.sleep(POLL);
        }
        parts.containers().remove(container.id());
    }
}
