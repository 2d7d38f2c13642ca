package mvi.fakes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Programs that others wrote in Go, built from their modules: clients and suites of tests. */
public final class GoTool {
    private static final Duration BUILD = Duration.ofSeconds(300);
    private static final Duration INSTALL = Duration.ofMinutes(15);

    private final Path folder;
    private final String go;

    /**
     * @param folder empty, and this tool's alone
     */
    public GoTool(Path folder) throws IOException {
        this.folder = folder;
        this.go =
                Stream.of("/usr/local/go/bin/go", "/usr/bin/go")
                        .filter(each -> Files.isExecutable(Path.of(each)))
                        .findFirst()
                        .orElse("go");
        Files.writeString(folder.resolve("go.mod"), "module test\n\ngo 1.24\n");
    }

    /** As {@code go get}: MODULE@VERSION. */
    public void get(String module) throws IOException {
        run(folder, BUILD, List.of(go, "get", module));
    }

    /** Where the program now is whose source lies in the folder. */
    public Path build() throws IOException {
        run(folder, BUILD, List.of(go, "build", "-o", folder + "/", "."));
        return folder.resolve("test");
    }

    /** The same, as a program that needs no other file. */
    public Path buildStatic() throws IOException {
        Program.run(
                folder,
                BUILD,
                Map.of("GOFLAGS", "-mod=mod", "CGO_ENABLED", "0"),
                List.of(go, "build", "-o", folder + "/", "."));
        return folder.resolve("test");
    }

    /** Where the program of this package now is. */
    public Path build(String program) throws IOException {
        run(folder, BUILD, List.of(go, "build", "-o", folder + "/", program));
        return folder.resolve(Path.of(program).getFileName());
    }

    /** Where the program of this module now is, built as its own authors build it. */
    public Path install(String module, String version) throws IOException {
        Program.run(
                folder,
                INSTALL,
                Map.of("GOBIN", folder.toString()),
                List.of(go, "install", module + "@" + version));
        return folder.resolve(Path.of(module).getFileName());
    }

    /** What a program printed, when it ended well and in time. */
    public static String run(Path folder, Duration limit, List<String> command) throws IOException {
        return Program.run(folder, limit, Map.of("GOFLAGS", "-mod=mod"), command);
    }
}
