package mvi.cli.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mvi.cli.output.Exit;
import mvi.cli.output.Table;
import mvi.cli.remote.ApiClient;
import mvi.cli.remote.Json;
import mvi.cli.remote.Wire;
import mvi.engines.base.Problem;
import mvi.manifest.Checked;
import mvi.manifest.ContextPacker;
import mvi.manifest.Finding;
import mvi.manifest.FolderFiles;
import mvi.manifest.ManifestReader;
import mvi.manifest.PackLimits;
import mvi.manifest.Reading;

/** {@code deploy}: a project folder becomes a release. */
final class DeployCommand {
    private DeployCommand() {}

    static Verb verb() {
        return Rollouts.flags(
                Verb.of(
                                "deploy",
                                "Build a project and release it, one container at a time.",
                                "mvi deploy examples/hello -a hello",
                                DeployCommand::run)
                        .app()
                        .files()
                        .json()
                        .flag(
                                "--no-wait",
                                "When another deploy of the app is under way, say whose.")
                        .words("DIR", "0..1", "The project folder; else this one."));
    }

    private static int run(Call call) throws IOException {
        Path folder = call.project();
        Rollouts.print(call, app(call, folder), deploy(call, folder));
        return Exit.OK;
    }

    /** What {@code up} does as well: the last event, with release and URL. */
    static Json deploy(Call call, Path folder) throws IOException {
        List<String> query = new ArrayList<>();
        if (call.has("--no-wait")) {
            query.add("wait=false");
        }
        query.add(Rollouts.query(call));
        query.removeIf(String::isEmpty);
        String rest = "/deploys" + (query.isEmpty() ? "" : "?" + String.join("&", query));
        try (Wire.Answer answer = send(call, folder, rest)) {
            return Rollouts.follow(call, app(call, folder), answer);
        }
    }

    static String app(Call call, Path folder) {
        return call.app(folder).toLowerCase(Locale.ROOT);
    }

    /** A project whose manifest is good, to the app's part of the API. */
    static Wire.Answer send(Call call, Path folder, String rest) throws IOException {
        Reading reading = ManifestReader.reading(new FolderFiles(folder), call.shell());
        for (Finding each : reading.checked().findings()) {
            call.terminal().hint(Table.clean(each.format()));
        }
        if (reading.checked() instanceof Checked.Bad) {
            throw Problem.invalid(
                    "bad-manifest",
                    "the manifest in " + folder + " has errors, so nothing was sent");
        }
        String path = "/v1/apps/" + ApiClient.encoded(app(call, folder)) + rest;
        try (InputStream tar =
                new ContextPacker(PackLimits.DEFAULT).pack(folder, reading).asStream()) {
            return call.api().upload(path, tar);
        }
    }
}
