package mvi.fakes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Libraries of others for Node.js, in a folder of their own. */
public final class NodeTool {
    private static final Duration INSTALL = Duration.ofSeconds(300);

    private final Path folder;

    /**
     * @param folder empty, and this tool's alone; scripts that lie there find the libraries
     */
    public NodeTool(Path folder) throws IOException {
        this.folder = folder;
        Files.writeString(folder.resolve("package.json"), "{\"private\": true}\n");
    }

    /** NAME@VERSION each, from npm's registry as this machine has it set. */
    public void install(String... packages) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("npm", "install", "--prefer-offline", "--ignore-scripts"));
        command.addAll(List.of(packages));
        Program.run(folder, INSTALL, Map.of(), command);
    }
}
