package mvi.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverrideTest {
    @TempDir Path folder;

    @Test
    void theOverrideFileIsMergedAndSaidAndSent() throws IOException {
        Files.writeString(
                folder.resolve("compose.yml"),
                """
                services:
                  web:
                    image: nginx:1
                    command: [a]
                    ports: ["80", "81"]
                    environment: [A=1, B=1]
                    depends_on: [api]
                    labels: {x: "1"}
                  api: {image: api}
                """);
        Files.writeString(
                folder.resolve("compose.override.yml"),
                """
                services:
                  web:
                    image: nginx:2
                    command: [b, c]
                    ports: ["81", "82"]
                    environment: {B: "2", C: "2"}
                    labels: [y=2]
                  extra: {image: extra}
                """);

        Reading reading = ManifestReader.reading(new FolderFiles(folder), Map.of());

        Checked.Good good = (Checked.Good) reading.checked();
        assertThat(good.findings())
                .singleElement()
                .satisfies(each -> assertThat(each.code()).isEqualTo("override"));
        assertThat(reading.files()).containsExactly("compose.override.yml", "compose.yml");
        AppProcess web = good.manifest().processes().getFirst();
        assertThat(web.image()).isEqualTo(Optional.of("nginx:2"));
        assertThat(web.command()).containsExactly("b", "c");
        assertThat(web.ports()).containsExactly(80, 81, 82);
        assertThat(web.environment())
                .containsExactlyInAnyOrderEntriesOf(Map.of("A", "1", "B", "2", "C", "2"));
        assertThat(web.settings().labels())
                .containsExactlyInAnyOrderEntriesOf(Map.of("x", "1", "y", "2"));
        assertThat(good.manifest().processes())
                .extracting(AppProcess::name)
                .containsExactly("web", "api", "extra");
    }

    /** Each file includes the next one twice: read in full, they would be 2^30. */
    @Test
    void filesThatIncludeEachOtherAgainAndAgainStopAtALimit() throws IOException {
        for (int i = 0; i < 30; i++) {
            String name = i == 0 ? "compose.yaml" : "f" + i + ".yaml";
            String next = "f" + (i + 1) + ".yaml";
            Files.writeString(
                    folder.resolve(name),
                    "include: [%s, %s]\nservices: {s%d: {image: x}}\n".formatted(next, next, i));
        }
        Files.writeString(folder.resolve("f30.yaml"), "services: {last: {image: x}}\n");

        Checked checked = ManifestReader.read(folder, Map.of());

        assertThat(checked).isInstanceOf(Checked.Bad.class);
        assertThat(checked.findings()).extracting(Finding::code).contains("too-many-includes");
        assertThat(checked.findings()).hasSizeLessThan(1000);
    }
}
