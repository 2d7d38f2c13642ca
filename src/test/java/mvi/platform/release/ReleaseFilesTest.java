package mvi.platform.release;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Chance;
import mvi.engines.store.Disk;
import mvi.engines.store.StoreLimits;
import mvi.fakes.FakeClock;
import mvi.manifest.CapturedFile;
import mvi.platform.app.PlatformKey;
import mvi.platform.environment.Envelope;
import mvi.services.blob.front.S3Rig;
import mvi.services.container.ContainerSpec.SeedFile;
import mvi.services.crypto.back.SealedKeyStore;
import mvi.services.crypto.core.CryptoCore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of releases, in a Blob that may be away. */
final class ReleaseFilesTest {
    private static final String TEXT = "a setting that nobody may read on the disk";

    private final FakeClock clock = new FakeClock();
    @TempDir Path folder;
    private S3Rig rig;
    private SealedKeyStore keys;
    private ReleaseFiles files;

    @BeforeEach
    void open() throws IOException {
        rig = S3Rig.open(Files.createDirectory(folder.resolve("blob")));
        keys =
                SealedKeyStore.open(
                        folder.resolve("keys"),
                        StoreLimits.DEFAULT,
                        Disk.system(),
                        Chance.system());
        files = files("copies");
    }

    private ReleaseFiles files(String copies) {
        CryptoCore crypto = new CryptoCore(keys, clock, Chance.system());
        Envelope envelope = new Envelope(crypto, new PlatformKey(crypto), Chance.system());
        return new ReleaseFiles(rig.blob(), envelope, folder.resolve(copies), clock);
    }

    @AfterEach
    void close() {
        rig.close();
        keys.close();
    }

    private static List<CapturedFile> captured(boolean isSecret) {
        return List.of(new CapturedFile("/etc/app.conf", 0644, TEXT.getBytes(UTF_8), isSecret));
    }

    private static void assertRead(List<SeedFile> read) {
        assertThat(read)
                .extracting(each -> new String(each.content(), UTF_8))
                .containsExactly(TEXT);
    }

    @Test
    void aCopyIsReadWhileBlobIsAway() {
        String plain = files.keep("shop", captured(false));
        String sealed = files.keep("shop", captured(true));
        rig.close();
        assertRead(files.read("shop", plain));
        assertRead(files.read("shop", sealed));
        assertThatThrownBy(() -> files("none").read("shop", plain))
                .as("without copies there is nothing to read")
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void whatIsSealedStaysSealedInItsCopy() throws IOException {
        files.keep("shop", captured(true));
        try (Stream<Path> copies = Files.list(folder.resolve("copies"))) {
            List<Path> all = copies.toList();
            assertThat(all).hasSize(1);
            String text =
                    Files.readString(all.getFirst(), java.nio.charset.StandardCharsets.ISO_8859_1);
            assertThat(text).doesNotContain("setting", "app.conf");
        }
    }

    @Test
    void aCopyThatWasChangedIsNotBelieved() throws IOException {
        String name = files.keep("shop", captured(false));
        Files.writeString(folder.resolve("copies").resolve(name), "[]");
        assertRead(files.read("shop", name));
        assertThat(folder.resolve("copies").resolve(name)).content().isNotEqualTo("[]");
    }

    @Test
    void whatWasNotReadForLongestGivesWay() {
        ReleaseCopies copies = new ReleaseCopies(folder.resolve("small"), clock);
        byte[] large = new byte[(int) (ReleaseCopies.LIMIT.bytes() / 4)];
        List<String> digests =
                Stream.of(1, 2, 3, 4)
                        .map(
                                number -> {
                                    large[0] = number.byteValue();
                                    String digest = ReleaseFiles.digest(large);
                                    copies.keep(digest, large);
                                    clock.pass(Duration.ofSeconds(1));
                                    return digest;
                                })
                        .toList();
        assertThat(copies.find(digests.get(0))).isPresent();
        clock.pass(Duration.ofSeconds(1));
        byte[] one = new byte[(int) ByteCount.kib(1).bytes()];
        copies.keep(ReleaseFiles.digest(one), one);
        assertThat(copies.find(digests.get(1))).isEmpty();
        assertThat(copies.find(digests.get(0))).isPresent();
        assertThat(copies.find(ReleaseFiles.digest(one))).isPresent();
    }
}
