package mvi.cli.command;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import mvi.cli.output.Exit;
import mvi.cli.output.Table;
import mvi.cli.output.Words;
import mvi.cli.remote.ApiClient;
import mvi.cli.remote.Json;

/** {@code databases}: how they are kept, and had again. */
final class DatabasesNoun {
    private DatabasesNoun() {}

    static Verb noun() {
        return Verb.of(
                        "databases",
                        "List an app's databases.",
                        "mvi databases -a hello",
                        DatabasesNoun::list)
                .app()
                .json()
                .with(
                        named("info", "Show a database and its backups.", DatabasesNoun::info)
                                .json(),
                        named(
                                "url",
                                "Print a database's URL, with the password.",
                                DatabasesNoun::url),
                        Verb.of(
                                        "psql",
                                        "Run psql on a database: statements come by standard input,"
                                                + " or in its own arguments.",
                                        "mvi databases psql -a hello database -- -c 'select 1'",
                                        DatabasesNoun::psql)
                                .app()
                                .words(
                                        "DATABASE -- ARGUMENT",
                                        "1..*",
                                        "Its name, and what psql is given."),
                        Verb.of(
                                        "dump",
                                        "Write what is in a database as SQL, for any PostgreSQL.",
                                        "mvi databases dump -a hello database > hello.sql",
                                        call ->
                                                RunCommands.attach(
                                                        call,
                                                        full(call, "/dump"),
                                                        InputStream.nullInputStream()))
                                .app()
                                .words("DATABASE", "1", "Its name."),
                        Verb.of(
                                        "load",
                                        "Load a dump of any PostgreSQL: all of it, or nothing.",
                                        "mvi databases load -a hello database < hello.sql",
                                        call ->
                                                RunCommands.attach(
                                                        call,
                                                        full(call, "/load"),
                                                        call.terminal().in()))
                                .app()
                                .words("DATABASE", "1", "Its name."),
                        named(
                                "backup",
                                "Take a backup now, besides those of each day.",
                                call -> Rollouts.post(call, path(call, "/backups"), "{}")),
                        named(
                                        "restore",
                                        "Bring a database back as it was at a moment; the one that is"
                                                + " there is kept for 7 days.",
                                        DatabasesNoun::restore)
                                .option(
                                        "--to",
                                        "TIME",
                                        "A time such as 2026-01-31T12:00:00Z or a backup's id; else the"
                                                + " last commit.")
                                .option(
                                        "--as",
                                        "NAME",
                                        "Beside the one that is there, under another name."),
                        named(
                                        "delete",
                                        "Delete a database; its data is kept for 7 days.",
                                        DatabasesNoun::delete)
                                .flag("--purge", "Delete its data and its backups now."),
                        named("undelete", "Take back a deletion.", DatabasesNoun::undelete));
    }

    private static Verb named(String name, String summary, Verb.Action action) {
        return Verb.of(name, summary, "mvi databases " + name + " -a hello database", action)
                .app()
                .words("DATABASE", "1", "Its name.");
    }

    private static int list(Call call) throws IOException {
        Optional<Json> databases =
                call.shown(call.api().get("/v1/databases?app=" + ApiClient.encoded(call.app())));
        if (databases.isPresent()) {
            Table table =
                    new Table("DATABASE", "ENGINE", "STATE", "BACKUPS", "RESTORABLE", "TROUBLE");
            for (Json each : databases.get().items()) {
                table.row(
                        each.text("name"),
                        each.text("engine"),
                        each.text("state"),
                        Integer.toString(each.items("backups").size()),
                        window(each),
                        Words.orDash(each.text("trouble").lines().findFirst().orElse("")));
            }
            call.print(table.isEmpty() ? "the app has no databases\n" : table.text());
        }
        return Exit.OK;
    }

    private static String window(Json database) {
        return database.text("earliest").isEmpty()
                ? "-"
                : database.text("earliest") + " to " + database.text("latest");
    }

    private static int info(Call call) throws IOException {
        Optional<Json> shown = call.shown(call.api().get(full(call, "")));
        if (shown.isPresent()) {
            Json database = shown.get();
            Table facts = new Table("DATABASE", database.text("name"));
            facts.row("engine", database.text("engine"));
            facts.row("image", database.text("image"));
            facts.row("state", database.text("state"));
            facts.row("address", Words.orDash(database.text("address")));
            facts.row("restorable", window(database));
            facts.row("trouble", Words.orDash(database.text("trouble")));
            Table backups = new Table("BACKUP", "TAKEN", "BYTES");
            for (Json each : database.items("backups")) {
                backups.row(
                        each.text("id"),
                        each.text("taken"),
                        Words.bytes((long) each.number("bytes")));
            }
            call.print(facts.text() + (backups.isEmpty() ? "" : "\n" + backups.text()));
            if (!database.items("lines").isEmpty()) {
                call.print("\nits last lines:\n");
            }
            for (Json each : database.items("lines")) {
                call.print(each.text("time") + " " + each.text("text") + "\n");
            }
        }
        return Exit.OK;
    }

    private static int url(Call call) throws IOException {
        call.print(Json.parse(call.api().get(full(call, "/url"))).text("url") + "\n");
        return Exit.OK;
    }

    private static int psql(Call call) throws IOException {
        List<String> words = call.words();
        String arguments =
                words.stream()
                        .skip(1)
                        .map(each -> "argument=" + ApiClient.encoded(each))
                        .collect(Collectors.joining("&"));
        return RunCommands.attach(call, full(call, "/psql?" + arguments), call.terminal().in());
    }

    private static int restore(Call call) throws IOException {
        Map<String, String> asked = new LinkedHashMap<>();
        call.option("--to").ifPresent(to -> asked.put("to", to));
        call.option("--as").ifPresent(as -> asked.put("as", as));
        return Rollouts.post(call, path(call, "/restores"), Json.write(asked));
    }

    private static int delete(Call call) throws IOException {
        call.api().delete(full(call, call.has("--purge") ? "?purge=true" : ""));
        return Exit.OK;
    }

    private static int undelete(Call call) throws IOException {
        call.api().delete(full(call, "/deletion"));
        return Exit.OK;
    }

    private static String path(Call call, String rest) {
        return "/databases/" + ApiClient.encoded(call.words().getFirst()) + rest;
    }

    private static String full(Call call, String rest) {
        return call.appPath(path(call, rest));
    }
}
