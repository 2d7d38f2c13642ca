package mvi.cli.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import mvi.cli.output.Exit;
import mvi.cli.output.Table;
import mvi.cli.output.Words;
import mvi.cli.remote.ApiClient;
import mvi.cli.remote.Json;
import mvi.engines.base.Problem;

/** {@code functions}: code that runs when something happens. */
final class FunctionsNoun {
    private FunctionsNoun() {}

    static Verb noun() {
        return Verb.of(
                        "functions",
                        "List an app's functions.",
                        "mvi functions -a hello",
                        FunctionsNoun::list)
                .app()
                .json()
                .with(
                        Verb.of(
                                        "invoke",
                                        "Call a function; exit 1 when it fails.",
                                        "mvi functions invoke -a hello thumbnail --event put.json",
                                        FunctionsNoun::invoke)
                                .app()
                                .words("NAME", "1", "The function.")
                                .option("--event", "FILE", "JSON; - for standard input; else {}.")
                                .flag("--async", "Put the event into its queue and don't wait.")
                                .flag("--log", "Print what it wrote as well.")
                                .json());
    }

    private static int list(Call call) throws IOException {
        Optional<Json> functions = call.shown(call.api().get(call.appPath("/functions")));
        if (functions.isPresent()) {
            Table table =
                    new Table(
                            "FUNCTION",
                            "RELEASE",
                            "RUNTIME",
                            "ON",
                            "BUSY",
                            "WARM",
                            "RUNS",
                            "ERRORS",
                            "COLD",
                            "AVERAGE",
                            "QUEUED",
                            "OLDEST",
                            "DEAD");
            for (Json each : functions.get().items()) {
                table.row(
                        each.text("name"),
                        each.text("release"),
                        each.text("runtime"),
                        Words.orDash(triggers(each)),
                        each.whole("busy") + "/" + each.whole("concurrency"),
                        Long.toString(each.whole("idle")),
                        Long.toString(each.whole("invocations")),
                        Long.toString(each.whole("errors")),
                        Long.toString(each.whole("coldStarts")),
                        Words.number(each.number("averageMillis")) + " ms",
                        Long.toString(each.whole("queued")),
                        Words.ago(each.text("oldest"), call.world().clock().now()),
                        Long.toString(each.whole("deadLetters")));
            }
            call.print(table.isEmpty() ? "the app has no functions\n" : table.text());
        }
        return Exit.OK;
    }

    private static String triggers(Json function) {
        return function.items("triggers").stream()
                .map(each -> String.valueOf(each.value()))
                .collect(Collectors.joining("; "));
    }

    private static int invoke(Call call) throws IOException {
        String path =
                call.appPath(
                        "/functions/"
                                + ApiClient.encoded(call.words().getFirst())
                                + "/invocations"
                                + (call.has("--async") ? "?async=true" : ""));
        String answer = call.api().run(path, event(call));
        Json result = Json.parse(answer);
        Optional<Json> shown = call.shown(answer);
        if (shown.isPresent()) {
            say(call, result);
        }
        return result.text("state").equals("failed") ? Exit.FAILED : Exit.OK;
    }

    private static void say(Call call, Json result) {
        if (call.has("--log") && !result.text("log").isEmpty()) {
            call.terminal().err().println(result.text("log").stripTrailing());
        }
        if (result.text("state").equals("queued")) {
            call.print(result.text("id") + "\n");
            return;
        }
        if (result.text("state").equals("failed")) {
            call.terminal().error(result.text("error"));
            return;
        }
        call.print(result.text("answer").stripTrailing() + "\n");
    }

    private static String event(Call call) throws IOException {
        Optional<String> name = call.option("--event");
        if (name.isEmpty()) {
            return "{}";
        }
        if (name.get().equals("-")) {
            return new String(call.terminal().in().readAllBytes(), StandardCharsets.UTF_8);
        }
        Path file = call.world().folder().resolve(name.get());
        try {
            return Files.readString(file);
        } catch (NoSuchFileException missing) {
            throw Problem.missing("no-file", "there is no file '" + file + "'");
        }
    }
}
