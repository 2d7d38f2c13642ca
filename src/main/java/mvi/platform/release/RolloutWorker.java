package mvi.platform.release;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import mvi.engines.base.Bell;
import mvi.engines.base.Clock;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import mvi.manifest.Manifest;
import mvi.platform.app.AppRecord;
import mvi.platform.app.Apps;
import mvi.platform.app.Desired;
import mvi.services.container.ContainerService;
import mvi.services.kv.TransactAction;
import mvi.services.log.LogLine;
import mvi.services.log.LogService;
import mvi.services.network.AppNetwork;

/** Carries out steps, one after the other, and writes into the release what was done. */
final class RolloutWorker {
    /** Lines of a failed container that its release shows. */
    static final int LAST_LINES = 10;

    /** Lines of a container that ended by itself that {@code mvi ps} shows. */
    private static final int NOTE_LINES = 3;

    /** Characters of them. */
    private static final int NOTE_LIMIT = 300;

    private static final int WRITE_ATTEMPTS = 10;

    private final Apps apps;
    private final Releases releases;
    private final Crashes crashes;
    private final ContainerService containers;
    private final AppNetworks networks;
    private final LogService log;
    private final AppLinks links;
    private final ContainerSpecs specs;
    private final AppData data;
    private final ReleaseWitness witness;
    private final RouteKeeper keeper;
    private final Bell bell;
    private final Clock clock;
    private final Set<String> stopped = ConcurrentHashMap.newKeySet();

    /** What the worker works on and with. */
    record Parts(
            Apps apps,
            Releases releases,
            Crashes crashes,
            ContainerService containers,
            AppNetworks networks,
            LogService log,
            AppLinks links,
            ContainerSpecs specs,
            AppData data,
            ReleaseWitness witness) {}

    RolloutWorker(Parts parts, RouteKeeper keeper, Bell bell, Clock clock) {
        this.apps = parts.apps();
        this.releases = parts.releases();
        this.crashes = parts.crashes();
        this.containers = parts.containers();
        this.networks = parts.networks();
        this.log = parts.log();
        this.links = parts.links();
        this.specs = parts.specs();
        this.data = parts.data();
        this.witness = parts.witness();
        this.keeper = keeper;
        this.bell = bell;
        this.clock = clock;
    }

    /** Whether the databases of a deleted app were stopped since this process began. */
    boolean isDataStopped(AppRecord app) {
        return stopped.contains(app.account());
    }

    void carryOut(AppRecord app, Wanted wanted, List<Step> steps) {
        for (Step step : steps) {
            try {
                carryOut(app, wanted, step);
            } catch (Problem problem) {
                if (!wanted.isRolling() || !isForGood(problem, step)) {
                    throw problem;
                }
                undo(app, problem.publicMessage());
                return;
            }
        }
    }

    /** What would fail again just the same. */
    private static boolean isForGood(Problem problem, Step step) {
        boolean isOfRelease =
                step instanceof Step.StartContainer
                        || step instanceof Step.EnsureLinks
                        || step instanceof Step.EnsureNetwork;
        return isOfRelease && problem.kind() != Kind.UNAVAILABLE && problem.kind() != Kind.CONFLICT;
    }

    private void carryOut(AppRecord app, Wanted wanted, Step step) {
        switch (step) {
            case Step.EnsureNetwork unused -> network(app);
            case Step.EnsureLinks unused -> links.ensure(app, releases.current(app).manifest());
            case Step.StartContainer start -> start(app, wanted, start.process());
            case Step.ApplyRoutes routes -> keeper.set(app.name(), routes.routes());
            case Step.Drain drain -> {
                keeper.drain(app.name(), drain.container().name());
                say(app, wanted, "draining " + drain.container().name());
            }
            case Step.StopContainer stop -> {
                containers.stop(stop.container().id(), stop.grace());
                say(app, wanted, "stopped " + stop.container().name());
            }
            case Step.RecordExit exit -> recordExit(app, exit.container());
            case Step.RecordEnd end -> recordEnd(app, wanted, end.container());
            case Step.RemoveContainer remove -> {
                containers.remove(remove.container().id());
                bell.ring();
            }
            case Step.MarkRelease mark -> mark(app, wanted, mark.state());
            case Step.Undo undo -> undo(app, undo.reason() + lastLines(app, undo.container()));
            case Step.StopData unused -> {
                data.stop(app);
                stopped.add(app.account());
            }
            case Step.Purge unused -> data.purge(app);
        }
    }

    AppNetwork network(AppRecord app) {
        return networks.ensure(app.name(), releases.current(app).manifest());
    }

    private void start(AppRecord app, Wanted wanted, String process) {
        Release release = releases.current(app);
        String name =
                containers
                        .start(
                                specs.process(
                                        app, release, wanted.generation(), process, network(app)))
                        .name();
        stopped.remove(app.account());
        say(app, wanted, "started " + name);
    }

    private void recordExit(AppRecord app, Actual.Seen container) {
        String lines = lines(app, container, NOTE_LINES).replace("\n", " | ");
        String note =
                (container.exitCode().isPresent()
                                ? "exit " + container.exitCode().getAsInt()
                                : "killed with its machine or its engine")
                        + (container.isOutOfMemory() ? ", out of memory" : "")
                        + (lines.isEmpty() ? "" : ": " + shortened(lines));
        Duration ran =
                containers
                        .find(container.id())
                        .filter(each -> each.started().isPresent() && each.finished().isPresent())
                        .map(
                                each ->
                                        Duration.between(
                                                each.started().orElseThrow(),
                                                each.finished().orElseThrow()))
                        .orElse(Duration.ZERO);
        crashes.record(app.name(), container.process(), container.id(), ran, note);
    }

    /** Of a long text the end, which says most. */
    private static String shortened(String lines) {
        return lines.length() > NOTE_LIMIT
                ? "…" + lines.substring(lines.length() - NOTE_LIMIT)
                : lines;
    }

    private void recordEnd(AppRecord app, Wanted wanted, Actual.Seen container) {
        for (int attempt = 0; attempt < WRITE_ATTEMPTS; attempt++) {
            Optional<Release> release = releases.find(app.name(), wanted.generation().release());
            if (release.isEmpty() || release.get().ended().containsKey(container.name())) {
                return;
            }
            Release next =
                    release.get()
                            .ended(container.name(), container.process())
                            .after(container.process() + " has done its work", clock.now());
            if (apps.commit(List.of(releases.replace(next)))) {
                bell.ring();
                return;
            }
        }
        // The container is the only proof: it must not be removed by the step that comes next.
        throw Problem.conflict(
                "app-busy", "the end of " + container.name() + " could not be put on record yet");
    }

    private String lastLines(AppRecord app, Actual.Seen container) {
        String lines = lines(app, container, LAST_LINES);
        return lines.isEmpty()
                ? "; it said nothing"
                : "; its last lines:\n" + lines.indent(2).stripTrailing();
    }

    private String lines(AppRecord app, Actual.Seen container, int count) {
        return LogLine.texts(
                log.read(
                        LogService.LogQuery.ofContainer(
                                app.name(), container.name(), Optional.empty(), count)));
    }

    private void say(AppRecord app, Wanted wanted, String text) {
        if (!wanted.isRolling()) {
            bell.ring();
            return;
        }
        for (int attempt = 0; attempt < WRITE_ATTEMPTS; attempt++) {
            Optional<Release> release = releases.find(app.name(), wanted.generation().release());
            if (release.isEmpty()
                    || apps.commit(
                            List.of(releases.replace(release.get().after(text, clock.now()))))) {
                break;
            }
        }
        bell.ring();
    }

    /** Done is one transaction with giving up the way back. */
    private void mark(AppRecord app, Wanted wanted, ReleaseState state) {
        Optional<Release> release = releases.find(app.name(), wanted.generation().release());
        if (release.isEmpty() || release.get().state().isFinal()) {
            return;
        }
        Release next = release.get().in(state, "").after(state.toString(), clock.now());
        if (state != ReleaseState.DONE) {
            apps.commit(List.of(releases.replace(next)));
        } else {
            List<TransactAction> actions = new ArrayList<>();
            actions.add(releases.replace(next));
            actions.add(apps.replace(app.with(app.desired().settled())));
            actions.addAll(witness.ended(app, next, next.manifest(), "", clock.now()));
            apps.commit(actions);
        }
        bell.ring();
    }

    /**
     * Containers that ran on have the passwords of their own release. What fails here must keep no
     * undo from happening: the next start of a container does it again.
     */
    private String giveBack(AppRecord app, Manifest manifest) {
        try {
            links.ensure(app, manifest);
            return "";
        } catch (Problem problem) {
            return "; its links are not as they were: " + problem.publicMessage();
        }
    }

    /**
     * Desired goes back and the release says why, in one transaction: there is no moment at which
     * one is true without the other. A restart that failed leaves its release as done as it was.
     */
    void undo(AppRecord app, String reason) {
        Desired desired = app.desired();
        Optional<Release> release =
                releases.find(app.name(), desired.generation().release())
                        .filter(each -> !each.state().isFinal());
        if (release.isEmpty()) {
            return;
        }
        boolean isRestart =
                desired.fallback()
                        .filter(back -> back.release() == desired.generation().release())
                        .isPresent();
        Manifest undone = release.get().manifest();
        String why =
                reason
                        + desired.fallback()
                                .flatMap(back -> releases.find(app.name(), back.release()))
                                .map(Release::manifest)
                                .filter(back -> !back.providers().equals(undone.providers()))
                                .map(back -> giveBack(app, back))
                                .orElse("");
        Release next =
                release.get()
                        .in(isRestart ? ReleaseState.DONE : ReleaseState.UNDONE, why)
                        .after("undone: " + why, clock.now());
        List<TransactAction> actions = new ArrayList<>();
        actions.add(releases.replace(next));
        actions.add(apps.replace(app.with(desired.undone())));
        if (next.state() == ReleaseState.UNDONE) {
            Manifest running =
                    desired.fallback()
                            .flatMap(back -> releases.find(app.name(), back.release()))
                            .map(Release::manifest)
                            .orElse(undone);
            actions.addAll(witness.ended(app, next, running, why, clock.now()));
        }
        apps.commit(actions);
        bell.ring();
    }
}
