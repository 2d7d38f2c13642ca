package mvi.api.front;

import static java.time.temporal.ChronoUnit.MILLIS;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import mvi.api.schema.DatabaseView;
import mvi.engines.base.Problem;
import mvi.engines.http.HttpReply;
import mvi.platform.Databases;
import mvi.services.database.DatabaseService.Client;
import mvi.services.database.DatabaseService.Database;
import mvi.services.database.DatabaseService.Protection;
import mvi.services.database.RestorePoint;

/** The operations on databases. */
final class DatabaseHandlers {
    /** As the manifest has names of services. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

    private final Databases databases;

    DatabaseHandlers(Databases databases) {
        this.databases = databases;
    }

    HttpReply list(ApiCall call) {
        return AppHandlers.json(
                databases.list(call.query("app")).stream()
                        .map(each -> view(each, List.of()))
                        .toList());
    }

    HttpReply get(ApiCall call) {
        Database database = databases.get(call.app(), call.path("name"));
        List<DatabaseView.LineView> lines =
                databases.lastLines(database.app(), database.name()).stream()
                        .map(each -> new DatabaseView.LineView(each.time().toString(), each.text()))
                        .toList();
        return AppHandlers.json(view(database, lines));
    }

    HttpReply url(ApiCall call) {
        return AppHandlers.json(Map.of("url", databases.url(call.app(), call.path("name"))));
    }

    HttpReply psql(ApiCall call) {
        Database database = databases.get(call.app(), call.path("name"));
        List<String> arguments = call.all("argument");
        return Streams.frames(
                call.request(),
                streams ->
                        databases.client(
                                database.app(), database.name(), Client.PSQL, arguments, streams));
    }

    HttpReply dump(ApiCall call) {
        Database database = databases.get(call.app(), call.path("name"));
        return Streams.frames(
                call.request(),
                streams ->
                        databases.client(
                                database.app(), database.name(), Client.DUMP, List.of(), streams));
    }

    HttpReply load(ApiCall call) {
        Database database = databases.get(call.app(), call.path("name"));
        return Streams.frames(
                call.request(),
                streams -> databases.load(database.app(), database.name(), streams));
    }

    HttpReply backUp(ApiCall call) {
        return Streams.progress(databases.backUp(call.app(), call.path("name")));
    }

    HttpReply restore(ApiCall call) throws IOException {
        Map<String, Object> asked = call.json();
        String name = call.path("name");
        String as = String.valueOf(asked.getOrDefault("as", name));
        if (!as.equals(name) && !NAME.matcher(as).matches()) {
            throw Problem.invalid(
                    "bad-name",
                    "'" + as + "' is not a database's name: it has 1 to 40 of a-z 0-9 -");
        }
        return Streams.progress(
                databases.restore(
                        call.app(),
                        name,
                        point(String.valueOf(asked.getOrDefault("to", "latest"))),
                        as));
    }

    private static RestorePoint point(String to) {
        if (to.equals("latest")) {
            return new RestorePoint.Latest();
        }
        if (to.startsWith("bk-")) {
            return new RestorePoint.Backup(to);
        }
        try {
            return new RestorePoint.At(Instant.parse(to));
        } catch (DateTimeException notTime) {
            throw Problem.invalid(
                    "bad-time",
                    "'"
                            + to
                            + "' is no moment: write latest, a backup's id, or a time as"
                            + " 2026-01-31T12:00:00Z");
        }
    }

    HttpReply delete(ApiCall call) {
        databases.delete(
                call.app(), call.path("name"), call.query("purge").equals(Optional.of("true")));
        return AppHandlers.json(Map.of());
    }

    HttpReply undelete(ApiCall call) {
        return AppHandlers.json(view(databases.undelete(call.app(), call.path("name")), List.of()));
    }

    private DatabaseView view(Database database, List<DatabaseView.LineView> lines) {
        Protection kept = databases.protection(database.app(), database.name());
        List<DatabaseView.BackupView> backups =
                kept.backups().stream()
                        .map(
                                each ->
                                        new DatabaseView.BackupView(
                                                each.id(), each.taken().toString(), each.bytes()))
                        .toList();
        return new DatabaseView(
                database.app(),
                database.name(),
                database.engine(),
                database.version(),
                database.state(),
                database.address(),
                text(database.deleted()),
                // Inward: what is shown can be asked for.
                text(kept.earliest().map(each -> each.plusMillis(1).truncatedTo(MILLIS))),
                text(kept.latest().map(each -> each.truncatedTo(MILLIS))),
                kept.trouble().orElse(""),
                backups,
                lines);
    }

    private static String text(Optional<Instant> time) {
        return time.map(Instant::toString).orElse("");
    }
}
