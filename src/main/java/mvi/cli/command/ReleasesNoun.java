package mvi.cli.command;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import mvi.cli.output.Exit;
import mvi.cli.output.Table;
import mvi.cli.output.Words;
import mvi.cli.remote.Json;

/** {@code releases} and {@code rollback}. */
final class ReleasesNoun {
    private ReleasesNoun() {}

    static Verb noun() {
        return Verb.of(
                        "releases",
                        "List an app's releases, newest first.",
                        "mvi releases -a hello",
                        ReleasesNoun::list)
                .app()
                .json();
    }

    static Verb rollback() {
        return Verb.of(
                        "rollback",
                        "Go back to an earlier release: image, environment and manifest.",
                        "mvi rollback -a hello v3",
                        ReleasesNoun::rollBack)
                .app()
                .json()
                .words("RELEASE", "0..1", "Which one; else the one before.");
    }

    private static int list(Call call) throws IOException {
        Optional<Json> releases = call.shown(call.api().get(call.appPath("/releases")));
        if (releases.isPresent()) {
            Table table = new Table("RELEASE", "STATE", "BUILD", "AT", "BY", "REASON");
            for (Json each : releases.get().items()) {
                table.row(
                        each.text("release") + (each.isTrue("isCurrent") ? " *" : ""),
                        each.text("state"),
                        Words.orDash(each.text("build")),
                        Words.ago(each.text("at"), call.world().clock().now()),
                        each.text("by"),
                        Words.orDash(each.text("reason")));
            }
            call.print(table.isEmpty() ? "no releases yet\n" : table.text());
        }
        return Exit.OK;
    }

    private static int rollBack(Call call) throws IOException {
        String release = call.words().isEmpty() ? "" : call.words().getFirst();
        return Rollouts.post(
                call, call.appPath("/rollbacks"), Json.write(Map.of("release", release)));
    }
}
