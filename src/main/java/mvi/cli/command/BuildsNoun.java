package mvi.cli.command;

import java.io.IOException;
import java.util.Optional;
import mvi.cli.output.Exit;
import mvi.cli.output.Table;
import mvi.cli.output.Words;
import mvi.cli.remote.ApiClient;
import mvi.cli.remote.Json;
import mvi.cli.remote.Wire;

/** {@code builds}: images that were made, and what their making said. */
final class BuildsNoun {
    private BuildsNoun() {}

    static Verb noun() {
        return Verb.of("builds", "List an app's builds.", "mvi builds -a hello", BuildsNoun::list)
                .app()
                .json()
                .with(
                        Verb.of(
                                        "logs",
                                        "Print what a build said.",
                                        "mvi builds logs b-01k3",
                                        BuildsNoun::logs)
                                .words("BUILD", "1", "The build's id."));
    }

    private static int list(Call call) throws IOException {
        Optional<Json> builds = call.shown(call.api().get(call.appPath("/builds")));
        if (builds.isPresent()) {
            Table table = new Table("BUILD", "STATE", "AT", "SECONDS", "REASON");
            for (Json each : builds.get().items()) {
                table.row(
                        each.text("id"),
                        each.text("state"),
                        Words.ago(each.text("at"), call.world().clock().now()),
                        Words.number(each.number("seconds")),
                        Words.orDash(each.text("reason")));
            }
            call.print(table.isEmpty() ? "no builds yet\n" : table.text());
        }
        return Exit.OK;
    }

    private static int logs(Call call) throws IOException {
        String id = ApiClient.encoded(call.words().getFirst());
        try (Wire.Answer answer = call.api().open("/v1/builds/" + id + "/log", false)) {
            answer.body().transferTo(call.terminal().out());
            call.terminal().out().flush();
        }
        return Exit.OK;
    }
}
