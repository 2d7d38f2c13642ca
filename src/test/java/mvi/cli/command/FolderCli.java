package mvi.cli.command;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import mvi.cli.output.Terminal;

/**
 * The command line as somebody calls it in a folder, which reaches a platform by its environment
 * alone.
 */
final class FolderCli {
    private final Path folder;
    private final Map<String, String> environment;
    private InputStream in = InputStream.nullInputStream();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    FolderCli(Path folder) {
        this(folder, Map.of());
    }

    FolderCli(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = environment;
    }

    /** Input for the next call. */
    void says(String input) {
        in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
    }

    int run(boolean isTerminal, String... words) throws InterruptedException {
        out.reset();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(in, stream, stream, isTerminal);
        in = InputStream.nullInputStream();
        return new Grammar(
                        terminal,
                        environment,
                        folder,
                        new FixedClock("2026-01-01T00:00:00Z"),
                        Optional.empty())
                .run(words);
    }

    /** What the last call printed. */
    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
