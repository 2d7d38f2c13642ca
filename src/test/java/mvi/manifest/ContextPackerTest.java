package mvi.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import mvi.engines.base.ByteCount;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Problem;
import mvi.manifest.AppProcess.BuildSpec;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContextPackerTest {
    private final ContextPacker packer = new ContextPacker(PackLimits.DEFAULT);

    @TempDir Path folder;
    @TempDir Path other;

    @Test
    void packsWhatABuildSeesAndWhatTheManifestNeeds() throws IOException {
        write("compose.yaml", "services: {web: {build: ./app, env_file: web.env}}\n");
        write("web.env", "A=1\n");
        write("secret.txt", "not for the server");
        write("app/Dockerfile", "FROM scratch\n");
        write("app/.dockerignore", "*.log\nnode_modules\n!keep.log\n");
        write("app/a.log", "no");
        write("app/keep.log", "yes");
        write("app/node_modules/big.js", "no");
        write("app/src/Main.java", "yes");
        assertThat(unpacked(packer.pack(folder, reading())))
                .containsExactly(
                        "app",
                        "app/.dockerignore",
                        "app/Dockerfile",
                        "app/keep.log",
                        "app/src",
                        "app/src/Main.java",
                        "compose.yaml",
                        "web.env");
    }

    @Test
    void whatIsMountedIsPackedAndCapturedAsItIs() throws IOException {
        write(
                "compose.yaml",
                """
                services:
                  web:
                    build: app
                    volumes: ['./conf:/etc/app/:ro', './run.sh:/run.sh']
                """);
        write("app/Dockerfile", "FROM scratch\n");
        write("conf/a.conf", "a");
        write("conf/deep/b.conf", "b");
        write("other/c", "c");
        write("run.sh", "run");
        Files.setPosixFilePermissions(
                folder.resolve("run.sh"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Reading reading = reading();
        assertThat(unpacked(packer.pack(folder, reading)))
                .contains("conf/a.conf", "conf/deep/b.conf", "run.sh")
                .doesNotContain("other/c");

        AppProcess web = ((Checked.Good) reading.checked()).manifest().processes().getFirst();
        MountCapture capture = new MountCapture(PackLimits.DEFAULT);
        assertThat(capture.capture(folder, "web", web.mounts()))
                .extracting(CapturedFile::path, file -> Integer.toOctalString(file.mode()))
                .containsExactly(
                        tuple("/etc/app/a.conf", "444"),
                        tuple("/etc/app/deep/b.conf", "444"),
                        tuple("/run.sh", "755"));
        Files.createSymbolicLink(folder.resolve("conf/link"), Path.of("a.conf"));
        assertThatThrownBy(() -> capture.capture(folder, "web", web.mounts()))
                .hasMessageContaining("'conf/link' of 'web' is a link");
        Files.delete(folder.resolve("conf/link"));
        Files.write(folder.resolve("conf/big"), new byte[(int) MountCapture.LIMIT.bytes()]);
        assertThatThrownBy(() -> capture.capture(folder, "web", web.mounts()))
                .hasMessageContaining("COPY them into its image");
    }

    @Test
    void theSameFolderGivesTheSameBytes() throws IOException {
        write("compose.yaml", "services: {web: {build: .}}\n");
        write("Dockerfile", "FROM scratch\n");
        byte[] first = packer.pack(folder, reading()).readAll(ByteCount.mib(1));
        write("Dockerfile", "FROM scratch\n");
        assertThat(packer.pack(folder, reading()).readAll(ByteCount.mib(1))).isEqualTo(first);
    }

    @Test
    void aBuildsOwnContextHasItsRoot() throws IOException {
        write("app/Dockerfile", "FROM scratch\n");
        write("app/.dockerignore", "*\n!src\n");
        write("app/src/a", "a");
        write("app/b", "b");
        write("c", "c");
        BuildSpec build =
                new BuildSpec(
                        "app",
                        "Dockerfile",
                        Optional.empty(),
                        Map.of(),
                        Optional.empty(),
                        Map.of(),
                        List.of());
        assertThat(unpacked(packer.subContext(folder, build)))
                .containsExactly(".dockerignore", "Dockerfile", "src", "src/a");
    }

    @Test
    void aDockerfileOfTheManifestGoesWithItsContext() throws IOException {
        write("app/a", "a");
        write("app/.mvi-dockerfile", "not this one");
        BuildSpec build =
                new BuildSpec(
                        "app",
                        BuildSpec.INLINE,
                        Optional.of("FROM scratch\n"),
                        Map.of(),
                        Optional.empty(),
                        Map.of(),
                        List.of());
        assertThat(unpacked(packer.subContext(folder, build)))
                .containsExactly(".mvi-dockerfile", "a");
        assertThat(other.resolve(".mvi-dockerfile")).hasContent("FROM scratch\n");
    }

    @Test
    void linksInsideAreKeptAndLinksOutAreRefused() throws IOException {
        write("compose.yaml", "services: {web: {build: .}}\n");
        write("Dockerfile", "FROM scratch\n");
        Files.createSymbolicLink(folder.resolve("link"), Path.of("Dockerfile"));
        assertThat(unpacked(packer.pack(folder, reading()))).contains("link");
        assertThat(Files.readSymbolicLink(other.resolve("link"))).isEqualTo(Path.of("Dockerfile"));
        Files.createSymbolicLink(folder.resolve("out"), Path.of("/etc/passwd"));
        assertThatThrownBy(() -> packer.pack(folder, reading()))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("'out' is a link to '/etc/passwd'");
    }

    @Test
    void aProjectThatIsTooLargeIsRefused() throws IOException {
        write("compose.yaml", "services: {web: {build: .}}\n");
        write("Dockerfile", "FROM scratch\n");
        ContextPacker small = new ContextPacker(new PackLimits(new ByteCount(10), 100));
        assertThatThrownBy(() -> small.pack(folder, reading()))
                .hasMessageContaining("leave out what no image needs");
    }

    @Test
    void namesAndLinksThatLeadOutAreNotUnpacked() {
        for (String name : List.of("../x", "a/../../x", "/x")) {
            assertThatThrownBy(() -> unpack(tar(name, TarConstants.LF_NORMAL, "")))
                    .as(name)
                    .hasMessageContaining("leads out of the project folder");
        }
        assertThatThrownBy(() -> unpack(tar("a/l", TarConstants.LF_SYMLINK, "../../x")))
                .hasMessageContaining("leads out of the project folder");
        assertThatThrownBy(() -> unpack(tar("d", TarConstants.LF_CHR, "")))
                .hasMessageContaining("neither a file");
        assertThatThrownBy(
                        () -> unpack("no tar at all".repeat(99).getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Problem.class);
    }

    private Reading reading() {
        return ManifestReader.reading(new FolderFiles(folder), Map.of());
    }

    private void write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void unpack(byte[] tar) throws IOException {
        new TarReader(PackLimits.DEFAULT).unpack(new ByteArrayInputStream(tar), other);
    }

    private List<String> unpacked(ByteSource tar) throws IOException {
        unpack(tar.readAll(ByteCount.mib(1)));
        try (Stream<Path> files = Files.walk(other)) {
            return files.map(each -> other.relativize(each).toString())
                    .filter(each -> !each.isEmpty())
                    .sorted()
                    .toList();
        }
    }

    private static byte[] tar(String name, byte kind, String link) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            TarArchiveEntry entry = new TarArchiveEntry(name, kind, true);
            entry.setLinkName(link);
            tar.putArchiveEntry(entry);
            tar.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }
}
