package mvi.cli.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import mvi.cli.output.Exit;
import mvi.cli.output.Table;
import mvi.cli.remote.Json;
import mvi.cli.remote.Wire;

/** {@code plan}: what a deploy would change, before it does. */
final class PlanCommand {
    private PlanCommand() {}

    static Verb verb() {
        return Verb.of(
                        "plan",
                        "Say what a deploy would change: processes, hosts, names, links.",
                        "mvi plan examples/hello -a hello",
                        PlanCommand::run)
                .app()
                .files()
                .json()
                .words("DIR", "0..1", "The project folder; else this one.");
    }

    private static int run(Call call) throws IOException {
        String answered;
        try (Wire.Answer answer = DeployCommand.send(call, call.project(), "/plans")) {
            answered = new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
        }
        var changes = call.shown(answered);
        if (changes.isPresent()) {
            String text = text(changes.get());
            call.print(
                    (text.isEmpty() ? "nothing of the manifest would change\n" : text)
                            + "A deploy builds what has a build, and replaces every container.\n");
        }
        return Exit.OK;
    }

    /** A line for each change. */
    static String text(Json changes) {
        StringBuilder text = new StringBuilder();
        for (Json each : changes.items()) {
            text.append(line(each)).append('\n');
        }
        return text.toString();
    }

    private static String line(Json change) {
        String sign =
                switch (change.text("action")) {
                    case "create" -> "+";
                    case "remove" -> "-";
                    default -> "~";
                };
        String details =
                String.join(
                        "; ",
                        change.items("details").stream()
                                .map(each -> String.valueOf(each.value()))
                                .toList());
        return Table.clean(
                sign
                        + " "
                        + change.text("kind")
                        + " "
                        + change.text("name")
                        + (details.isEmpty() ? "" : ": " + details));
    }
}
