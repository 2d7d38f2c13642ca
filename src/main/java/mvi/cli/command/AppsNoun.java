package mvi.cli.command;

import java.io.IOException;
import java.util.Optional;
import java.util.stream.Collectors;
import mvi.cli.output.Exit;
import mvi.cli.output.Table;
import mvi.cli.output.Words;
import mvi.cli.remote.Json;

/** {@code apps}: what runs here. */
final class AppsNoun {
    private AppsNoun() {}

    static Verb noun() {
        return Verb.of("apps", "List the apps.", "mvi apps", AppsNoun::list)
                .json()
                .with(
                        Verb.of("info", "All of one app.", "mvi apps info -a hello", AppsNoun::info)
                                .app()
                                .json(),
                        Verb.of(
                                        "delete",
                                        "Stop and remove an app; its data is kept for 7 days.",
                                        "mvi apps delete -a hello",
                                        AppsNoun::delete)
                                .app()
                                .flag("--purge", "Remove its data now, for ever."));
    }

    private static int list(Call call) throws IOException {
        Optional<Json> apps = call.shown(call.api().get("/v1/apps"));
        if (apps.isPresent()) {
            Table table = new Table("APP", "STATE", "RELEASE", "PROCESSES", "URL");
            for (Json each : apps.get().items()) {
                table.row(
                        each.text("name"),
                        each.text("state"),
                        Words.orDash(each.text("release")),
                        Words.orDash(counts(each)),
                        Words.orDash(each.text("url")));
            }
            call.print(
                    table.isEmpty() ? "no apps yet: ./mvi deploy DIR makes one\n" : table.text());
        }
        return Exit.OK;
    }

    private static String counts(Json app) {
        return app.items("processes").stream()
                .map(
                        each ->
                                each.text("name")
                                        + " "
                                        + each.text("running")
                                        + "/"
                                        + each.text("wanted"))
                .collect(Collectors.joining(", "));
    }

    private static int info(Call call) throws IOException {
        Optional<Json> app = call.shown(call.api().get(call.appPath("")));
        if (app.isPresent()) {
            Json it = app.get();
            Table table = new Table("APP", it.text("name"));
            table.row("state", it.text("state"))
                    .row("release", Words.orDash(it.text("release")))
                    .row("url", Words.orDash(it.text("url")))
                    .row("account", it.text("account"))
                    .row("created", it.text("created"))
                    .row("processes", Words.orDash(counts(it)));
            if (!it.text("maintenance").isEmpty()) {
                table.row("maintenance", it.text("maintenance"));
            }
            for (Json domain : it.items("domains")) {
                table.row("domain", String.valueOf(domain.value()));
            }
            for (Json link : it.items("links")) {
                table.row(
                        "link",
                        link.text("name") + ": " + link.text("service") + " " + link.text("state"));
            }
            call.print(table.text());
        }
        return Exit.OK;
    }

    private static int delete(Call call) throws IOException {
        call.api().delete(call.appPath(call.has("--purge") ? "?purge=true" : ""));
        call.print(
                "deleted "
                        + call.app()
                        + (call.has("--purge")
                                ? " and its data\n"
                                : "; its data is kept for 7 days\n"));
        return Exit.OK;
    }
}
