package mvi.cli.command;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Collectors;
import mvi.cli.remote.ApiClient;
import mvi.cli.remote.Streams;
import mvi.cli.remote.Wire;
import mvi.engines.base.Problem;

/** {@code run} and {@code exec}: a command beside the app, or inside of it. */
final class RunCommands {
    private RunCommands() {}

    static Verb run() {
        return Verb.of(
                        "run",
                        "Run a command in a new container of the current release; its exit code is"
                                + " the command's.",
                        "mvi run -a hello -- ls /app",
                        RunCommands::inNew)
                .app()
                .option("--process", "PROCESS", "Whose image and environment; else the first.")
                .words("COMMAND", "1..*", "After --, so that its options are its own.");
    }

    static Verb exec() {
        return Verb.of(
                        "exec",
                        "Run a command in a running container; its exit code is the command's.",
                        "mvi exec -a hello web -- sh -c 'echo $PORT'",
                        RunCommands::inRunning)
                .app()
                .option("--container", "ID", "Which container of the process.")
                .words("PROCESS -- COMMAND", "1..*", "Which process, and what to run.");
    }

    private static int inNew(Call call) throws IOException {
        String process =
                call.option("--process")
                        .map(each -> "process=" + ApiClient.encoded(each) + "&")
                        .orElse("");
        return attach(
                call, call.appPath("/runs?" + process + query(call.words())), call.terminal().in());
    }

    private static int inRunning(Call call) throws IOException {
        List<String> words = call.words();
        if (words.size() < 2) {
            throw Problem.invalid(
                    "no-command",
                    "exec wants a process and a command: mvi exec -a APP web -- sh -c 'echo hi'");
        }
        String container =
                call.option("--container")
                        .map(each -> "&container=" + ApiClient.encoded(each))
                        .orElse("");
        return attach(
                call,
                call.appPath("/exec?process=")
                        + ApiClient.encoded(words.getFirst())
                        + container
                        + "&"
                        + query(words.subList(1, words.size())),
                call.terminal().in());
    }

    private static String query(List<String> command) {
        return command.stream()
                .map(each -> "command=" + ApiClient.encoded(each))
                .collect(Collectors.joining("&"));
    }

    /** A command of the platform's whose input is this; its exit code. */
    static int attach(Call call, String path, InputStream in) throws IOException {
        try (Wire.Answer answer = call.api().attach(path, in)) {
            return Streams.frames(answer.body(), call.terminal().out(), call.terminal().err());
        }
    }
}
