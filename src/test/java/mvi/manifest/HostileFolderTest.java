package mvi.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A project folder may be anyone's: nothing outside of it is read, however it is named. */
class HostileFolderTest {
    @TempDir Path parent;
    private Path folder;

    @BeforeEach
    void makeFolders() throws IOException {
        folder = Files.createDirectories(parent.resolve("project"));
        Files.createDirectories(parent.resolve("outside"));
        Files.writeString(parent.resolve("outside/secret"), "A=1\n");
        Files.writeString(
                parent.resolve("outside/more.yaml"), "services: {more: {image: secret}}\n");
        Files.writeString(parent.resolve("outside/Dockerfile"), "FROM scratch\n");
    }

    @Test
    void linksThatLeaveTheFolderLeadNowhere() throws IOException {
        link("secret", "../outside/secret");
        link("absolute", String.valueOf(parent.resolve("outside/secret")));
        link("more.yaml", "../outside/more.yaml");
        link("folder", "../outside");
        link("circle", "circle");
        link(".env", "../outside/secret");
        write(
                """
                include: [more.yaml]
                services:
                  web:
                    image: nginx
                    env_file: [secret, absolute, circle, folder/secret]
                    volumes: ["./folder:/a", "./secret:/b", "./folder/secret:/c", "./x/../folder:/d"]
                    environment: ["B=${A-unset}"]
                  built: {build: folder}
                  extended: {extends: {file: more.yaml, service: more}}
                configs: {a: {file: secret}, b: {file: folder/secret}}
                secrets: {a: {file: absolute}}
                """);

        Reading reading = ManifestReader.reading(new FolderFiles(folder), Map.of());

        assertThat(reading.checked().findings())
                .allSatisfy(each -> assertThat(each.severity()).isEqualTo(Finding.Severity.ERROR))
                .extracting(each -> each.line() + " " + each.code())
                .containsExactly(
                        "1 no-such-file",
                        "5 no-env-file",
                        "5 no-env-file",
                        "5 no-env-file",
                        "5 no-env-file",
                        "6 no-such-file",
                        "6 no-such-file",
                        "6 no-such-file",
                        "6 no-such-file",
                        "8 no-context",
                        "9 no-image",
                        "9 no-such-file",
                        "10 no-such-file",
                        "10 no-such-file",
                        "11 no-such-file");
        assertThat(reading.files()).containsExactly("compose.yaml");
    }

    @Test
    void aManifestThatIsALinkToTheOutsideIsNone() throws IOException {
        link("compose.yaml", "../outside/more.yaml");

        assertThat(codes()).containsExactly("no-manifest");
    }

    @Test
    void linksThatStayInTheFolderAreFollowed() throws IOException {
        Files.writeString(folder.resolve("real.env"), "A=1\n");
        link("a.env", "real.env");
        link("here", ".");
        write("services: {web: {image: nginx, env_file: [a.env, here/a.env]}}\n");

        assertThat(codes()).isEmpty();
    }

    @Test
    void foldersWhereFilesShouldBeAreNoFiles() throws IOException {
        Files.createDirectories(folder.resolve("folder"));
        write(
                """
                services: {web: {image: nginx, env_file: folder, configs: [a]}}
                configs: {a: {file: folder}}
                """);

        assertThat(codes()).containsExactly("no-env-file", "unknown-config", "no-such-file");
    }

    @Test
    void linesMayEndAsOnWindowsAndTextMayBeginWithAMark() throws IOException {
        write("\uFEFFservices:\r\n  web:\r\n    image: nginx\r\n    tti: true\r\n");

        assertThat(ManifestReader.read(folder, Map.of()).findings())
                .extracting(Finding::format)
                .containsExactly(
                        "compose.yaml:4:5: error: unknown key 'tti' (service)"
                                + " (did you mean 'tty'?)");
    }

    @Test
    void whatIsNoTextIsSaidAtItsLine() throws IOException {
        byte[] latin =
                "services:\n  web:\n    image: \"\u00e9\"\n".getBytes(StandardCharsets.ISO_8859_1);
        Files.write(folder.resolve("compose.yaml"), latin);
        assertThat(ManifestReader.read(folder, Map.of()).findings())
                .extracting(Finding::format)
                .containsExactly(
                        "compose.yaml:3:1: error: 'compose.yaml' is not UTF-8 text"
                                + " (save it as UTF-8)");
        write("services: {web: {image: \"a\0b\"}}\n");
        assertThat(codes()).containsExactly("not-yaml");
    }

    private List<String> codes() {
        return ManifestReader.read(folder, Map.of()).findings().stream()
                .map(Finding::code)
                .toList();
    }

    private void write(String manifest) throws IOException {
        Files.writeString(folder.resolve("compose.yaml"), manifest);
    }

    private void link(String name, String target) throws IOException {
        Files.createSymbolicLink(folder.resolve(name), Path.of(target));
    }
}
