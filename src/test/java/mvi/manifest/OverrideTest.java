package mvi.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
                  api: {image: api, expose: ["8080"]}
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

    @Test
    void tagsSayOtherwiseThanMerging() throws IOException {
        Files.writeString(
                folder.resolve("compose.yaml"),
                """
                services:
                  web:
                    image: nginx
                    ports: ["80", "81"]
                    environment: {A: "1", B: "1"}
                    command: [a]
                  gone: {image: gone}
                  next:
                    extends: web
                    ports: !override ["90"]
                    command: !reset null
                  alone: {image: alone, command: !reset [x]}
                """);
        Files.writeString(
                folder.resolve("compose.override.yaml"),
                """
                services:
                  web:
                    ports: !override ["82"]
                    environment: {A: !reset null, C: "1"}
                  gone: !reset null
                """);

        Checked.Good good = (Checked.Good) ManifestReader.read(folder, Map.of());

        assertThat(good.manifest().processes())
                .extracting(AppProcess::name, AppProcess::ports, AppProcess::command)
                .containsExactly(
                        tuple("web", List.of(82), List.of("a")),
                        tuple("next", List.of(90), List.of()),
                        tuple("alone", List.of(), List.of()));
        assertThat(good.manifest().processes().getFirst().environment())
                .containsExactlyInAnyOrderEntriesOf(Map.of("B", "1", "C", "1"));
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
