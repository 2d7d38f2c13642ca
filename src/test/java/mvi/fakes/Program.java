package mvi.fakes;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Another's program, run to its end. */
public final class Program {
    private Program() {}

    /**
     * What a program printed, when it ended well and in time.
     *
     * @param folder where it runs
     * @param variables beside those of this process, less what those say of S3
     */
    public static String run(
            Path folder, Duration limit, Map<String, String> variables, List<String> command)
            throws IOException {
        Path out = Files.createTempFile("program", ".out");
        Path errors = Files.createTempFile("program", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                        .redirectOutput(out.toFile())
                        .redirectError(errors.toFile());
        builder.environment().keySet().removeIf(each -> each.startsWith("AWS_"));
        builder.environment().putAll(variables);
        Process process = builder.start();
        try {
            boolean hasEnded = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            String text = Files.readString(out, StandardCharsets.UTF_8);
            if (!hasEnded || process.exitValue() != 0) {
                throw new AssertionError(
                        "%s %s:\n%s\n%s"
                                .formatted(
                                        command,
                                        hasEnded ? "failed" : "did not end in " + limit,
                                        text,
                                        Files.readString(errors, StandardCharsets.UTF_8)));
            }
            return text;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException(stopped);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Files.delete(out);
            Files.delete(errors);
        }
    }
}
