package mvi.fakes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM of its own that prints what it has acknowledged, and is killed while it does. */
public final class DoomedProcess {
    private DoomedProcess() {}

    /**
     * Every line that {@code program} printed, whole ones only; it is killed with the line of this
     * number.
     */
    public static List<String> run(Class<?> program, int lineOfDeath, String... arguments)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                program.getName()));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        List<String> lines = new ArrayList<>();
        try (BufferedReader output = process.inputReader(UTF_8)) {
            StringBuilder line = new StringBuilder();
            for (int next = output.read(); next >= 0; next = output.read()) {
                if (next != '\n') {
                    line.append((char) next);
                    continue;
                }
                lines.add(line.toString());
                line.setLength(0);
                if (lines.size() == lineOfDeath) {
                    // By its handle, which leaves what it has printed to be read.
                    process.toHandle().destroyForcibly();
                }
            }
            assertThat(lines).hasSizeGreaterThanOrEqualTo(lineOfDeath);
            return lines;
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
