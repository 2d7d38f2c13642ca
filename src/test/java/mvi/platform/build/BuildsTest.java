package mvi.platform.build;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mvi.engines.base.ByteCount;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Chance;
import mvi.engines.base.Ids;
import mvi.engines.base.Problem;
import mvi.fakes.FakeClock;
import mvi.fakes.FakeKv;
import mvi.fakes.Scripted;
import mvi.platform.app.PlatformTables;
import mvi.services.blob.BlobService;
import mvi.services.blob.ObjectName;
import mvi.services.image.ImageBuilder;
import mvi.services.image.ImageName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Builds beside a Blob that may be away. */
final class BuildsTest {
    private static final Problem AWAY =
            Problem.unavailable("blob-unavailable", "Blob at https://far is away", null);

    private final FakeClock clock = new FakeClock();
    private final FakeKv kv = new FakeKv();
    private final Map<String, String> stored = new HashMap<>();
    @TempDir Path folder;
    private boolean isThere = true;
    private boolean isFailing;
    private boolean goesDuringTheBuild;

    @BeforeEach
    void tables() {
        PlatformTables.ensure(kv);
    }

    @Test
    void aBuildDoesNotBeginWhileBlobIsAway() throws IOException {
        Builds builds = builds();
        isThere = false;
        builds.prepare();
        assertThatThrownBy(() -> build(builds)).isSameAs(AWAY);
        assertThat(builds.list("shop")).isEmpty();
    }

    @Test
    void aLogThatBlobDoesNotTakeIsShownAndStoredLater() throws IOException {
        Builds builds = builds();
        builds.prepare();
        goesDuringTheBuild = true;
        String first = build(builds);
        assertThat(builds.get(first).state()).isEqualTo(Build.SUCCEEDED);
        assertThat(stored).isEmpty();
        assertThat(log(builds, first)).contains("building web");
        isThere = true;
        goesDuringTheBuild = false;
        String second = build(builds);
        assertThat(stored).containsOnlyKeys(first + ".log", second + ".log");
        assertThat(folder.resolve("logs")).isEmptyDirectory();
    }

    @Test
    void whyABuildFailedIsToldThoughItsLogCanNotBeStored() throws IOException {
        Builds builds = builds();
        builds.prepare();
        goesDuringTheBuild = true;
        isFailing = true;
        assertThatThrownBy(() -> build(builds)).hasMessage("no such image");
        Build failed = builds.list("shop").getFirst();
        assertThat(failed.state()).isEqualTo(Build.FAILED);
        assertThat(failed.reason()).isEqualTo("no such image");
        isThere = true;
        builds().prepare();
        assertThat(stored).containsOnlyKeys(failed.id() + ".log");
    }

    private Builds builds() {
        return new Builds(
                kv,
                Scripted.of(
                        BlobService.class,
                        (method, arguments) -> blob(method.getName(), arguments)),
                Scripted.of(ImageBuilder.class, (method, arguments) -> adopt()),
                new Ids(clock, Chance.system()),
                clock,
                folder.resolve("logs"),
                "127.0.0.1:5000");
    }

    private @Nullable Object blob(String method, Object[] arguments) {
        if (!isThere) {
            throw AWAY;
        }
        if (method.equals("put")) {
            try {
                byte[] body = ((ByteSource) arguments[1]).readAll(ByteCount.mib(1));
                stored.put(((ObjectName) arguments[0]).key(), new String(body, UTF_8));
            } catch (IOException impossible) {
                throw new AssertionError(impossible);
            }
        }
        return null;
    }

    private ImageBuilder.BuiltImage adopt() {
        isThere = !goesDuringTheBuild;
        if (isFailing) {
            throw Problem.missing("image-missing", "no such image");
        }
        return new ImageBuilder.BuiltImage(
                new ImageName("shop/web", "b-1"), "sha256:" + "0".repeat(64), List.of(), List.of());
    }

    private String build(Builds builds) throws IOException {
        Projects projects =
                new Projects(
                        folder.resolve("projects"),
                        (tar, into) ->
                                Files.writeString(
                                        into.resolve("compose.yaml"),
                                        "services: {web: {image: busybox}}\n"),
                        (from, spec) -> ByteSource.empty(),
                        (from, process, mounts) -> List.of());
        projects.clear();
        try (Projects.Project project = projects.open(ByteSource.empty())) {
            return builds.build("shop", project, Map.of(), line -> {}).id();
        }
    }

    private static String log(Builds builds, String id) throws IOException {
        try (ByteSource log = builds.log(id)) {
            return new String(log.readAll(ByteCount.mib(1)), UTF_8);
        }
    }
}
