package mvi.engines.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PodmanProcessesTest {
    private static final String ID = "7ecba5545d58cf29";

    @TempDir private Path proc;

    @Test
    void aContainerWithItsProcessRuns() throws IOException {
        process(7, "S", "0::/machine.slice/libpod-" + ID + ".scope\n", "java\0-jar\0app.jar\0");

        assertThat(isLost("running", 7)).isFalse();
    }

    @Test
    void aContainerWhoseMonitorWillTellItsEndIsNotLost() throws IOException {
        process(8, "S", "0::/\n", "/usr/bin/conmon\0--api-version\0001\0-c\0" + ID + "\0");

        assertThat(isLost("running", 7)).isFalse();
    }

    @Test
    void withoutProcessAndMonitorItIsLost() throws IOException {
        process(8, "S", "0::/\n", "/usr/bin/conmon\0-c\0another\0");

        assertThat(isLost("running", 7)).isTrue();
        assertThat(isLost("stopping", 7)).isTrue();
        assertThat(isLost("exited", 0)).isFalse();
    }

    @Test
    void anothersProcessOfItsNumberAndAZombieAreNotIt() throws IOException {
        process(7, "S", "0::/machine.slice/libpod-another.scope\n", "java\0");
        process(9, "Z", "0::/machine.slice/libpod-" + ID + ".scope\n", "");

        assertThat(isLost("running", 7)).isTrue();
        assertThat(isLost("running", 9)).isTrue();
    }

    private boolean isLost(String status, long pid) {
        return new PodmanProcesses(proc)
                .isLost(
                        new EngineContainer(
                                ID,
                                "web",
                                "image",
                                Map.of(),
                                status,
                                pid,
                                OptionalInt.empty(),
                                false,
                                Optional.empty(),
                                Optional.empty(),
                                Map.of(),
                                Optional.empty(),
                                0,
                                ""));
    }

    private void process(long pid, String state, String groups, String words) throws IOException {
        Path folder = Files.createDirectories(proc.resolve(Long.toString(pid)));
        Files.writeString(folder.resolve("stat"), pid + " (a name) (x)) " + state + " 1 1");
        Files.writeString(folder.resolve("cgroup"), groups);
        Files.writeString(folder.resolve("cmdline"), words);
    }
}
