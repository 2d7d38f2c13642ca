package mvi.platform.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Bell;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Chance;
import mvi.engines.base.Events;
import mvi.engines.base.Ids;
import mvi.engines.base.PlatformId;
import mvi.engines.base.Problem;
import mvi.engines.store.Disk;
import mvi.engines.store.StoreLimits;
import mvi.fakes.FakeClock;
import mvi.fakes.FakeKv;
import mvi.fakes.Scripted;
import mvi.fakes.Unreachable;
import mvi.manifest.AppProcess;
import mvi.manifest.ContainerSettings;
import mvi.manifest.Manifest;
import mvi.platform.app.AppLocks;
import mvi.platform.app.AppNames;
import mvi.platform.app.Apps;
import mvi.platform.app.Credentials;
import mvi.platform.app.Generation;
import mvi.platform.app.PlatformKey;
import mvi.platform.app.PlatformTables;
import mvi.platform.environment.Envelope;
import mvi.platform.environment.EnvironmentComposer;
import mvi.platform.environment.Environments;
import mvi.platform.environment.TrustFiles;
import mvi.services.balancer.BalancerService;
import mvi.services.blob.BlobService;
import mvi.services.container.ContainerService;
import mvi.services.crypto.back.SealedKeyStore;
import mvi.services.crypto.core.CryptoCore;
import mvi.services.database.DatabaseService;
import mvi.services.log.LogService;
import mvi.services.network.NetworkService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rollout on a machine whose networks can't be made, now and for ever. */
final class GiveUpTest {
    private final FakeClock clock = new FakeClock();
    private final FakeKv kv = new FakeKv();

    @TempDir Path folder;
    private SealedKeyStore keys;

    @BeforeEach
    void open() {
        keys = SealedKeyStore.open(folder, StoreLimits.DEFAULT, Disk.system(), Chance.system());
        PlatformTables.ensure(kv);
    }

    @AfterEach
    void close() {
        keys.close();
    }

    private Problem failure = Problem.unavailable("network-unavailable", "no bridge today", null);

    @Test
    void aRolloutWhoseStepsFailForTooLongIsUndoneAndSaysWhy() {
        Release release = rolledOut(RolloutReconciler.GIVEN_UP_AFTER);
        assertThat(release.reason()).contains("10 minutes", "no bridge today");
    }

    @Test
    void aRolloutThatAsksForWhatCanNotBeIsUndoneAtOnce() {
        failure = Problem.invalid("database-differs", "it was made for another user");
        Release release = rolledOut(Duration.ZERO);
        assertThat(release.reason()).endsWith("it was made for another user");
    }

    /** What became of a rollout that fails, with a pass each minute for so long. */
    private Release rolledOut(Duration forSoLong) {
        CryptoCore crypto = new CryptoCore(keys, clock, Chance.system());
        PlatformKey key = new PlatformKey(crypto);
        Credentials credentials = new Credentials(kv, crypto, key, Chance.system(), clock);
        Apps apps = new Apps(kv, clock, credentials);
        Releases releases = new Releases(kv, apps, clock);
        apps.ensure("shop");
        try (AppLocks.Held lock = new AppLocks(kv, clock).acquireNow("shop", "test");
                RolloutReconciler reconciler =
                        new RolloutReconciler(parts(apps, releases, credentials, crypto, key))) {
            releases.create(lock, "shop", draft());

            for (Duration passed = Duration.ZERO;
                    passed.compareTo(forSoLong) <= 0;
                    passed = passed.plusMinutes(1)) {
                assertThat(releases.get("shop", 1).state().isFinal()).isFalse();
                reconciler.pass((app, work) -> work.run());
                clock.pass(Duration.ofMinutes(1));
            }

            Release release = releases.get("shop", 1);
            assertThat(release.state()).isEqualTo(ReleaseState.UNDONE);
            assertThat(apps.get("shop").desired().generation()).isEqualTo(Generation.NONE);
            return release;
        }
    }

    private RolloutReconciler.Parts parts(
            Apps apps,
            Releases releases,
            Credentials credentials,
            CryptoCore crypto,
            PlatformKey key) {
        DatabaseService databases = Unreachable.of(DatabaseService.class);
        BlobService blob = Unreachable.of(BlobService.class);
        AppNetworks networks =
                new AppNetworks(answering(NetworkService.class, ""), new AppNames(kv));
        Environments environments = new Environments(kv, crypto, key, Chance.system(), clock);
        Crashes crashes = new Crashes(kv, clock);
        AppLinks links = new AppLinks(databases, blob, crypto, "local");
        return new RolloutReconciler.Parts(
                apps,
                releases,
                crashes,
                answering(ContainerService.class, "list"),
                answering(BalancerService.class, "targets"),
                List.of(),
                networks,
                Unreachable.of(LogService.class),
                links,
                new ContainerSpecs(
                        new PlatformId("abcdef"),
                        new Ids(clock, Chance.system()),
                        environments,
                        credentials,
                        links,
                        networks,
                        new EnvironmentComposer("local", 4566),
                        TrustFiles.NONE,
                        new ReleaseFiles(
                                blob,
                                new Envelope(crypto, key, Chance.system()),
                                folder.resolve("copies"),
                                clock),
                        ByteCount.mib(256)),
                new AppData(apps, environments, releases, crashes, databases, blob, kv, networks),
                ReleaseWitness.NONE,
                container -> true,
                Events.to(new StringBuilder(), clock),
                new Bell(),
                new Bell(),
                clock);
    }

    /** One method yields an empty list, commands are taken; the others are not available. */
    private <T> T answering(Class<T> service, String answered) {
        return Scripted.of(
                service,
                (method, arguments) -> {
                    if (method.getName().equals(answered)) {
                        return List.of();
                    }
                    if (method.getReturnType() == void.class) {
                        return null;
                    }
                    throw failure;
                });
    }

    private static Releases.Draft draft() {
        AppProcess web =
                new AppProcess(
                        "web",
                        Optional.empty(),
                        Optional.of("image"),
                        AppProcess.Pull.MISSING,
                        List.of(),
                        List.of(),
                        Map.of(),
                        List.of(),
                        false,
                        AppProcess.Routing.DEFAULT,
                        List.of(),
                        AppProcess.Lifetime.SERVICE,
                        new AppProcess.Health(
                                Optional.empty(),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(1),
                                1,
                                Duration.ofMinutes(1),
                                Optional.empty()),
                        Duration.ofSeconds(1),
                        1,
                        AppProcess.Update.DEFAULT,
                        Optional.empty(),
                        0,
                        ContainerSettings.NONE,
                        List.of(),
                        Optional.empty());
        Manifest manifest =
                new Manifest(Optional.empty(), List.of(web), List.of(), List.of(), false, Map.of());
        return new Releases.Draft(
                "b-1", Map.of("web", "image"), 0, manifest, Map.of(), "test", "deploy");
    }
}
