package mvi.cli.command;

import java.io.IOException;
import java.util.Map;
import mvi.cli.output.Exit;
import mvi.cli.remote.Json;

/** {@code maintenance}: a page in an app's stead. */
final class MaintenanceNoun {
    private MaintenanceNoun() {}

    static Verb noun() {
        return Verb.of(
                        "maintenance",
                        "Say whether an app is in maintenance.",
                        "mvi maintenance -a hello",
                        MaintenanceNoun::say)
                .app()
                .with(
                        Verb.of(
                                        "on",
                                        "Show a page in the app's stead; its containers go on.",
                                        "mvi maintenance on -a hello --message 'Back at 14:00.'",
                                        MaintenanceNoun::begin)
                                .app()
                                .option("--message", "TEXT", "What the page says."),
                        Verb.of(
                                        "off",
                                        "Let clients in again.",
                                        "mvi maintenance off -a hello",
                                        MaintenanceNoun::end)
                                .app());
    }

    private static int say(Call call) throws IOException {
        String text = Json.parse(call.api().get(call.appPath(""))).text("maintenance");
        call.print(text.isEmpty() ? "off\n" : "on: " + text + "\n");
        return Exit.OK;
    }

    private static int begin(Call call) throws IOException {
        call.api()
                .put(
                        call.appPath("/maintenance"),
                        Json.write(Map.of("message", call.option("--message").orElse(""))));
        call.print(call.app() + " is in maintenance: its clients get a page with status 503\n");
        return Exit.OK;
    }

    private static int end(Call call) throws IOException {
        call.api().delete(call.appPath("/maintenance"));
        call.print(call.app() + " answers again\n");
        return Exit.OK;
    }
}
