package mvi.cli.init;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Problem;
import mvi.manifest.AppProcess;
import mvi.manifest.Dockerfile;

/** Tells what a folder without a manifest holds. What says most about how to run it comes first. */
public final class ProjectDetector {
    /** Files of projects whose image nobody but their author can describe. */
    private static final Map<String, String> LANGUAGES =
            Map.of(
                    "package.json", "Node.js",
                    "requirements.txt", "Python",
                    "pyproject.toml", "Python",
                    "Gemfile", "Ruby",
                    "go.mod", "Go",
                    "Cargo.toml", "Rust",
                    "composer.json", "PHP",
                    "mix.exs", "Elixir");

    private final ProjectFolder folder;
    private final Optional<String> language;

    private ProjectDetector(ProjectFolder folder) {
        this.folder = folder;
        this.language =
                LANGUAGES.keySet().stream()
                        .sorted()
                        .filter(folder::has)
                        .findFirst()
                        .map(file -> file + " says " + LANGUAGES.get(file));
    }

    /** A problem, with what to do, when it holds nothing that can be run. */
    public static Project detect(ProjectFolder folder) {
        ProjectDetector detector = new ProjectDetector(folder);
        return folder.isFile(Procfile.FILE) ? detector.ofProcfile() : detector.ofWeb();
    }

    private Project ofProcfile() {
        Procfile procfile = Procfile.read(folder.text(Procfile.FILE, Procfile.LIMIT));
        Recipe recipe =
                dockerfile()
                        .or(() -> new JavaProject(folder, true).recipe())
                        .orElseThrow(this::noDockerfile);
        List<Project.Service> services = new ArrayList<>();
        procfile.processes()
                .forEach((name, command) -> services.add(new Project.Service(name, command)));
        List<String> notes = new ArrayList<>(recipe.notes());
        procfile.renamed()
                .forEach((name, written) -> notes.add(written + " is called " + name + " here"));
        return new Project(
                "a Procfile with "
                        + String.join(", ", procfile.processes().keySet())
                        + ", and "
                        + recipe.found(),
                recipe,
                services,
                procfile.release().map(ShellCommand::typed),
                notes);
    }

    private Project ofWeb() {
        Recipe recipe =
                dockerfile()
                        .or(() -> new JavaProject(folder, false).recipe())
                        .or(() -> StaticSite.recipe(folder, language.isPresent()))
                        .orElseThrow(this::nothing);
        return new Project(
                recipe.found(),
                recipe,
                List.of(new Project.Service(AppProcess.WEB, List.of())),
                Optional.empty(),
                recipe.notes());
    }

    private Optional<Recipe> dockerfile() {
        if (!folder.isFile(Recipe.DOCKERFILE)) {
            return Optional.empty();
        }
        Dockerfile dockerfile =
                Dockerfile.read(folder.text(Recipe.DOCKERFILE, ProjectFolder.FILE_LIMIT));
        int port = dockerfile.port().orElse(Recipe.PORT);
        boolean isNamed = dockerfile.port().isPresent();
        return Optional.of(
                new Recipe(
                        isNamed
                                ? "a Dockerfile that exposes port " + port
                                : "a Dockerfile that exposes no port",
                        port,
                        isNamed
                                ? "The port that the Dockerfile exposes; the app finds it in PORT."
                                : "A guess, as the Dockerfile has no EXPOSE that names a port; the"
                                        + " app finds it in PORT.",
                        Optional.empty(),
                        dockerfile.hasEntrypoint(),
                        List.of("./worker"),
                        List.of(),
                        List.of(),
                        isNamed
                                ? List.of()
                                : List.of(
                                        "the app has to listen on PORT; if its port is fixed,"
                                                + " write it into compose.yaml")));
    }

    private Problem noDockerfile() {
        return Problem.invalid(
                "no-dockerfile",
                "the Procfile says what to run, and nothing says in what image: "
                        + writeDockerfile());
    }

    private Problem nothing() {
        return Problem.invalid(
                "nothing-to-run",
                "found nothing to run; looked for a Procfile, a Dockerfile, pom.xml, build.gradle,"
                        + " a .java file with a main method, and index.html here, in public, dist"
                        + " and site: "
                        + writeDockerfile());
    }

    private String writeDockerfile() {
        return language.map(each -> each + ", so ").orElse("")
                + "write a Dockerfile (FROM, COPY . /app, CMD), then run mvi init again";
    }
}
