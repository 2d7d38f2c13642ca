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

    /** As with Compose, paths are of the first one's folder, whose variables stand below .env. */
    @Test
    void theyMayStandInAnotherFolder() throws IOException {
        Files.createDirectories(folder.resolve("docker/conf"));
        Files.writeString(folder.resolve("Dockerfile"), "FROM scratch\n");
        Files.writeString(folder.resolve("docker/Dockerfile"), "FROM scratch\n");
        Files.writeString(folder.resolve(".env"), "A=project\n");
        Files.writeString(folder.resolve("docker/.env"), "A=docker\nB=docker\n");
        Files.writeString(
                folder.resolve("docker/base.yaml"),
                "services: {web: {build: ..}, api: {build: {target: x}, volumes: ['./conf:/conf']}}\n");
        Files.writeString(
                folder.resolve("prod.yaml"),
                "services: {web: {environment: [A, B]}, api: {build: {args: {V: '1'}}}}\n");
        Manifest manifest = good(Map.of("COMPOSE_FILE", "./docker/base.yaml:prod.yaml"));
        AppProcess web = manifest.processes().getFirst();
        AppProcess api = manifest.processes().getLast();
        assertThat(web.build().orElseThrow().context()).isEqualTo(".");
        assertThat(web.environment()).containsEntry("A", "project").containsEntry("B", "docker");
        assertThat(api.build().orElseThrow().context()).isEqualTo("docker");
        assertThat(api.mounts()).extracting(CapturedMount::source).containsExactly("docker/conf");
    }

    /** The other machine has the project's files, and of the shell what they ask for. */
    @Test
    void whatDotenvAsksTheShellForGoesWithThePackedProject() throws IOException {
        Files.writeString(folder.resolve(".env"), "TAG=${BUILD:-none}\nINHERITED\n");
        Files.writeString(folder.resolve("web.env"), "OTHER=$LATER\n");
        Files.writeString(
                folder.resolve("compose.yaml"),
                "services: {web: {image: 'x:$TAG', env_file: web.env, ports: [80]}}\n");
        Reading reading =
                ManifestReader.reading(
                        new FolderFiles(folder),
                        Map.of("BUILD", "7", "INHERITED", "8", "LATER", "9", "UNUSED", "10"));
        assertThat(reading.checked()).isInstanceOf(Checked.Good.class);
        assertThat(reading.variables()).containsOnlyKeys("BUILD", "INHERITED", "LATER");
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
        assertThat(findings("../base.yaml")).contains("../base.yaml is not in the project folder");
        assertThat(findings("/etc/passwd")).contains("/etc/passwd is not in the project folder");
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
