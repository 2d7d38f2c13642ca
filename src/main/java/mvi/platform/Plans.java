package mvi.platform;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mvi.engines.base.ByteSource;
import mvi.manifest.AppProcess;
import mvi.manifest.Manifest;
import mvi.platform.app.AppRecord;
import mvi.platform.app.Apps;
import mvi.platform.app.Desired;
import mvi.platform.build.Projects;
import mvi.platform.release.Release;
import mvi.platform.release.ReleaseDifference;
import mvi.platform.release.ReleaseFiles;
import mvi.platform.release.Releases;

/** What deploys would change. Nothing is built, kept or changed for it. */
public final class Plans {
    private final Apps apps;
    private final Releases releases;
    private final Projects projects;

    Plans(Apps apps, Releases releases, Projects projects) {
        this.apps = apps;
        this.releases = releases;
        this.projects = projects;
    }

    /**
     * @param tar a project as a deploy takes it; throws INVALID {@code bad-manifest} like one
     */
    public List<ReleaseDifference.Change> of(String name, ByteSource tar) throws IOException {
        Apps.checkName(name);
        Optional<AppRecord> app = apps.find(name).filter(each -> !each.desired().isDeleted());
        Optional<Release> current =
                app.filter(each -> !each.desired().generation().isNone()).map(releases::current);
        try (Projects.Project project = projects.open(tar)) {
            Manifest next = project.manifest();
            Set<String> otherFiles = new HashSet<>();
            for (AppProcess process : next.processes()) {
                if (current.isPresent() && !process.mounts().isEmpty()) {
                    Optional<String> kept =
                            Optional.ofNullable(current.get().files().get(process.name()));
                    Optional<String> now = ReleaseFiles.nameOf(project.files(process));
                    // What is sealed has another name each time.
                    if (now.isPresent() && !now.equals(kept)) {
                        otherFiles.add(process.name());
                    }
                }
            }
            return ReleaseDifference.of(
                    name,
                    current.map(Release::manifest),
                    next,
                    app.map(AppRecord::desired).map(Desired::scale).orElse(Map.of()),
                    otherFiles);
        }
    }
}
