package mvi.platform.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Problem;
import mvi.engines.wire.Json;
import mvi.manifest.AppProcess;
import mvi.manifest.AppProcess.Lifetime;
import mvi.manifest.CapturedMount;
import mvi.manifest.ContainerSettings;
import mvi.manifest.DatabaseChoices;
import mvi.manifest.FunctionSpec;
import mvi.manifest.Manifest;
import mvi.manifest.Timetable;
import mvi.manifest.Trigger;
import mvi.services.kv.AttributeValue;
import org.junit.jupiter.api.Test;

final class ManifestItemsTest {
    private static final ContainerSettings SETTINGS =
            new ContainerSettings(
                    Optional.of("1000:1000"),
                    List.of("audio"),
                    Optional.of("/srv"),
                    Optional.of("one"),
                    Optional.of("SIGINT"),
                    false,
                    true,
                    Map.of("/run", "size=1m"),
                    Optional.of(ByteCount.mib(32)),
                    List.of("SYS_NICE"),
                    List.of("ALL"),
                    Map.of("nofile", new ContainerSettings.Ulimit(10, 20)),
                    Optional.of(50),
                    Map.of("net.core.somaxconn", "1024"),
                    Map.of("mail", "10.1.2.3"),
                    List.of("9.9.9.9"),
                    Map.of("com.example", "x"));

    @Test
    void aReleaseOfAnEarlierVersionSaysLessOfRouting() {
        assertThat(
                        Json.read(
                                "{\"isHttp2\":true,\"listening\":\"TLS\",\"hostPorts\":[]}",
                                AppProcess.Routing.class))
                .isEqualTo(
                        new AppProcess.Routing(
                                true,
                                AppProcess.Listening.TLS,
                                List.of(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()));
    }

    private static AppProcess process(String name, Optional<AppProcess.BuildSpec> build) {
        return new AppProcess(
                name,
                build,
                Optional.of("registry/app@sha256:1"),
                AppProcess.Pull.MISSING,
                List.of("/entry"),
                List.of("serve", "", "--x y"),
                Map.of("A", "1", "EMPTY", "", "WIDE", "\u00e4\ud83d\ude00\n"),
                List.of(8080, 9090),
                true,
                new AppProcess.Routing(
                        true,
                        AppProcess.Listening.TLS,
                        List.of(new AppProcess.HostPort(1, 2)),
                        Optional.of(
                                new AppProcess.Requests(
                                        "/api",
                                        "www.example.org",
                                        AppProcess.Balancing.STICKY,
                                        Duration.ofSeconds(30),
                                        20,
                                        1000)),
                        Optional.of(new AppProcess.Tls("PEM\n", Optional.of(Duration.ofDays(180)))),
                        Optional.of(AppProcess.ProxyProtocol.V2)),
                List.of(
                        new AppProcess.Dependency("worker", AppProcess.Condition.COMPLETED),
                        new AppProcess.Dependency("database", AppProcess.Condition.HEALTHY)),
                AppProcess.Lifetime.UNTIL_SUCCESS,
                new AppProcess.Health(
                        Optional.of("/health"),
                        Duration.ofMillis(1500),
                        Duration.ofSeconds(2),
                        3,
                        Duration.ofMinutes(1),
                        Optional.of(
                                new AppProcess.Test(
                                        List.of("true", ""),
                                        Duration.ofSeconds(30),
                                        Duration.ofMillis(10),
                                        Duration.ofSeconds(1),
                                        2))),
                Duration.ofSeconds(10),
                2,
                new AppProcess.Update(
                        3,
                        AppProcess.Order.STOP_FIRST,
                        Duration.ofMillis(1),
                        Duration.ofMinutes(2)),
                Optional.of(ByteCount.mib(256)),
                0.1,
                SETTINGS,
                List.of(
                        new CapturedMount(
                                "conf/a.conf",
                                "/etc/a.conf",
                                true,
                                Optional.of(0440),
                                Optional.empty(),
                                true,
                                Optional.of("A_VARIABLE"))),
                Optional.empty());
    }

    private static AppProcess bare(String name) {
        return bare(name, Lifetime.SERVICE, Optional.empty());
    }

    private static AppProcess bare(
            String name, Lifetime lifetime, Optional<FunctionSpec> function) {
        return new AppProcess(
                name,
                Optional.empty(),
                Optional.empty(),
                AppProcess.Pull.MISSING,
                List.of(),
                List.of(),
                Map.of(),
                List.of(),
                false,
                AppProcess.Routing.DEFAULT,
                List.of(),
                lifetime,
                new AppProcess.Health(
                        Optional.empty(),
                        Duration.ZERO,
                        Duration.ZERO,
                        0,
                        Duration.ZERO,
                        Optional.empty()),
                Duration.ZERO,
                0,
                AppProcess.Update.DEFAULT,
                Optional.empty(),
                0,
                ContainerSettings.NONE,
                List.of(),
                function);
    }

    @Test
    void aManifestComesBackAsItWas() {
        Manifest full =
                new Manifest(
                        Optional.of("hello"),
                        List.of(process("web", Optional.empty()), bare("worker")),
                        List.of(
                                new Manifest.Provider("database", "postgres", Optional.empty()),
                                new Manifest.Provider(
                                        "chosen",
                                        "postgres",
                                        Optional.empty(),
                                        new DatabaseChoices(
                                                Optional.of(ByteCount.mib(512)),
                                                Optional.of("15"),
                                                true,
                                                List.of("pg_trgm", "pgcrypto"))),
                                new Manifest.Provider(
                                        "db",
                                        "postgres",
                                        Optional.of(new Manifest.Login("me", "secret", "mine")))),
                        List.of("example.test"),
                        false,
                        Map.of("cache", "worker"));
        Manifest empty =
                new Manifest(Optional.empty(), List.of(), List.of(), List.of(), true, Map.of());
        assertThat(ManifestItems.read(ManifestItems.write(full))).isEqualTo(full);
        assertThat(ManifestItems.read(ManifestItems.write(empty))).isEqualTo(empty);
    }

    @Test
    void aFunctionComesBackWithItsTriggersInTheirOrder() {
        FunctionSpec function =
                new FunctionSpec(
                        FunctionSpec.Runtime.EXEC,
                        List.of(
                                new Trigger.Release(List.of(Trigger.Outcome.FAILED)),
                                new Trigger.Blob(
                                        "files",
                                        List.of(
                                                Trigger.BlobChange.REMOVED,
                                                Trigger.BlobChange.CREATED),
                                        "in/\u00e4",
                                        ""),
                                new Trigger.Schedule(
                                        new Timetable("30 4 * * *", ZoneId.of("Europe/Berlin")),
                                        Trigger.Overlap.QUEUE,
                                        Trigger.Missed.NONE,
                                        Optional.of(Duration.ofHours(26))),
                                new Trigger.Log("web", "|= \"x\""),
                                new Trigger.Schedule(
                                        new Timetable("rate(5 minutes)", ZoneId.of("UTC")),
                                        Trigger.Overlap.ALLOW,
                                        Trigger.Missed.ONE,
                                        Optional.empty())),
                        20,
                        Duration.ofMillis(1500),
                        3);
        Manifest manifest = manifest(bare("nightly", Lifetime.FUNCTION, Optional.of(function)));
        assertThat(ManifestItems.read(ManifestItems.write(manifest))).isEqualTo(manifest);
    }

    @Test
    void aReleaseOfAnEarlierVersionHasNoFunction() {
        var kept = ((AttributeValue.MapOf) ManifestItems.write(manifest(bare("worker")))).values();
        var processes = (AttributeValue.ListOf) Objects.requireNonNull(kept.get("processes"));
        var process = (AttributeValue.MapOf) processes.values().getFirst();
        assertThat(process.values()).doesNotContainKey("function");
        assertThat(ManifestItems.read(new AttributeValue.MapOf(kept)).processes())
                .allSatisfy(each -> assertThat(each.function()).isEmpty());
    }

    private static Manifest manifest(AppProcess process) {
        return new Manifest(
                Optional.empty(), List.of(process), List.of(), List.of(), true, Map.of());
    }

    @Test
    void whatEarlierVersionsKeptIsRead() {
        Manifest manifest =
                new Manifest(
                        Optional.empty(),
                        List.of(bare("worker")),
                        List.of(),
                        List.of(),
                        true,
                        Map.of());
        var kept = new HashMap<>(((AttributeValue.MapOf) ManifestItems.write(manifest)).values());
        var processes = (AttributeValue.ListOf) Objects.requireNonNull(kept.get("processes"));
        var process =
                new HashMap<>(((AttributeValue.MapOf) processes.values().getFirst()).values());
        process.remove("update");
        process.put("parallelism", AttributeValue.number(7));
        kept.put(
                "processes", new AttributeValue.ListOf(List.of(new AttributeValue.MapOf(process))));
        Manifest read = ManifestItems.read(new AttributeValue.MapOf(kept));
        assertThat(read.processes().getFirst().update().parallelism()).isEqualTo(7);
        assertThat(read.processes().getFirst().update().order())
                .isEqualTo(AppProcess.Order.START_FIRST);
    }

    @Test
    void whatABuildNeededIsNotKept() {
        AppProcess.BuildSpec build =
                new AppProcess.BuildSpec(
                        ".",
                        "Dockerfile",
                        Optional.empty(),
                        Map.of("TOKEN", "x"),
                        Optional.empty(),
                        Map.of(),
                        List.of());
        Manifest manifest =
                new Manifest(
                        Optional.empty(),
                        List.of(process("web", Optional.of(build))),
                        List.of(),
                        List.of(),
                        true,
                        Map.of());
        Manifest read = ManifestItems.read(ManifestItems.write(manifest));
        assertThat(read.processes()).containsExactly(process("web", Optional.empty()));
    }

    @Test
    void aDamagedItemIsABugAndNoEmptyManifest() {
        assertThatThrownBy(() -> ManifestItems.read(new AttributeValue.MapOf(Map.of())))
                .isInstanceOf(Problem.class);
        assertThatThrownBy(() -> ManifestItems.read(AttributeValue.text("x")))
                .isInstanceOf(Problem.class);
    }
}
