package mvi.platform;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import mvi.engines.base.Problem;
import mvi.manifest.Checked;
import mvi.manifest.ManifestReader;
import mvi.platform.release.Release;
import mvi.platform.release.ReleaseState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScaleWatchTest {
    @TempDir private Path folder;
    private Release release;

    @BeforeEach
    void read() throws IOException {
        Files.writeString(
                folder.resolve("compose.yaml"),
                """
                services:
                  web: {image: a, ports: ["80"], x-mvi: {release: migrate}}
                  thumb: {image: a, x-mvi: {runtime: lambda}}
                """);
        Checked checked = ManifestReader.read(folder, Map.of());
        release =
                new Release(
                        "shop",
                        1,
                        "b-1",
                        Map.of(),
                        0,
                        ((Checked.Good) checked).manifest(),
                        Map.of(),
                        "test",
                        Instant.EPOCH,
                        "deploy",
                        ReleaseState.DONE,
                        List.of(),
                        Map.of(),
                        "",
                        0);
    }

    @Test
    void whatRunsAllTheTimeHasAScaleAndNothingElse() {
        assertThatCode(() -> ScaleWatch.check(release, "web", 3)).doesNotThrowAnyException();
        refused("web", -1, "a process has 0 to");
        refused("thumb", 1, "'thumb' is a function, which scales by itself: x-mvi.concurrency");
        refused("web-release", 1, "'web-release' is a step, which runs once in each release");
        refused("wbe", 1, "has no process 'wbe'; it has web, web-release, thumb");
    }

    private void refused(String process, int count, String why) {
        assertThatThrownBy(() -> ScaleWatch.check(release, process, count))
                .isInstanceOf(Problem.class)
                .hasMessageContaining(why);
    }
}
