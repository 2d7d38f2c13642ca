package mvi.cli.command;

import java.io.IOException;
import java.util.Optional;
import mvi.cli.output.Exit;
import mvi.cli.output.Table;
import mvi.cli.output.Words;
import mvi.cli.remote.Json;

/** {@code status} and {@code doctor}: how the platform is. */
final class StatusCommands {
    private StatusCommands() {}

    static Verb status() {
        return Verb.of(
                        "status",
                        "How the platform is: its processes, ports, hosts and engine.",
                        "mvi status --json",
                        StatusCommands::showStatus)
                .json();
    }

    static Verb doctor() {
        return Verb.of(
                        "doctor",
                        "Check everything that the platform needs, and say what to do.",
                        "mvi doctor",
                        StatusCommands::examine)
                .json();
    }

    private static int showStatus(Call call) throws IOException {
        Optional<Json> status = call.shown(call.api().get("/v1/status"));
        if (status.isEmpty()) {
            return Exit.OK;
        }
        Json it = status.get();
        Json ports = it.at("ports");
        Json engine = it.at("engine");
        call.print(
                "platform "
                        + Table.clean(it.text("platform") + " is " + it.text("state"))
                        + ", version "
                        + it.text("version")
                        + "\nhome     "
                        + it.text("home")
                        + "\nengine   "
                        + String.join(
                                " ",
                                engine.text("name"),
                                engine.text("version"),
                                engine.text("runtime"),
                                engine.text("state"))
                        + "\nports    http "
                        + ports.whole("http")
                        + ", https "
                        + ports.whole("https")
                        + ", api "
                        + ports.whole("api")
                        + ", services "
                        + ports.whole("services")
                        + ", registry "
                        + ports.whole("registry")
                        + elsewhere(it.at("blob"))
                        + "\nruns     "
                        + it.whole("apps")
                        + " apps, "
                        + it.whole("containers")
                        + " containers\n");
        for (Json trouble : it.items("troubles")) {
            call.print("trouble  " + Table.clean(String.valueOf(trouble.value())) + "\n");
        }
        call.print("\n");
        Table processes = new Table("PROCESS", "STATE", "PID", "SINCE", "MEMORY");
        for (Json each : it.items("processes")) {
            processes.row(
                    each.text("name"),
                    each.text("state"),
                    each.text("pid"),
                    Words.ago(each.text("since"), call.world().clock().now()),
                    Words.bytes(each.whole("memory")));
        }
        Table hosts = new Table("HOST", "STATE", "CPUS", "MEMORY", "DISK");
        for (Json each : it.items("hosts")) {
            hosts.row(
                    each.text("name"),
                    each.text("state"),
                    each.text("cpus"),
                    of(each.whole("memoryUsed"), each.whole("memory")),
                    of(each.whole("diskUsed"), each.whole("disk")));
        }
        call.print(processes.text() + "\n" + hosts.text());
        return it.text("state").equals("ready") ? Exit.OK : Exit.FAILED;
    }

    /** Empty where the platform's objects are in its own Blob. */
    private static String elsewhere(Json blob) {
        String url = blob.text("url");
        return url.isEmpty() ? "" : "\nblob     " + Table.clean(url + " " + blob.text("state"));
    }

    private static String of(long used, long all) {
        return Words.bytes(used) + " of " + Words.bytes(all);
    }

    private static int examine(Call call) throws IOException {
        String answer = call.api().get("/v1/doctor");
        Json doctor = Json.parse(answer);
        boolean hasFailed =
                doctor.items("checks").stream()
                        .anyMatch(each -> each.text("state").equals("failed"));
        if (call.shown(answer).isPresent()) {
            Table table = new Table("CHECK", "STATE", "WHAT");
            for (Json each : doctor.items("checks")) {
                String fix = each.text("fix");
                table.row(
                        each.text("name"),
                        each.text("state"),
                        each.text("text") + (fix.isEmpty() ? "" : ": " + fix));
            }
            call.print(table.text());
        }
        return hasFailed ? Exit.FAILED : Exit.OK;
    }
}
