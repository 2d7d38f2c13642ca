package mvi.services.blob.back;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of every length past the cache, and through it. */
final class UncachedFileTest {
    @TempDir Path folder;

    @Test
    void everyLengthIsReadWhole() throws IOException {
        int block = UncachedFile.BLOCK_BYTES;
        int[] lengths = {
            0, 1, 511, 512, 4095, 4096, 4097, 65_536, 65_537, block - 1, block, block + 1, 3 * block
        };
        for (int length : lengths) {
            Path file = folder.resolve("f" + length);
            Files.write(file, ScrubWorld.bytes(length));
            for (UncachedFile.Memory memory : memories()) {
                assertThat(read(file, memory))
                        .as(length + " bytes")
                        .isEqualTo(ScrubWorld.bytes(length));
            }
        }
    }

    @Test
    void aFileThatIsNotThereIsSaidToBe() {
        for (UncachedFile.Memory memory : memories()) {
            assertThatThrownBy(() -> read(folder.resolve("gone"), memory))
                    .isInstanceOf(NoSuchFileException.class);
        }
    }

    private UncachedFile.Memory[] memories() {
        UncachedFile.Memory asItIs = UncachedFile.Memory.of(folder);
        return new UncachedFile.Memory[] {asItIs, new UncachedFile.Memory(asItIs.buffer(), false)};
    }

    private static byte[] read(Path file, UncachedFile.Memory memory) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (UncachedFile open = UncachedFile.open(file, memory)) {
            for (ByteBuffer next = open.next(); next.hasRemaining(); next = open.next()) {
                byte[] bytes = new byte[next.remaining()];
                next.get(bytes);
                all.writeBytes(bytes);
            }
        }
        return all.toByteArray();
    }
}
