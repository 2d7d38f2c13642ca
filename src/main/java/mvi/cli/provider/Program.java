package mvi.cli.provider;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A short call of another program of this machine. */
final class Program {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Program() {}

    /** What it printed; empty when it is not there, fails or takes too long. */
    static Optional<String> output(String... command) throws InterruptedException {
        try {
            // Into a file: what a program leaves running may hold its output open.
            Path output = Files.createTempFile("mvi-", ".out");
            try {
                return run(output, command);
            } finally {
                Files.delete(output);
            }
        } catch (IOException notThere) {
            return Optional.empty();
        }
    }

    private static Optional<String> run(Path output, String... command)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .redirectOutput(output.toFile())
                        .start();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return Optional.empty();
        }
        return process.exitValue() == 0
                ? Optional.of(Files.readString(output, StandardCharsets.UTF_8))
                : Optional.empty();
    }
}
