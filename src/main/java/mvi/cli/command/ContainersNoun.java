package mvi.cli.command;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import mvi.cli.output.Exit;
import mvi.cli.output.Table;
import mvi.cli.output.Words;
import mvi.cli.remote.Json;
import mvi.engines.base.Problem;

/** {@code ps}, {@code scale} and {@code restart}: an app's containers. */
final class ContainersNoun {
    private ContainersNoun() {}

    static Verb ps() {
        return Verb.of("ps", "List an app's containers.", "mvi ps -a hello", ContainersNoun::list)
                .app()
                .json();
    }

    static Verb scale() {
        return Verb.of(
                        "scale",
                        "Say how many containers a process shall have.",
                        "mvi scale -a hello web=3 worker=1",
                        ContainersNoun::scaleTo)
                .app()
                .json()
                .words("PROCESS=COUNT", "1..*", "How many of which.");
    }

    static Verb restart() {
        return Verb.of(
                        "restart",
                        "Replace an app's containers one by one.",
                        "mvi restart -a hello",
                        call -> Rollouts.post(call, "/restarts", "{}"))
                .app()
                .json();
    }

    private static int list(Call call) throws IOException {
        Optional<Json> containers = call.shown(call.api().get(call.appPath("/containers")));
        if (containers.isPresent()) {
            Table table =
                    new Table(
                            "CONTAINER",
                            "PROCESS",
                            "STATE",
                            "HEALTH",
                            "RELEASE",
                            "HOST",
                            "STARTED",
                            "RESTARTS",
                            "NOTE");
            for (Json each : containers.get().items()) {
                table.row(
                        each.text("id"),
                        each.text("process"),
                        each.text("state"),
                        Words.orDash(each.text("health")),
                        Words.orDash(each.text("release")),
                        each.text("host"),
                        Words.ago(each.text("started"), call.world().clock().now()),
                        each.text("restarts"),
                        Words.orDash(each.text("note")));
            }
            call.print(table.isEmpty() ? "no containers\n" : table.text());
        }
        return Exit.OK;
    }

    private static int scaleTo(Call call) throws IOException {
        Map<String, Object> counts = new LinkedHashMap<>();
        for (String word : call.words()) {
            String[] parts = word.split("=", 2);
            if (parts.length < 2 || parts[0].isEmpty() || !parts[1].matches("\\d{1,4}")) {
                throw Problem.invalid(
                        "bad-scale", "'" + word + "' is not PROCESS=COUNT: write web=3");
            }
            counts.put(parts[0], Integer.parseInt(parts[1]));
        }
        return Rollouts.post(call, "/scale", Json.write(counts));
    }
}
