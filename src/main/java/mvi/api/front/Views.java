package mvi.api.front;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mvi.api.schema.AppView;
import mvi.api.schema.BuildView;
import mvi.api.schema.ContainerView;
import mvi.api.schema.LineView;
import mvi.api.schema.ProgressView;
import mvi.api.schema.ReleaseView;
import mvi.manifest.AppProcess;
import mvi.platform.ContainerInfo;
import mvi.platform.Platform;
import mvi.platform.Progress;
import mvi.platform.app.AppRecord;
import mvi.platform.build.Build;
import mvi.platform.release.Release;
import mvi.services.container.Container;
import mvi.services.log.LogLine;

/** The platform's records as the API shows them. */
final class Views {
    private final Platform platform;

    Views(Platform platform) {
        this.platform = platform;
    }

    AppView app(AppRecord app) {
        Optional<Release> release = platform.currentRelease(app);
        List<ContainerInfo> containers = platform.containers(app.name());
        List<AppView.ProcessCount> processes =
                release.map(each -> counts(app, each, containers)).orElse(List.of());
        List<AppView.LinkView> links =
                release.map(Release::manifest).stream()
                        .flatMap(manifest -> manifest.providers().stream())
                        .map(each -> new AppView.LinkView(each.name(), each.service(), "linked"))
                        .toList();
        return new AppView(
                app.name(),
                state(release, processes),
                release.map(Release::name).orElse(""),
                release.map(each -> platform.url(app.name(), each)).orElse(""),
                release.map(each -> each.manifest().domains()).orElse(List.of()),
                app.account(),
                processes,
                links,
                app.created().toString(),
                app.desired().maintenance());
    }

    private static List<AppView.ProcessCount> counts(
            AppRecord app, Release release, List<ContainerInfo> containers) {
        return release.manifest().processes().stream()
                .map(
                        process ->
                                count(
                                        process,
                                        release.wanted(process, app.desired().scale()),
                                        containers))
                .toList();
    }

    private static AppView.ProcessCount count(
            AppProcess process, int wanted, List<ContainerInfo> containers) {
        long running =
                containers.stream()
                        .filter(each -> each.container().labels().process().equals(process.name()))
                        .filter(each -> each.container().labels().role().equals("process"))
                        .filter(each -> each.container().state() == Container.State.RUNNING)
                        .count();
        return new AppView.ProcessCount(process.name(), wanted, (int) running);
    }

    private static String state(Optional<Release> release, List<AppView.ProcessCount> processes) {
        if (release.isEmpty()) {
            return "empty";
        }
        if (!release.get().state().isFinal()) {
            return "rolling";
        }
        return processes.stream().allMatch(each -> each.running() >= each.wanted())
                ? "running"
                : "degraded";
    }

    ReleaseView release(Release release, int current) {
        String reason =
                release.reason().isEmpty()
                        ? release.cause()
                        : release.cause() + ": " + release.reason();
        return new ReleaseView(
                release.name(),
                release.build(),
                release.state().toString(),
                release.steps().stream()
                        .map(step -> new ReleaseView.StepView(step.text(), step.at().toString()))
                        .toList(),
                release.by(),
                release.at().toString(),
                reason,
                release.number() == current);
    }

    BuildView build(Build build) {
        return new BuildView(
                build.id(),
                build.app(),
                build.state(),
                build.at().toString(),
                build.seconds(),
                build.image(),
                "/v1/builds/" + build.id() + "/log",
                build.reason());
    }

    ContainerView container(ContainerInfo info) {
        Container container = info.container();
        return new ContainerView(
                container.name(),
                container.labels().process(),
                container.state().name().toLowerCase(Locale.ROOT),
                info.health(),
                info.release(),
                platform.host(),
                container.started().map(Object::toString).orElse(""),
                info.restarts(),
                info.note());
    }

    static LineView line(LogLine line) {
        return new LineView(
                line.time().toString(),
                line.app(),
                line.process(),
                line.container(),
                line.stream(),
                line.text());
    }

    static ProgressView progress(Progress.Said said) {
        return new ProgressView(
                said.how().name().toLowerCase(Locale.ROOT),
                said.text(),
                said.release(),
                said.url(),
                said.code());
    }
}
