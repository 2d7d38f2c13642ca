package mvi.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ManifestPageTest {
    private static final Path PAGE = Path.of("docs/services/manifest.md");

    /** Run with -Dmvi.write-docs=true after a change of the table. */
    @Test
    void thePageIsWhatTheTableSays() throws IOException {
        if (Boolean.getBoolean("mvi.write-docs")) {
            Files.createDirectories(Path.of("docs/services"));
            Files.writeString(PAGE, ManifestPage.text());
        }
        assertThat(PAGE).hasContent(ManifestPage.text());
    }

    @Test
    void everyKeyStandsInItsMappingOnce() {
        assertThat(ComposeTable.ROWS)
                .extracting(row -> row.where() + "/" + row.key())
                .doesNotHaveDuplicates();
    }
}
