package mvi.engines.docker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program of the machine, run to its end. */
final class Command {
    private Command() {}

    /** What came of it; {@code output} is both streams, its last {@value #OUTPUT_BYTES} bytes. */
    record Result(int code, String output) {}

    static final int OUTPUT_BYTES = 16_384;

    static Result run(List<String> words, Map<String, String> environment, Duration limit) {
        Path output = null;
        try {
            output = Files.createTempFile("mvi-command", ".out");
            ProcessBuilder builder =
                    new ProcessBuilder(words)
                            .redirectErrorStream(true)
                            .redirectInput(Path.of("/dev/null").toFile())
                            .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            boolean isOver = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!isOver) {
                process.destroyForcibly();
                return new Result(-1, words.getFirst() + " did not end within " + limit);
            }
            return new Result(process.exitValue(), tail(output));
        } catch (IOException failed) {
            return new Result(-1, String.valueOf(failed.getMessage()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new Result(-1, "interrupted");
        } finally {
            delete(output);
        }
    }

    /** The program of that name on PATH, or where the distributions put engines. */
    static Optional<Path> find(String name, Map<String, String> environment) {
        String path = environment.getOrDefault("PATH", "") + ":/usr/bin:/usr/sbin:/usr/local/bin";
        return Stream.of(path.split(":", -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static String tail(Path output) throws IOException {
        byte[] bytes = Files.readAllBytes(output);
        int from = Math.max(0, bytes.length - OUTPUT_BYTES);
        return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8).strip();
    }

    private static void delete(@org.jspecify.annotations.Nullable Path file) {
        if (file == null) {
            return;
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException left) {
            file.toFile().deleteOnExit();
        }
    }
}
