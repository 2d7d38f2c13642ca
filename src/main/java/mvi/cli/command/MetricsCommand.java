package mvi.cli.command;

import java.io.IOException;
import java.util.Optional;
import mvi.cli.output.Exit;
import mvi.cli.output.Table;
import mvi.cli.output.Words;
import mvi.cli.remote.Json;

/** {@code metrics}: an app's last minute in numbers. */
final class MetricsCommand {
    private MetricsCommand() {}

    static Verb verb() {
        return Verb.of(
                        "metrics",
                        "An app's last minute in numbers.",
                        "mvi metrics -a hello",
                        MetricsCommand::print)
                .app()
                .json();
    }

    private static int print(Call call) throws IOException {
        Optional<Json> metrics = call.shown(call.api().get(call.appPath("/metrics")));
        if (metrics.isEmpty()) {
            return Exit.OK;
        }
        Json it = metrics.get();
        StringBuilder head =
                new StringBuilder("requests ")
                        .append(Words.number(it.number("requestsPerSecond")))
                        .append("/s");
        for (Json each : it.items("statuses")) {
            head.append(", ")
                    .append(each.text("statusClass"))
                    .append(' ')
                    .append(Words.number(each.number("perSecond")))
                    .append("/s");
        }
        head.append("\nlatency  p50 ")
                .append(Words.number(it.number("latencyP50Millis")))
                .append(" ms, p99 ")
                .append(Words.number(it.number("latencyP99Millis")))
                .append(" ms\n\n");
        Table table = new Table("CONTAINER", "PROCESS", "CPU", "MEMORY", "LIMIT", "RESTARTS");
        for (Json each : it.items("containers")) {
            table.row(
                    each.text("id"),
                    each.text("process"),
                    Words.number(each.number("cpu") * 100) + "%",
                    Words.bytes(each.whole("memory")),
                    Words.bytes(each.whole("memoryLimit")),
                    each.text("restarts"));
        }
        call.print(head + table.text());
        return Exit.OK;
    }
}
