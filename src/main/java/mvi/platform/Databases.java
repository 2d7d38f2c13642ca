package mvi.platform;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Problem;
import mvi.platform.app.AppRecord;
import mvi.platform.app.Apps;
import mvi.platform.release.Releases;
import mvi.services.container.ContainerService;
import mvi.services.database.DatabaseService;
import mvi.services.database.DatabaseService.Backup;
import mvi.services.database.DatabaseService.Client;
import mvi.services.database.DatabaseService.Database;
import mvi.services.database.DatabaseService.Protection;
import mvi.services.database.DatabaseService.Session;
import mvi.services.database.RestorePoint;
import mvi.services.log.LogLine;
import mvi.services.log.LogService;

/** The databases of apps: how they are kept, and had again. */
public final class Databases {
    /** How pg_dump's custom format begins. */
    private static final byte[] ARCHIVE = "PGDMP".getBytes(StandardCharsets.US_ASCII);

    /** On the first line of what is loaded, so that errors name its own lines. */
    private static final byte[] BEGIN = "begin; ".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] COMMIT = "\n;commit;\n".getBytes(StandardCharsets.US_ASCII);

    private static final int LAST_LINES = 10;

    private final Apps apps;
    private final Releases releases;
    private final DatabaseService databases;
    private final ContainerService containers;
    private final LogService log;
    private final Changes changes;

    Databases(
            Apps apps,
            Releases releases,
            DatabaseService databases,
            ContainerService containers,
            LogService log,
            Changes changes) {
        this.apps = apps;
        this.releases = releases;
        this.databases = databases;
        this.containers = containers;
        this.log = log;
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
        return databases
                .find(app, name)
                .orElseThrow(
                        () ->
                                Problem.missing(
                                        "no-such-database",
                                        "app '" + app + "' has no database '" + name + "'"));
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

    /** What its instance said last. */
    public List<LogLine> lastLines(String app, String name) {
        requireApp(app);
        return log.read(
                LogService.LogQuery.ofContainer(
                        app, "-" + app + "-" + name + "-db", Optional.empty(), LAST_LINES));
    }

    /**
     * Runs a client on it, until it ends; its exit code.
     *
     * @param arguments of psql
     */
    public int client(
            String app,
            String name,
            Client client,
            List<String> arguments,
            ContainerService.Streams streams)
            throws IOException {
        requireApp(app);
        Session session = databases.session(app, name, client, arguments);
        return containers.exec(session.container(), session.command(), Map.of(), streams);
    }

    /**
     * Loads a dump, SQL or an archive of {@code pg_dump}'s custom format: all of it, or nothing
     * when a statement fails or the input is cut.
     */
    public int load(String app, String name, ContainerService.Streams streams) throws IOException {
        PushbackInputStream in = new PushbackInputStream(streams.in(), ARCHIVE.length);
        byte[] first = in.readNBytes(ARCHIVE.length);
        in.unread(first);
        if (Arrays.equals(first, ARCHIVE)) {
            return client(app, name, Client.LOAD_ARCHIVE, List.of(), with(streams, in));
        }
        // Input that is cut throws before the commit is reached, and what was run is undone.
        InputStream whole =
                new SequenceInputStream(
                        Collections.enumeration(
                                List.of(
                                        new ByteArrayInputStream(BEGIN),
                                        in,
                                        new ByteArrayInputStream(COMMIT))));
        return client(app, name, Client.LOAD, List.of(), with(streams, whole));
    }

    private static ContainerService.Streams with(ContainerService.Streams streams, InputStream in) {
        return new ContainerService.Streams(in, streams.out(), streams.err());
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
