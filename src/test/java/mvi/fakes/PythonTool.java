package mvi.fakes;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Programs and libraries of others in Python, in an environment of their own. */
public final class PythonTool {
    private static final Duration INSTALL = Duration.ofSeconds(300);

    private final Path folder;
    private final Path programs;

    /**
     * @param folder empty, and this tool's alone
     */
    public PythonTool(Path folder) throws IOException {
        this.folder = folder;
        this.programs = folder.resolve("venv/bin");
        Program.run(
                folder, INSTALL, Map.of(), List.of("python3", "-m", "venv", "--copies", "venv"));
    }

    /** NAME==VERSION each, from Python's registry as this machine has it set. */
    public void install(String... packages) throws IOException {
        List<String> command = new ArrayList<>(List.of(program("pip"), "install", "-q"));
        command.addAll(List.of(packages));
        Program.run(folder, INSTALL, Map.of(), command);
    }

    /** Where a program of the environment is; {@code python} is one. */
    public String program(String name) {
        return programs.resolve(name).toString();
    }

    /** The variable PATH with the environment's programs first. */
    public String path() {
        return programs + ":" + System.getenv("PATH");
    }
}
