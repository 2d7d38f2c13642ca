package mvi.services.container.back;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.ByteCount;
import mvi.engines.base.PlatformId;
import mvi.engines.docker.ContainerRequest;
import mvi.services.container.ContainerSpec;
import org.junit.jupiter.api.Test;

final class EngineRequestsTest {
    private static final PlatformId PLATFORM = new PlatformId("abc123");
    private static final EngineRequests.Abilities PODMAN =
            new EngineRequests.Abilities(true, true, true, 2);
    private static final EngineRequests.Abilities DOCKER =
            new EngineRequests.Abilities(false, false, true, 2);

    private static ContainerSpec spec(String role, ContainerSpec.Resources resources) {
        return new ContainerSpec(
                "mvi-abc123-hello-web-1",
                "127.0.0.1:5000/hello@sha256:1",
                List.of(),
                List.of("serve"),
                Map.of("SECRET", "hidden"),
                new ContainerSpec.Labels("hello", "web", "v3.1", role),
                new ContainerSpec.NetworkAttachment("mvi-abc123-hello", Optional.of("10.0.0.9")),
                Map.of("db", "10.0.0.3"),
                List.of(new ContainerSpec.Mount("/data", "/var/lib/data", true)),
                List.of(),
                resources,
                Optional.of("1000"),
                Optional.empty(),
                Duration.ofSeconds(10),
                "",
                ContainerSpec.Settings.NONE);
    }

    private static ContainerRequest request(String role, EngineRequests.Abilities abilities) {
        return EngineRequests.of(spec(role, ContainerSpec.Resources.DEFAULT), PLATFORM, abilities);
    }

    @Test
    void whatTheSpecLeavesOutIsTheImagesOwn() {
        ContainerRequest request = request(ContainerSpec.Labels.PROCESS, PODMAN);
        assertThat(request.entrypoint()).isEmpty();
        assertThat(request.command()).contains(List.of("serve"));
        assertThat(request.stopSignal()).isEmpty();
        assertThat(request.network()).isEqualTo("mvi-abc123-hello");
        assertThat(request.address()).contains("10.0.0.9");
        assertThat(request.binds())
                .containsExactly(new ContainerRequest.Bind("/data", "/var/lib/data", true));
    }

    @Test
    void theLabelsTellWhoseItIsAfterACrash() {
        ContainerRequest request = request(ContainerSpec.Labels.PROCESS, PODMAN);
        assertThat(request.labels())
                .containsEntry(EngineRequests.PLATFORM, "abc123")
                .containsEntry(EngineRequests.RELEASE, "v3.1");
        assertThat(EngineRequests.labels(request.labels()))
                .isEqualTo(new ContainerSpec.Labels("hello", "web", "v3.1", "process"));
        assertThat(EngineRequests.labels(Map.of()))
                .isEqualTo(new ContainerSpec.Labels("", "", "", ""));
    }

    @Test
    void everyContainerIsBoundAndHasNoRawSockets() {
        ContainerRequest request = request(ContainerSpec.Labels.PROCESS, DOCKER);
        assertThat(request.limits().memoryBytes()).isEqualTo(ByteCount.mib(512).bytes());
        assertThat(request.limits().pids()).isEqualTo(512);
        assertThat(request.capabilities())
                .doesNotContain("NET_RAW", "SYS_ADMIN", "MKNOD", "SETFCAP", "SYS_CHROOT");
        assertThat(request.tmpfs().get("/tmp")).contains("nosuid", "nodev", "size=");
        assertThat(request.logOptions()).containsEntry("max-size", EngineRequests.LOG_MAX_SIZE);
    }

    @Test
    void noMoreCpusAreAskedForThanThereAre() {
        ContainerSpec.Resources wide = new ContainerSpec.Resources(ByteCount.mib(64), 8, 10);
        ContainerSpec.Resources half = new ContainerSpec.Resources(ByteCount.mib(64), 0.5, 10);
        assertThat(EngineRequests.of(spec("process", wide), PLATFORM, PODMAN).limits().nanoCpus())
                .isEqualTo(2_000_000_000L);
        assertThat(EngineRequests.of(spec("process", half), PLATFORM, PODMAN).limits().nanoCpus())
                .isEqualTo(500_000_000L);
    }

    @Test
    void anEngineThatCanSetNoLimitsIsAskedForNone() {
        EngineRequests.Abilities none = new EngineRequests.Abilities(true, false, false, 2);
        assertThat(request(ContainerSpec.Labels.PROCESS, none).limits())
                .isEqualTo(ContainerRequest.Limits.NONE);
    }

    @Test
    void aOneOffAloneHasAnInput() {
        assertThat(request(ContainerSpec.Labels.ONE_OFF, PODMAN).isInteractive()).isTrue();
        assertThat(request(ContainerSpec.Labels.PROCESS, PODMAN).isInteractive()).isFalse();
    }

    @Test
    void aRequestPrintsNoEnvironment() {
        assertThat(request(ContainerSpec.Labels.PROCESS, PODMAN).toString())
                .doesNotContain("hidden");
    }
}
