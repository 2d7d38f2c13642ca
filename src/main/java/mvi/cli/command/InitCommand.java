package mvi.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mvi.cli.init.ManifestText;
import mvi.cli.init.NewFile;
import mvi.cli.init.NewFiles;
import mvi.cli.init.Project;
import mvi.cli.init.ProjectDetector;
import mvi.cli.init.ProjectFolder;
import mvi.cli.output.Exit;
import mvi.cli.output.Words;
import mvi.cli.remote.Json;
import mvi.manifest.ManifestReader;

/** {@code init}: the first manifest of a folder that has none. */
final class InitCommand {
    private InitCommand() {}

    static Verb verb() {
        return Verb.of(
                        "init",
                        "Write a compose.yaml for a folder that has none: of a Procfile, a"
                                + " Dockerfile, Java, or a static site.",
                        "mvi init site",
                        InitCommand::init)
                .json()
                .words("DIR", "0..1", "The project folder; else this one.");
    }

    private static int init(Call call) throws IOException {
        Path folder = call.project();
        ProjectFolder entries = ProjectFolder.of(folder);
        ManifestReader.NAMES.stream()
                .filter(entries::has)
                .findFirst()
                .ifPresent(
                        name -> {
                            throw NewFiles.taken(folder.resolve(name).toString());
                        });
        Project project = ProjectDetector.detect(entries);
        // The manifest last: where it stands, all that it names does.
        List<NewFile> files =
                Stream.concat(
                                project.recipe().files().stream(),
                                Stream.of(
                                        new NewFile(
                                                ManifestReader.NAMES.getFirst(),
                                                ManifestText.of(project))))
                        .toList();
        NewFiles.write(folder, files);
        report(call, project, files.stream().map(NewFile::path).toList());
        return Exit.OK;
    }

    private static void report(Call call, Project project, List<String> written)
            throws IOException {
        List<String> next = next(call, project);
        if (call.has("--json")) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("found", project.found());
            all.put("wrote", written);
            all.put("notes", project.notes());
            all.put("next", next);
            call.print(Json.pretty(Json.write(all)) + "\n");
            return;
        }
        call.print("found " + project.found() + "\n");
        written.forEach(each -> call.print("wrote " + each + "\n"));
        project.notes().forEach(each -> call.print("note: " + each + "\n"));
        next.forEach(each -> call.print("next: " + each + "\n"));
    }

    private static List<String> next(Call call, Project project) {
        String folder = Words.shellQuoted(call.words().isEmpty() ? "." : call.words().getFirst());
        List<String> next = new ArrayList<>();
        for (String step : project.recipe().steps()) {
            next.add(folder.equals(".") ? step : "(cd " + folder + " && " + step + ")");
        }
        next.add("mvi up " + folder);
        project.release().ifPresent(each -> next.add("mvi run -- " + each));
        return next;
    }
}
