package mvi.cli.command;

import java.io.IOException;
import java.util.Optional;
import mvi.cli.output.Exit;
import mvi.cli.output.Table;
import mvi.cli.output.Words;
import mvi.cli.remote.ApiClient;
import mvi.cli.remote.Json;

/** {@code schedules}: what runs when a clock says so. */
final class SchedulesNoun {
    private SchedulesNoun() {}

    static Verb noun() {
        return Verb.of(
                        "schedules",
                        "List an app's schedules.",
                        "mvi schedules -a hello",
                        SchedulesNoun::list)
                .app()
                .json()
                .with(
                        named("run", "Run a schedule now.", SchedulesNoun::run).json(),
                        named(
                                "pause",
                                "Let a schedule's times pass without a run.",
                                SchedulesNoun::pause),
                        named(
                                "resume",
                                "End that; what passed is not caught up with.",
                                SchedulesNoun::resume),
                        named("history", "List a schedule's last 100 runs.", SchedulesNoun::history)
                                .json());
    }

    private static Verb named(String name, String summary, Verb.Action action) {
        return Verb.of(name, summary, "mvi schedules " + name + " -a hello report", action)
                .app()
                .words("SCHEDULE", "1", "Its name: that of its function.");
    }

    private static int list(Call call) throws IOException {
        Optional<Json> schedules =
                call.shown(call.api().get("/v1/schedules?app=" + ApiClient.encoded(call.app())));
        if (schedules.isPresent()) {
            Table table =
                    new Table(
                            "SCHEDULE", "WHEN", "ZONE", "STATE", "NEXT", "LAST SUCCESS", "FAILURE");
            for (Json each : schedules.get().items()) {
                table.row(
                        each.text("name"),
                        each.text("expression"),
                        each.text("timezone"),
                        each.text("state"),
                        Words.orDash(each.text("next")),
                        Words.ago(each.text("succeeded"), call.world().clock().now()),
                        Words.orDash(each.text("failure").lines().findFirst().orElse("")));
            }
            call.print(table.isEmpty() ? "the app has no schedules\n" : table.text());
        }
        return Exit.OK;
    }

    private static int run(Call call) throws IOException {
        Optional<Json> run = call.shown(call.api().create(path(call, "/runs"), "{}"));
        if (run.isPresent()) {
            call.print(run.get().text("id") + "\n");
        }
        return Exit.OK;
    }

    private static int pause(Call call) throws IOException {
        String _ = call.api().put(path(call, "/pause"), "{}");
        return Exit.OK;
    }

    private static int resume(Call call) throws IOException {
        call.api().delete(path(call, "/pause"));
        return Exit.OK;
    }

    private static int history(Call call) throws IOException {
        Optional<Json> runs = call.shown(call.api().get(path(call, "/runs")));
        if (runs.isPresent()) {
            Table table = new Table("FOR", "STATE", "BEGAN", "SECONDS", "CONTAINER", "ERROR");
            for (Json each : runs.get().items()) {
                table.row(
                        each.text("tick") + (each.isTrue("isByHand") ? " by hand" : ""),
                        each.text("state"),
                        Words.ago(each.text("began"), call.world().clock().now()),
                        Words.number(each.number("seconds")),
                        Words.orDash(each.text("container")),
                        Words.orDash(each.text("error").lines().findFirst().orElse("")));
            }
            call.print(table.isEmpty() ? "it has not run yet\n" : table.text());
        }
        return Exit.OK;
    }

    private static String path(Call call, String rest) {
        return call.appPath("/schedules/" + ApiClient.encoded(call.words().getFirst()) + rest);
    }
}
