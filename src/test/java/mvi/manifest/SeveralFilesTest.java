package mvi.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that {@code -f} or {@code COMPOSE_FILE} name. */
final class SeveralFilesTest {
    @TempDir Path folder;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(
                folder.resolve("base.yaml"),
                "name: base\nservices: {web: {image: one, ports: ['80'], environment: {A: '1', B: '1'}}}\n");
        Files.writeString(
                folder.resolve("prod.yaml"),
                "services: {web: {image: two, environment: {B: '2'}}, worker: {image: three}}\n");
        Files.writeString(folder.resolve("compose.yaml"), "services: {other: {image: x}}\n");
        Files.writeString(
                folder.resolve("base.override.yaml"), "services: {web: {image: never}}\n");
    }

    @Test
    void laterOnesAreMergedOverEarlierOnes() {
        Manifest manifest = good(Map.of("COMPOSE_FILE", "base.yaml:prod.yaml"));
        assertThat(manifest.name()).contains("base");
        assertThat(manifest.processes())
                .extracting(AppProcess::name)
                .containsExactly("web", "worker");
        AppProcess web = manifest.processes().getFirst();
        assertThat(web.image()).contains("two");
        assertThat(web.environment()).containsEntry("A", "1").containsEntry("B", "2");
        assertThat(web.ports()).containsExactly(80);
    }

    @Test
    void theNamesMayStandInDotenvWithAnotherSeparator() throws IOException {
        Files.writeString(
                folder.resolve(".env"),
                "COMPOSE_FILE=base.yaml;prod.yaml\nCOMPOSE_PATH_SEPARATOR=;\n");
        assertThat(good(Map.of()).processes()).hasSize(2);
        assertThat(good(Map.of("COMPOSE_FILE", "compose.yaml")).processes())
                .extracting(AppProcess::name)
                .containsExactly("other");
    }

    @Test
    void whatAPackedProjectNeedsGoesWithIt() {
        Reading reading =
                ManifestReader.reading(
                        new FolderFiles(folder), Map.of("COMPOSE_FILE", "base.yaml:prod.yaml"));
        assertThat(reading.files())
                .contains("base.yaml", "prod.yaml")
                .doesNotContain("compose.yaml");
        assertThat(reading.variables()).containsEntry("COMPOSE_FILE", "base.yaml:prod.yaml");
    }

    @Test
    void aFileThatIsNotThereOrNotInTheFolderIsSaid() {
        assertThat(findings("gone.yaml")).contains("there is no gone.yaml in the project folder");
        assertThat(findings("base.yaml:gone.yaml")).contains("there is no gone.yaml");
        assertThat(findings("../base.yaml"))
                .contains("../base.yaml is not in the project folder itself");
        assertThat(findings("/etc/passwd"))
                .contains("/etc/passwd is not in the project folder itself");
    }

    private Manifest good(Map<String, String> shell) {
        Checked checked = ManifestReader.read(folder, shell);
        assertThat(checked).isInstanceOf(Checked.Good.class);
        return ((Checked.Good) checked).manifest();
    }

    private String findings(String files) {
        Checked checked = ManifestReader.read(folder, Map.of("COMPOSE_FILE", files));
        assertThat(checked).isInstanceOf(Checked.Bad.class);
        return checked.findings().toString();
    }
}
