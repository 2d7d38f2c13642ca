package mvi.engines.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import mvi.engines.base.Problem;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProbeImageTest {
    /** This machine's own; the other architecture's program is checked by its header alone. */
    @Test
    void theProgramRunsAndEndsWell(@TempDir Path folder) throws Exception {
        Path program = folder.resolve("probe");
        Files.write(program, ProbeImage.program(System.getProperty("os.arch")));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        assertThat(new ProcessBuilder(program.toString()).start().waitFor()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"amd64, 62", "x86_64, 62", "aarch64, 183", "arm64, 183"})
    void theHeaderNamesTheMachineAndAnEntryInsideTheFile(String architecture, int machine) {
        byte[] program = ProbeImage.program(architecture);
        ByteBuffer header = ByteBuffer.wrap(program).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(header.getInt(0)).isEqualTo(0x464c457f);
        assertThat((int) header.getShort(18)).isEqualTo(machine);
        long entry = header.getLong(24) - header.getLong(64 + 16);
        assertThat(entry).isEqualTo(120L).isLessThan(program.length);
    }

    @Test
    void anUnknownMachineIsRefusedByName() {
        assertThatThrownBy(() -> ProbeImage.program("sparc"))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.publicMessage()).contains("sparc"));
    }

    @Test
    void theArchiveHoldsTheProgramAlone() throws IOException {
        byte[] archive = ProbeImage.archive("amd64");
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new ByteArrayInputStream(archive))) {
            TarArchiveEntry entry = tar.getNextEntry();
            assertThat(entry.getName()).isEqualTo("probe");
            assertThat(entry.getMode() & 0777).isEqualTo(0755);
            assertThat(tar.readAllBytes()).isEqualTo(ProbeImage.program("amd64"));
            assertThat(tar.getNextEntry()).isNull();
        }
    }
}
