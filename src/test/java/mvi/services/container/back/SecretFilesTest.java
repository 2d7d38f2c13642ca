package mvi.services.container.back;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import mvi.engines.base.Problem;
import mvi.services.container.ContainerSpec.Mount;
import mvi.services.container.ContainerSpec.SeedFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SecretFilesTest {
    @TempDir Path folder;
    private SecretFiles files = new SecretFiles(Path.of(""));

    @BeforeEach
    void start() {
        files = new SecretFiles(folder.resolve("secrets"));
    }

    private List<Mount> place(String container, SeedFile... secrets) {
        return files.place(container, List.of(secrets), Set::of);
    }

    private static SeedFile secret(String path, String content) {
        return new SeedFile(path, content.getBytes(UTF_8), 0440, true);
    }

    @Test
    void eachIsAMountOfItsOwnAndOnlyTheOwnerSeesTheFolder() throws IOException {
        List<Mount> mounts = place("one", secret("/a", "x"), secret("/b", "y"));
        assertThat(mounts).extracting(Mount::target).containsExactly("/a", "/b");
        assertThat(mounts).allMatch(Mount::readOnly);
        Path second = Path.of(mounts.get(1).source());
        assertThat(second).hasContent("y");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(second)))
                .isEqualTo("r--r-----");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(folder.resolve("secrets"))))
                .isEqualTo("rwx------");
    }

    @Test
    void placedAgainTheyAreTheNewOnes() {
        place("one", secret("/a", "old"));
        Mount mount = place("one", secret("/a", "new")).getFirst();
        assertThat(Path.of(mount.source())).hasContent("new");
    }

    @Test
    void theLastTakesTheFolderWithIt() {
        place("one", secret("/a", "x"));
        place("two", secret("/a", "x"));
        files.remove("one");
        files.remove("none");
        assertThat(folder.resolve("secrets")).isNotEmptyDirectory();
        files.remove("two");
        assertThat(folder.resolve("secrets")).doesNotExist();
    }

    @Test
    void whatAKillLeftGoesWithTheFirstThatIsPlaced() {
        place("lost", secret("/a", "x"));
        place("kept", secret("/a", "x"));
        SecretFiles next = new SecretFiles(folder.resolve("secrets"));
        next.place("new", List.of(secret("/a", "x")), () -> Set.of("kept"));
        next.place("newer", List.of(secret("/a", "x")), Set::of);
        assertThat(folder.resolve("secrets").toFile().list())
                .containsExactlyInAnyOrder("kept", "new", "newer");
    }

    @Test
    void aFolderOrLinkOfSomebodyElseIsRefused() throws IOException {
        Path open = Files.createDirectory(folder.resolve("secrets"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(() -> place("one", secret("/a", "x")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("not the platform's own");
        Files.delete(open);
        Files.createSymbolicLink(open, Files.createDirectory(folder.resolve("elsewhere")));
        assertThatThrownBy(() -> place("one", secret("/a", "x"))).isInstanceOf(Problem.class);
        assertThat(folder.resolve("elsewhere")).isEmptyDirectory();
    }
}
