package mvi.engines.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SeenContainersTest {
    private static final String ID = "7ecba5545d58cf29";

    @TempDir private Path proc;
    private SeenContainers seen;

    @BeforeEach
    void make() {
        seen = new SeenContainers(new PodmanProcesses(proc));
    }

    @Test
    void oneWhoseProcessIsThereIsAsItWasSeen() throws IOException {
        process("S", "libpod-" + ID + ".scope");
        seen.put(running());

        assertThat(seen.find(ID, "running")).contains(running());
        assertThat(seen.find(ID, "exited")).isEmpty();
        assertThat(seen.find("another", "running")).isEmpty();
    }

    @Test
    void oneWhoseProcessEndedOrIsAnothersIsAskedForAgain() throws IOException {
        seen.put(running());
        assertThat(seen.find(ID, "running")).isEmpty();
        process("Z", "libpod-" + ID + ".scope");
        assertThat(seen.find(ID, "running")).isEmpty();
        process("S", "another.scope");
        assertThat(seen.find(ID, "running")).isEmpty();
    }

    @Test
    void oneThatHasEndedStaysSo() {
        EngineContainer ended = container("exited", 0, OptionalInt.of(7));
        seen.put(ended);

        assertThat(seen.find(ID, "exited")).contains(ended);
        assertThat(seen.find(ID, "running")).isEmpty();
    }

    @Test
    void whatIsAboutToChangeIsNotKept() throws IOException {
        process("S", "libpod-" + ID + ".scope");
        seen.put(running());
        seen.put(container("stopping", 7, OptionalInt.empty()));
        assertThat(seen.find(ID, "stopping")).isEmpty();
        assertThat(seen.find(ID, "running")).isEmpty();
        seen.put(container("created", 0, OptionalInt.empty()));
        assertThat(seen.find(ID, "created")).isEmpty();
        seen.put(container("exited", 0, OptionalInt.of(-1)));
        assertThat(seen.find(ID, "exited")).isEmpty();
    }

    @Test
    void whatIsNotListedAnyMoreIsForgotten() {
        seen.put(container("exited", 0, OptionalInt.of(7)));
        seen.retain(Map.of("platform", "another"), Set.of());
        assertThat(seen.find(ID, "exited")).isPresent();
        seen.retain(Map.of("platform", "this"), Set.of());
        assertThat(seen.find(ID, "exited")).isEmpty();
    }

    private void process(String state, String group) throws IOException {
        Path folder = Files.createDirectories(proc.resolve("7"));
        Files.writeString(folder.resolve("stat"), "7 (java) " + state + " 1 7 7");
        Files.writeString(folder.resolve("cgroup"), "0::/machine.slice/" + group + "\n");
    }

    private static EngineContainer running() {
        return container("running", 7, OptionalInt.empty());
    }

    private static EngineContainer container(String status, long pid, OptionalInt exit) {
        return new EngineContainer(
                ID,
                "web",
                "image",
                Map.of("platform", "this"),
                status,
                pid,
                exit,
                false,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                0,
                "");
    }
}
