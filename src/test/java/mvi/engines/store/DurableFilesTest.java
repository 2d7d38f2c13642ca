package mvi.engines.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import mvi.engines.base.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurableFilesTest {
    private @TempDir Path folder;
    private final DurableFiles files = new DurableFiles(Disk.system());

    @Test
    void whatWasWrittenIsRead() {
        Path file = folder.resolve("f");
        assertThat(files.read(file)).isEmpty();
        files.write(file, "one".getBytes(UTF_8));
        files.write(file, "two".getBytes(UTF_8));
        assertThat(files.read(file)).contains("two".getBytes(UTF_8));
        files.delete(file);
        assertThat(files.read(file)).isEmpty();
    }

    @Test
    void damageIsRefused() throws IOException {
        Path file = folder.resolve("f");
        files.write(file, "content".getBytes(UTF_8));
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(() -> files.read(file)).isInstanceOf(Problem.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"write", "sync", "rename", "syncFolder"})
    void aFailedStepIsNeverAcknowledged(String step) {
        DurableFiles faulty = new DurableFiles(new FaultyDisk(Set.of(step), () -> 1L << 40));
        Path file = folder.resolve("f");
        assertThatThrownBy(() -> faulty.write(file, new byte[] {1})).isInstanceOf(Problem.class);
        if (!step.equals("syncFolder")) {
            assertThat(files.read(file)).isEmpty();
        }
    }
}
