package mvi.services.container.back;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * What the kernel says of kills for want of memory. Some engines don't notice them where control
 * groups are of both versions; the kernel names the container's group in {@code oom_memcg}.
 */
final class KernelLog {
    private KernelLog() {}

    static boolean hasKilled(String containerId) {
        try {
            Process process =
                    new ProcessBuilder("dmesg")
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .redirectInput(
                                    ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                            .start();
            try (var lines =
                    new BufferedReader(
                            new InputStreamReader(
                                    process.getInputStream(), StandardCharsets.UTF_8))) {
                return lines.lines()
                        .anyMatch(
                                line -> line.contains("oom_memcg=") && line.contains(containerId));
            } finally {
                process.destroy();
            }
        } catch (IOException unreadable) {
            return false;
        }
    }
}
