package mvi.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import mvi.cli.command.Grammar;
import mvi.cli.output.Terminal;
import mvi.engines.base.Clock;

/** A command as the process runs it: its words, its environment, its terminal. */
public final class Cli {
    private Cli() {}

    /**
     * @param platform none where {@code up} and {@code down} can't be
     * @return the exit code
     */
    public static int run(
            String[] args, Map<String, String> environment, Optional<Platform> platform)
            throws InterruptedException {
        boolean isPlain =
                environment.containsKey("NO_COLOR") || "dumb".equals(environment.get("TERM"));
        boolean isTerminal = System.console() != null && System.console().isTerminal();
        Terminal terminal =
                new Terminal(
                        new FileInputStream(FileDescriptor.in),
                        stream(FileDescriptor.out),
                        stream(FileDescriptor.err),
                        isTerminal && !isPlain);
        Path folder =
                Path.of(Optional.ofNullable(environment.get("MVI_CALLER_DIR")).orElse(""))
                        .toAbsolutePath();
        int exit = new Grammar(terminal, environment, folder, Clock.system(), platform).run(args);
        terminal.out().flush();
        terminal.err().flush();
        return exit;
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
