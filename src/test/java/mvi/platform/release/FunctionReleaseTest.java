package mvi.platform.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import mvi.manifest.AppProcess;
import mvi.manifest.Checked;
import mvi.manifest.Manifest;
import mvi.manifest.ManifestReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a release is to a function: nothing of it runs, and nothing reaches it. */
final class FunctionReleaseTest {
    @TempDir private Path folder;

    @Test
    void noContainerOfAFunctionIsWantedWhateverItsScaleWas() throws IOException {
        Release release = release(manifest());
        AppProcess web = process(release.manifest(), "web");
        AppProcess worker = process(release.manifest(), "worker");
        assertThat(release.wanted(web, Map.of("web", 7))).isZero();
        assertThat(release.wanted(web, Map.of())).isZero();
        assertThat(release.wanted(worker, Map.of("worker", 7))).isEqualTo(7);
    }

    @Test
    void aFunctionHasNoHostNorAddressEvenWhenItHasAPort() throws IOException {
        Manifest manifest = manifest();
        AppProcess web = process(manifest, "web");
        assertThat(web.ports()).containsExactly(8080);
        assertThat(web.takesRequests()).isFalse();
        assertThat(web.isPublic()).isFalse();
        assertThat(ProcessPorts.of(web)).isEmpty();
        assertThat(ProcessPorts.all(web)).isEmpty();
        assertThat(ProcessPorts.hosts("shop", manifest, web)).isEmpty();
    }

    private static AppProcess process(Manifest manifest, String name) {
        return manifest.process(name).orElseThrow();
    }

    private Manifest manifest() throws IOException {
        Files.writeString(
                folder.resolve("compose.yaml"),
                """
                services:
                  web: {image: a, expose: ["8080"], x-mvi: {runtime: http}}
                  worker: {image: a}
                """);
        return ((Checked.Good) ManifestReader.read(folder, Map.of())).manifest();
    }

    private static Release release(Manifest manifest) {
        return new Release(
                "shop",
                1,
                "b-1",
                Map.of(),
                0,
                manifest,
                Map.of(),
                "test",
                Instant.EPOCH,
                "deploy",
                ReleaseState.PENDING,
                List.of(),
                Map.of(),
                "",
                0);
    }
}
