package mvi.cli.command;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mvi.cli.output.Exit;
import mvi.cli.output.Table;
import mvi.cli.remote.ApiClient;
import mvi.cli.remote.Json;
import mvi.cli.remote.Streams;
import mvi.cli.remote.Wire;
import mvi.engines.base.Problem;
import mvi.manifest.DurationText;

/** {@code logs}: what an app's containers say, and what is said of its requests. */
final class LogsCommand {
    private LogsCommand() {}

    static Verb verb() {
        return Verb.of(
                        "logs",
                        "Print what an app's containers said, and say.",
                        "mvi logs -a hello -f --since 5m --search error",
                        LogsCommand::print)
                .app()
                .json()
                .flag("-f --follow", "Go on as new lines come.")
                .flag("--access", "What the load balancer says of each request, as JSON.")
                .option(
                        "--since",
                        "TIME",
                        "How far back: 5m, or a time such as 2026-01-31T12:00:00Z.")
                .option("--search", "TEXT", "Only lines that hold this.")
                .option("--process", "PROCESS", "Only this process.")
                .option("--invocation", "ID", "Only lines of this call or event of a function.")
                .option("-n", "--limit", "COUNT", "At most this many old lines.");
    }

    private static int print(Call call) throws IOException {
        List<String> query = new ArrayList<>();
        if (call.has("-f")) {
            query.add("follow=true");
        }
        if (call.has("--access")) {
            query.add("source=access");
        }
        call.option("--since").ifPresent(each -> query.add("since=" + encoded(since(call, each))));
        call.option("--search").ifPresent(each -> query.add("search=" + encoded(each)));
        call.option("--process").ifPresent(each -> query.add("process=" + encoded(each)));
        call.option("--invocation").ifPresent(each -> query.add("invocation=" + encoded(each)));
        Optional<String> limit = call.option("-n");
        if (limit.isPresent()) {
            if (!limit.get().matches("\\d{1,7}")) {
                throw Problem.invalid("bad-limit", "--limit wants a number, not " + limit.get());
            }
            query.add("limit=" + limit.get());
        }
        String path =
                call.appPath("/logs") + (query.isEmpty() ? "" : "?" + String.join("&", query));
        try (Wire.Answer answer = call.api().open(path, call.has("-f"))) {
            Streams.jsonLines(
                    answer.body(),
                    line -> {
                        call.print(
                                call.has("--json") ? Json.write(line.value()) + "\n" : text(line));
                        return !call.terminal().out().checkError();
                    });
        }
        return Exit.OK;
    }

    private static String text(Json line) {
        return line.text("time")
                + " "
                + line.text("process")
                + "."
                + line.text("container")
                + " | "
                + Table.clean(line.text("text"))
                + "\n";
    }

    private static String encoded(String text) {
        return ApiClient.encoded(text);
    }

    private static String since(Call call, String text) {
        Optional<Duration> ago = DurationText.parse(text);
        if (ago.isPresent()) {
            return call.world().clock().now().minus(ago.get()).toString();
        }
        try {
            return Instant.parse(text).toString();
        } catch (DateTimeParseException bad) {
            throw Problem.invalid(
                    "bad-since",
                    "--since wants a duration such as 5m or a time such as 2026-01-31T12:00:00Z,"
                            + " not '"
                            + text
                            + "'");
        }
    }
}
