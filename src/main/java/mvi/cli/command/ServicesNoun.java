package mvi.cli.command;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import mvi.cli.output.Exit;
import mvi.cli.output.Table;
import mvi.cli.output.Words;
import mvi.cli.remote.ApiClient;
import mvi.cli.remote.Json;
import mvi.engines.base.Problem;

/** {@code services}: the eleven, and the variables by which to use them. */
final class ServicesNoun {
    private ServicesNoun() {}

    static Verb noun() {
        return Verb.of("services", "List the services.", "mvi services", ServicesNoun::list)
                .json()
                .with(
                        Verb.of(
                                        "env",
                                        "Print the variables by which clients reach the services.",
                                        "eval \"$(mvi services env)\"; aws s3 ls",
                                        ServicesNoun::variables)
                                .option("-a", "--app", "APP", "What this app's processes see.")
                                .option("--format", "FORMAT", "shell (default), dotenv or json.")
                                .json());
    }

    private static int list(Call call) throws IOException {
        Optional<Json> services = call.shown(call.api().get("/v1/services"));
        if (services.isPresent()) {
            Table table = new Table("SERVICE", "KIND", "PROTOCOL", "STATE", "URL");
            for (Json each : services.get().items()) {
                table.row(
                        each.text("name"),
                        each.text("kind"),
                        each.text("protocol"),
                        each.text("state"),
                        Words.orDash(each.text("url")));
            }
            call.print(table.text());
        }
        return Exit.OK;
    }

    private static int variables(Call call) throws IOException {
        String format = call.has("--json") ? "json" : call.option("--format").orElse("shell");
        if (!format.matches("shell|dotenv|json")) {
            throw Problem.invalid(
                    "bad-format", "no format '" + format + "': write shell, dotenv or json");
        }
        String app = call.option("-a").map(each -> "?app=" + ApiClient.encoded(each)).orElse("");
        String answer = call.api().get("/v1/services/env" + app);
        if (format.equals("json")) {
            call.print(Json.pretty(answer) + "\n");
            return Exit.OK;
        }
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, String> each : Json.parse(answer).texts().entrySet()) {
            if (!each.getKey().matches("[A-Za-z_][A-Za-z0-9_]*")) {
                continue;
            }
            text.append(format.equals("shell") ? "export " : "")
                    .append(each.getKey())
                    .append('=')
                    .append(
                            format.equals("shell")
                                    ? Words.shellQuoted(each.getValue())
                                    : Words.dotenvQuoted(each.getValue()))
                    .append('\n');
        }
        call.print(text.toString());
        return Exit.OK;
    }
}
