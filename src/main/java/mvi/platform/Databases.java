package mvi.platform;

import java.util.List;
import java.util.Optional;
import mvi.engines.base.Problem;
import mvi.platform.app.AppRecord;
import mvi.platform.app.Apps;
import mvi.platform.release.Releases;
import mvi.services.database.DatabaseService;
import mvi.services.database.DatabaseService.Backup;
import mvi.services.database.DatabaseService.Database;
import mvi.services.database.DatabaseService.Protection;
import mvi.services.database.RestorePoint;

/** The databases of apps: how they are kept, and had again. */
public final class Databases {
    private final Apps apps;
    private final Releases releases;
    private final DatabaseService databases;
    private final Changes changes;

    Databases(Apps apps, Releases releases, DatabaseService databases, Changes changes) {
        this.apps = apps;
        this.releases = releases;
        this.databases = databases;
        this.changes = changes;
    }

    /** Of all apps, or of one. */
    public List<Database> list(Optional<String> app) {
        app.ifPresent(this::requireApp);
        return databases.list().stream()
                .filter(each -> app.isEmpty() || app.get().equals(each.app()))
                .toList();
    }

    /** Throws MISSING {@code no-such-database}. */
    public Database get(String app, String name) {
        requireApp(app);
        Protection unused = databases.protection(app, name);
        return databases.find(app, name).orElseThrow();
    }

    /** A secret. */
    public String url(String app, String name) {
        requireApp(app);
        return databases.url(app, name);
    }

    public Protection protection(String app, String name) {
        requireApp(app);
        return databases.protection(app, name);
    }

    public Progress backUp(String app, String name) {
        requireApp(app);
        return changes.aside(
                app,
                progress -> {
                    progress.step("copying the files of '" + name + "'");
                    Backup backup = databases.backUp(app, name);
                    progress.done(
                            "backup " + backup.id() + ", " + backup.bytes() + " bytes", "", "");
                });
    }

    public Progress restore(String app, String name, RestorePoint point, String as) {
        requireApp(app);
        return changes.aside(
                app,
                progress -> {
                    Database restored = databases.restore(app, name, point, as, progress::step);
                    progress.done("'" + restored.name() + "' answers", "", "");
                });
    }

    /** Throws CONFLICT {@code database-linked} while the current release uses it. */
    public void delete(String app, String name, boolean purge) {
        AppRecord record = apps.get(app);
        boolean isLinked =
                !record.desired().generation().isNone()
                        && releases.current(record).manifest().providers().stream()
                                .anyMatch(each -> each.name().equals(name));
        if (isLinked) {
            throw Problem.conflict(
                    "database-linked",
                    "the current release of '%s' uses database '%s': deploy a manifest without it first"
                            .formatted(app, name));
        }
        databases.delete(app, name, purge);
    }

    public Database undelete(String app, String name) {
        requireApp(app);
        return databases.undelete(app, name);
    }

    private void requireApp(String app) {
        AppRecord unused = apps.get(app);
    }
}
