package mvi.platform.release;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Chance;
import mvi.engines.base.Problem;
import mvi.engines.store.Disk;
import mvi.engines.store.StoreLimits;
import mvi.fakes.FakeClock;
import mvi.fakes.FakeKv;
import mvi.manifest.Checked;
import mvi.manifest.Manifest;
import mvi.manifest.ManifestReader;
import mvi.manifest.ProjectFiles;
import mvi.platform.app.AppLocks;
import mvi.platform.app.Apps;
import mvi.platform.app.Credentials;
import mvi.platform.app.PlatformKey;
import mvi.platform.app.PlatformTables;
import mvi.services.crypto.back.SealedKeyStore;
import mvi.services.crypto.core.CryptoCore;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine of 1 GB. */
final class MemoryClaimsTest {
    private final FakeClock clock = new FakeClock();
    private final FakeKv kv = new FakeKv();

    @TempDir Path folder;
    private SealedKeyStore keys;
    private Apps apps;
    private Releases releases;
    private MemoryClaims memory;

    @BeforeEach
    void open() {
        keys = SealedKeyStore.open(folder, StoreLimits.DEFAULT, Disk.system(), Chance.system());
        PlatformTables.ensure(kv);
        CryptoCore crypto = new CryptoCore(keys, clock, Chance.system());
        apps =
                new Apps(
                        kv,
                        clock,
                        new Credentials(
                                kv, crypto, new PlatformKey(crypto), Chance.system(), clock));
        releases = new Releases(kv, apps, clock);
        memory = new MemoryClaims(apps, releases, ByteCount.gib(1));
    }

    @AfterEach
    void close() {
        keys.close();
    }

    @Test
    void limitsOfAllAppsAddUpToTheMachine() {
        release("other", "{image: a, mem_limit: 512M}");
        allowed("{image: a, scale: 2, mem_limit: 256M}", Map.of());
        allowed("{image: a, scale: 50}", Map.of());
        allowed("{image: a, scale: 3, mem_limit: 256M}", Map.of("web", 2));
        refused("{image: a, scale: 3, mem_limit: 256M}", Map.of())
                .hasMessageContaining("256 MB of memory are missing")
                .hasMessageContaining("'shop' may use 768 MB (web 3 × 256 MB)")
                .hasMessageContaining("the other apps 512 MB, and this machine has 1 GB");
    }

    @Test
    void whatTakesTurnsRunsBesideWhatItReplaces() {
        release("shop", "{image: a, mem_limit: 256M}");
        refused("{image: a, mem_limit: 768M}", Map.of())
                .hasMessageContaining("web 1 × 768 MB and 1 while they change");
        allowed(
                "{image: a, mem_limit: 768M, deploy: {update_config: {order: stop-first}}}",
                Map.of());
    }

    @Test
    void functionsAreBoundedElsewhere() {
        release("other", "{image: a, mem_limit: 512M}");
        allowed("{image: a, x-mvi: {runtime: lambda, memory: 900M}}", Map.of());
        allowed("{image: a, x-mvi: {runtime: lambda, memory: 900M}}", Map.of("web", 9));
    }

    @Test
    void whatNeedsNoMoreThanBeforeIsNotInTheWay() {
        release("other", "{image: a, mem_limit: 2G}");
        release("shop", "{image: a, scale: 2, mem_limit: 256M}");
        allowed("{image: a, scale: 2, mem_limit: 256M}", Map.of());
        allowed("{image: a, mem_limit: 256M}", Map.of());
        refused("{image: a, scale: 2, mem_limit: 257M}", Map.of());
    }

    private void allowed(String web, Map<String, Integer> scale) {
        assertThatCode(() -> memory.check("shop", manifest(web), scale)).doesNotThrowAnyException();
    }

    private AbstractThrowableAssert<?, ? extends Throwable> refused(
            String web, Map<String, Integer> scale) {
        return assertThatThrownBy(() -> memory.check("shop", manifest(web), scale))
                .isInstanceOf(Problem.class);
    }

    private void release(String app, String web) {
        apps.ensure(app);
        try (AppLocks.Held lock = new AppLocks(kv, clock).acquireNow(app, "test")) {
            releases.create(
                    lock,
                    app,
                    new Releases.Draft(
                            "b-1",
                            Map.of("web", "image"),
                            0,
                            manifest(web),
                            Map.of(),
                            "test",
                            "deploy"));
        }
    }

    private Manifest manifest(String web) {
        return ((Checked.Good) ManifestReader.read(files(web), Map.of())).manifest();
    }

    private ProjectFiles files(String web) {
        return new OneFile("services: {web: " + web + "}");
    }

    /** A project that has a manifest and no more. */
    private record OneFile(String text) implements ProjectFiles {
        @Override
        public boolean isFile(String path) {
            return path.equals("compose.yaml");
        }

        @Override
        public boolean isFolder(String path) {
            return false;
        }

        @Override
        public Optional<byte[]> read(String path, int limit) {
            return Optional.of(text)
                    .filter(unused -> isFile(path))
                    .map(each -> each.getBytes(StandardCharsets.UTF_8));
        }
    }
}
