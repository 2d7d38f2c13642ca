package mvi.services.container.back;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import mvi.engines.base.ByteCount;
import mvi.engines.base.PlatformId;
import mvi.engines.base.Problem;
import mvi.engines.docker.EngineService;
import mvi.engines.docker.EngineStreams;
import mvi.services.container.Container;
import mvi.services.container.ContainerService;
import mvi.services.container.ContainerSpec;
import mvi.services.container.LogFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

@Tag("engine")
@TestInstance(Lifecycle.PER_CLASS)
final class EngineContainerServiceTest {
    private Path home = Path.of("");
    private EngineWorld world;

    @BeforeAll
    void open(@TempDir Path home) throws IOException {
        this.home = home;
        world = new EngineWorld(home);
    }

    @AfterAll
    void close() {
        world.close();
    }

    private ContainerService.Streams streams(
            String in, ByteArrayOutputStream out, ByteArrayOutputStream err) {
        return new ContainerService.Streams(new ByteArrayInputStream(in.getBytes(UTF_8)), out, err);
    }

    @Test
    void startingTwiceGivesTheSameContainer() {
        ContainerSpec spec = world.shell("twice", "/bin/busybox sleep 300");
        Container first = world.containers.start(spec);
        Container second = world.containers.start(spec);
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.state()).isEqualTo(Container.State.RUNNING);
        assertThat(second.labels()).isEqualTo(spec.labels());
        world.containers.remove(first.id());
        assertThat(world.containers.find(first.id())).isEmpty();
        world.containers.remove(first.id());
    }

    @Test
    void stopSendsTheSignalAndReturnsWhenItHasEnded() {
        Container container =
                world.containers.start(
                        world.shell(
                                "stops",
                                "trap 'exit 7' TERM; echo ready; while :; do /bin/busybox sleep 0.1; done"));
        awaitReady(container);
        world.containers.stop(container.id(), Duration.ofSeconds(20));
        Container ended = world.containers.find(container.id()).orElseThrow();
        assertThat(ended.state()).isEqualTo(Container.State.EXITED);
        assertThat(ended.exitCode()).isEqualTo(OptionalInt.of(7));
        assertThat(ended.finished()).isPresent();
        world.containers.stop(container.id(), Duration.ofSeconds(1));
    }

    @Test
    void whatIgnoresTheSignalIsKilledAfterTheGrace() {
        Container container =
                world.containers.start(
                        world.shell(
                                "stubborn",
                                "trap '' TERM; echo ready; while :; do /bin/busybox sleep 0.1; done"));
        world.containers.stop(container.id(), Duration.ofSeconds(1));
        assertThat(world.awaitExit(container.id()).exitCode()).isEqualTo(OptionalInt.of(137));
    }

    @Test
    void runningOutOfMemoryIsSeen() {
        Container container =
                world.containers.start(
                        world.shell("hungry", "x=0123456789abcdef; while :; do x=$x$x; done"));
        Container ended = world.awaitExit(container.id());
        assertThat(ended.isOutOfMemory()).isTrue();
        assertThat(ended.exitCode().orElseThrow()).isNotZero();
    }

    @Test
    void outputIsInTheFileThatTheEngineNames() throws IOException {
        Container container =
                world.containers.start(
                        world.shell(
                                "writes",
                                "echo one; echo two >&2; cat /etc/seed.txt; echo $GREETING"
                                        .replace("cat", "/bin/busybox cat")));
        Container ended = world.awaitExit(container.id());
        String path = ended.logPath().orElseThrow();
        byte[] bytes = Files.readAllBytes(Path.of(path));
        var parsed = LogFormat.ofPath(path).parse(bytes, bytes.length);
        assertThat(parsed.entries())
                .extracting(LogFormat.Entry::text)
                .containsExactlyInAnyOrder("one", "two", "seeded", "hello");
        assertThat(parsed.consumed()).isEqualTo(bytes.length);
    }

    @Test
    void execRunsWithInputOutputErrorAndExitCode() throws IOException {
        Container container =
                world.containers.start(world.shell("execs", "/bin/busybox sleep 300"));
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int code =
                world.containers.exec(
                        container.id(),
                        List.of(
                                "/bin/busybox",
                                "sh",
                                "-c",
                                "/bin/busybox cat; echo $K >&2; exit 3"),
                        Map.of("K", "v"),
                        streams("typed\n", out, err));
        assertThat(code).isEqualTo(3);
        assertThat(out.toString(UTF_8)).isEqualTo("typed\n");
        assertThat(err.toString(UTF_8)).isEqualTo("v\n");
    }

    @Test
    void aTestThatTakesTooLongIsKilledAndLeavesNoProcess() throws IOException {
        Container container =
                world.containers.start(world.shell("tested", "/bin/busybox sleep 600"));
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        List<String> quick = List.of("/bin/busybox", "sh", "-c", "echo a; echo b >&2; exit 4");
        assertThat(world.containers.test(container.id(), quick, Duration.ofSeconds(20), said))
                .isEqualTo(4);
        assertThat(said.toString(UTF_8)).contains("a", "b");
        List<String> slow = List.of("/bin/busybox", "sh", "-c", "/bin/busybox sleep 543 || exit 1");
        int code = world.containers.test(container.id(), slow, Duration.ofMillis(300), said);
        assertThat(code).isNotZero();
        ByteArrayOutputStream left = new ByteArrayOutputStream();
        world.containers.test(
                container.id(), List.of("/bin/busybox", "ps"), Duration.ofSeconds(20), left);
        assertThat(left.toString(UTF_8)).doesNotContain("sleep 543");
    }

    @Test
    void attachGivesAllOutputAndTheExitCode() throws IOException {
        Container container =
                world.containers.start(
                        world.spec(
                                "once",
                                ContainerSpec.Labels.ONE_OFF,
                                "/bin/busybox",
                                "sh",
                                "-c",
                                "echo first; read line; echo got $line; exit 5"));
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        assertThat(world.containers.attach(container.id(), streams("input\n", out, err)))
                .isEqualTo(5);
        assertThat(out.toString(UTF_8)).contains("first\n").contains("got input\n");
    }

    /** As podman does that misses a container's end: what was had does not come twice. */
    @Test
    void anAttachmentThatMissesTheEndIsEndedAndReadsTheLogAnew() throws IOException {
        Container container =
                world.containers.start(
                        world.shell("missed", "echo one; echo two >&2; /bin/busybox sleep 300"));
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        world.engines
                .engine()
                .streams()
                .attach(
                        container.id(),
                        new EngineStreams.Ends(null, out, err),
                        () -> EngineWorld.await(() -> Optional.of(err).filter(e -> e.size() > 0)));
        assertThat(out.toString(UTF_8)).isEqualTo("one\n");
        assertThat(err.toString(UTF_8)).isEqualTo("two\n");
        world.containers.remove(container.id());
    }

    @Test
    void attachToOneThatHasEndedGivesItsOutput() throws IOException {
        Container container =
                world.containers.start(
                        world.spec(
                                "over",
                                ContainerSpec.Labels.ONE_OFF,
                                "/bin/busybox",
                                "echo",
                                "quick"));
        world.awaitExit(container.id());
        var out = new ByteArrayOutputStream();
        assertThat(world.containers.attach(container.id(), streams("", out, out))).isZero();
        assertThat(out.toString(UTF_8)).isEqualTo("quick\n");
    }

    @Test
    void watchersHearOfStartAndExitAndAreToldToReadAfterAReconnect() {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        try (var subscription = world.containers.watch((id, what) -> heard.add(what + " " + id))) {
            EngineWorld.await(() -> Optional.of(heard).filter(all -> all.contains("reconnected ")));
            Container container = world.containers.start(world.shell("seen", "exit 4"));
            EngineWorld.await(
                    () ->
                            Optional.of(heard)
                                    .filter(all -> all.contains("start " + container.id()))
                                    .filter(all -> all.contains("die " + container.id())));
        }
    }

    @Test
    void usageGrowsWithWork() {
        Container container = world.containers.start(world.shell("works", "while :; do :; done"));
        EngineWorld.await(
                () ->
                        world.containers.usage().stream()
                                .filter(usage -> usage.id().equals(container.id()))
                                .filter(
                                        usage ->
                                                usage.cpuNanos() > 50_000_000
                                                        && usage.memoryBytes() > 0)
                                .filter(usage -> usage.memoryLimitBytes() == 64L << 20)
                                .findFirst());
        world.containers.remove(container.id());
    }

    @Test
    void whatAManifestSetsUpIsWhatTheContainerSees() throws IOException {
        ContainerSpec plain = world.shell("set-up", "/bin/busybox sleep 300");
        Container container =
                world.containers.start(
                        new ContainerSpec(
                                plain.name(),
                                plain.image(),
                                plain.entrypoint(),
                                plain.command(),
                                plain.environment(),
                                plain.labels(),
                                plain.network(),
                                plain.hosts(),
                                plain.mounts(),
                                plain.files(),
                                plain.resources(),
                                Optional.of("1000:1001"),
                                Optional.of("/var"),
                                plain.stopGrace(),
                                plain.stopSignal(),
                                new ContainerSpec.Settings(
                                        Optional.of("one"),
                                        List.of("77"),
                                        true,
                                        true,
                                        Map.of("/var", "size=1m,mode=1777"),
                                        ByteCount.mib(3),
                                        List.of("SYS_CHROOT"),
                                        List.of("ALL"),
                                        Map.of(
                                                "nofile",
                                                new ContainerSpec.Ulimit(50, Long.MAX_VALUE)),
                                        Map.of("net.ipv4.ip_unprivileged_port_start", "99"),
                                        List.of("9.9.9.9"))));
        String script =
                """
                b=/bin/busybox
                $b hostname; $b id; $b pwd
                $b awk '/open files/ {print "files " $4}' /proc/1/limits
                $b cat /proc/sys/net/ipv4/ip_unprivileged_port_start
                $b grep CapBnd /proc/self/status
                $b df -k /dev/shm /var | $b awk 'NR>1 {print $6 "=" $2}'
                $b grep ' /var ' /proc/mounts
                $b touch /var/file /tmp/file && echo writable
                $b touch /etc/file || echo closed
                """;
        var out = new ByteArrayOutputStream();
        world.containers.exec(
                container.id(),
                List.of("/bin/busybox", "sh", "-c", script),
                Map.of(),
                streams("", out, new ByteArrayOutputStream()));
        assertThat(out.toString(UTF_8).lines())
                .contains(
                        "one",
                        "/var",
                        "files 50",
                        "99",
                        // CAP_SYS_CHROOT alone
                        "CapBnd:\t0000000000040000",
                        "/dev/shm=3072",
                        "/var=1024",
                        "writable",
                        "closed")
                .anySatisfy(line -> assertThat(line).contains("uid=1000(", "gid=1001(", "77"))
                .anySatisfy(
                        line -> assertThat(line).startsWith("tmpfs /var").contains("nosuid,nodev"));
        world.containers.remove(container.id());
    }

    /** In the host's memory, closed to others, and gone with the container. */
    @Test
    void secretsAreOnNoDisk() throws IOException {
        ContainerSpec plain = world.shell("secretive", "/bin/busybox sleep 300");
        Container container =
                world.containers.start(
                        plain.with(
                                List.of(),
                                List.of(
                                        new ContainerSpec.SeedFile(
                                                "/etc/plain", EngineWorld.bytes("plain"), 0444),
                                        new ContainerSpec.SeedFile(
                                                "/run/secrets/key",
                                                EngineWorld.bytes("hush"),
                                                0440,
                                                true))));
        String script =
                """
                b=/bin/busybox
                $b cat /etc/plain /run/secrets/key; echo
                $b stat -c %a /run/secrets/key
                $b stat -f -c %T /run/secrets/key
                echo over >/run/secrets/key || echo closed
                """;
        var out = new ByteArrayOutputStream();
        world.containers.exec(
                container.id(),
                List.of("/bin/busybox", "sh", "-c", script),
                Map.of(),
                streams("", out, new ByteArrayOutputStream()));
        assertThat(out.toString(UTF_8)).isEqualTo("plainhush\n440\ntmpfs\nclosed\n");
        Path folder = Path.of("/dev/shm", "mvi-" + world.platform);
        assertThat(Files.getPosixFilePermissions(folder))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(folder.resolve(plain.name())).isDirectory();
        world.containers.remove(container.id());
        assertThat(folder).doesNotExist();
    }

    @Test
    void capabilitiesLimitsAndHostsAreSet() throws IOException {
        Container container =
                world.containers.start(world.shell("caged", "/bin/busybox sleep 300"));
        var out = new ByteArrayOutputStream();
        world.containers.exec(
                container.id(),
                List.of(
                        "/bin/busybox",
                        "sh",
                        "-c",
                        "busybox() { /bin/busybox \"$@\"; }; busybox grep -E 'CapBnd|NoNewPrivs' /proc/1/status;"
                                + " busybox cat /etc/hosts; busybox mount | busybox grep ' /tmp '"),
                Map.of(),
                streams("", out, out));
        assertThat(out.toString(UTF_8))
                .containsPattern("CapBnd:\\s+00000000000004eb")
                .containsPattern("NoNewPrivs:\\s+1")
                .containsPattern("10\\.9\\.8\\.7\\s+database")
                .contains("tmpfs");
    }

    @Test
    void anotherPlatformNeitherSeesNorTouchesIt() {
        Container container = world.containers.start(world.shell("mine", "/bin/busybox sleep 300"));
        EngineContainerService other = world.service(new PlatformId("zzzzz9"));
        assertThat(other.list()).isEmpty();
        assertThat(other.find(container.id())).isEmpty();
        other.stop(container.id(), Duration.ZERO);
        other.remove(container.id());
        assertThat(world.containers.find(container.id()).orElseThrow().state())
                .isEqualTo(Container.State.RUNNING);
    }

    @Test
    void anImageThatCanNotBePulledIsMissing() {
        ContainerSpec spec = world.shell("imageless", "true");
        ContainerSpec wrong =
                new ContainerSpec(
                        spec.name(),
                        "127.0.0.1:1/nothing:1",
                        spec.entrypoint(),
                        spec.command(),
                        spec.environment(),
                        spec.labels(),
                        spec.network(),
                        spec.hosts(),
                        spec.mounts(),
                        spec.files(),
                        spec.resources(),
                        spec.user(),
                        spec.workingDir(),
                        spec.stopGrace(),
                        spec.stopSignal(),
                        spec.settings());
        assertThatThrownBy(() -> world.containers.start(wrong))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.code()).isEqualTo("image-missing"));
    }

    @Test
    void anEngineServiceThatRunsIsAdopted() {
        var socket = world.engines.report().socket();
        long pid = pid();
        try (EngineService second =
                new EngineService(
                        home,
                        5999,
                        System.getenv(),
                        mvi.engines.base.Clock.system(),
                        world.events)) {
            assertThat(second.start().version().isPodman()).isTrue();
            assertThat(second.report().socket()).isEqualTo(socket);
        }
        assertThat(pid()).isEqualTo(pid);
    }

    private static void awaitReady(Container container) {
        Path log = Path.of(container.logPath().orElseThrow());
        EngineWorld.await(
                () ->
                        Optional.of(log)
                                .filter(Files::exists)
                                .filter(file -> file.toFile().length() > 0));
    }

    private long pid() {
        try {
            return Long.parseLong(Files.readAllLines(home.resolve("run/engine.pid")).getFirst());
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }
}
