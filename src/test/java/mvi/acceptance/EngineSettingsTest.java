package mvi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A container as the engine says that it is, beside what the manifest says that it should be. */
@Tag("acceptance")
@ExtendWith(Worlds.class)
final class EngineSettingsTest {
    private static final String MANIFEST =
            """
            configs: {motd: {content: from a config}}
            secrets: {key: {environment: KEY}}
            services:
              probe:
                build: .
                entrypoint: [/bin/busybox, sh]
                command: [-c, "trap 'exit 0' USR1; while :; do /bin/busybox sleep 1; done"]
                environment: {A: one, B: ""}
                env_file: probe.env
                user: "1000:1001"
                group_add: [77]
                working_dir: /var
                hostname: probe-host
                read_only: true
                init: true
                tmpfs: ["/var:size=1m,mode=1777"]
                shm_size: 3mb
                mem_limit: 48m
                cpus: 0.5
                pids_limit: 99
                cap_drop: [ALL]
                cap_add: [SYS_CHROOT]
                security_opt: ["no-new-privileges:true"]
                ulimits: {nofile: {soft: 50, hard: 60}}
                sysctls: {net.ipv4.ip_unprivileged_port_start: "99"}
                extra_hosts: ["outside:203.0.113.9"]
                dns: [9.9.9.9]
                stop_signal: SIGUSR1
                volumes: ["./conf:/etc/probe:ro"]
                configs: [{source: motd, target: /etc/motd}]
                secrets: [key]
            """;

    /** Honoured by the platform itself, of which the engine knows nothing. */
    private static final Set<String> OF_THE_PLATFORM =
            Set.of(
                    "image",
                    "ports",
                    "expose",
                    "depends_on",
                    "links",
                    "container_name",
                    "healthcheck",
                    "stop_grace_period",
                    "restart",
                    "deploy",
                    "scale",
                    "provider",
                    "x-mvi",
                    "extends",
                    "profiles",
                    "pull_policy",
                    "labels",
                    "label_file",
                    "networks",
                    "cap_add",
                    "security_opt",
                    // The other spelling of one that is looked at.
                    "mem_limit",
                    "cpus");

    private final World world;

    EngineSettingsTest(World world) {
        this.world = world;
    }

    @Test
    void whatAManifestSaysIsWhatTheEngineShows() throws IOException {
        world.deploy(project(), "probe").succeeded();
        String container = world.containers("probe").getFirst();
        JsonNode shown = Shell.run("podman", "inspect", container).json().get(0);
        JsonNode config = shown.get("Config");
        assertThat(config.get("Entrypoint").asText()).isEqualTo("/bin/busybox sh");
        assertThat(texts(config.get("Cmd")))
                .containsExactly(
                        "-c", "trap 'exit 0' USR1; while :; do /bin/busybox sleep 1; done");
        assertThat(texts(config.get("Env")))
                .contains("A=one", "B=", "C=file", "HOSTNAME=probe-host")
                .noneMatch(each -> each.contains("KEY"));
        assertThat(config.get("User").asText()).isEqualTo("1000:1001");
        assertThat(config.get("WorkingDir").asText()).isEqualTo("/var");
        assertThat(config.get("Hostname").asText()).isEqualTo("probe-host");
        assertThat(config.get("StopSignal").asInt()).as("SIGUSR1").isEqualTo(10);

        JsonNode host = shown.get("HostConfig");
        assertThat(texts(host.get("GroupAdd"))).containsExactly("77");
        assertThat(host.get("ReadonlyRootfs").asBoolean()).isTrue();
        assertThat(host.get("Init").asBoolean()).isTrue();
        assertThat(host.at("/Tmpfs/~1var").asText()).contains("size=1m", "mode=1777", "nosuid");
        assertThat(host.get("ShmSize").asLong()).isEqualTo(3 << 20);
        assertThat(host.get("Memory").asLong()).isEqualTo(48 << 20);
        assertThat(host.get("MemorySwap").asLong()).as("no swap beside it").isEqualTo(48 << 20);
        assertThat(host.get("NanoCpus").asLong()).isEqualTo(500_000_000);
        assertThat(host.get("PidsLimit").asLong()).isEqualTo(99);
        assertThat(texts(shown.get("BoundingCaps"))).containsExactly("CAP_SYS_CHROOT");
        assertThat(texts(host.get("SecurityOpt"))).contains("no-new-privileges");
        assertThat(host.get("Ulimits"))
                .anySatisfy(
                        each -> {
                            assertThat(each.get("Name").asText()).isEqualTo("RLIMIT_NOFILE");
                            assertThat(each.get("Soft").asLong()).isEqualTo(50);
                            assertThat(each.get("Hard").asLong()).isEqualTo(60);
                        });
        assertThat(texts(host.get("ExtraHosts"))).contains("outside:203.0.113.9");
        assertThat(texts(host.get("Dns"))).containsExactly("9.9.9.9");
        assertThat(host.at("/RestartPolicy/Name").asText())
                .as("the platform restarts it, not the engine")
                .isIn("", "no");
        assertThat(host.get("Privileged").asBoolean()).isFalse();
        assertThat(shown.get("Mounts"))
                .singleElement()
                .satisfies(
                        mount -> {
                            assertThat(mount.get("Destination").asText())
                                    .isEqualTo("/run/secrets/key");
                            assertThat(mount.get("Source").asText()).startsWith("/dev/shm/");
                            assertThat(mount.get("RW").asBoolean()).isFalse();
                        });

        // Of these the engine tells nothing: they are looked at from within.
        assertThat(within(container, "cat /proc/sys/net/ipv4/ip_unprivileged_port_start"))
                .isEqualTo("99");
        assertThat(within(container, "cat /etc/probe/file")).isEqualTo("from a mount");
        assertThat(within(container, "cat /etc/motd")).isEqualTo("from a config");
        assertThat(within(container, "cat /run/secrets/key")).isEqualTo("hush");
    }

    /** So that a key that is honoured from now on is looked at, too. */
    @Test
    void noHonouredKeyIsForgotten() throws IOException {
        String page = Files.readString(Path.of("docs/services/manifest.md"));
        String table = page.substring(page.indexOf("\n## service\n"), page.indexOf("\n## build\n"));
        Set<String> honoured = new HashSet<>();
        Pattern.compile("(?m)^\\| `([^`]+)` \\| honoured ")
                .matcher(table)
                .results()
                .forEach(row -> honoured.add(row.group(1)));
        assertThat(honoured).hasSizeGreaterThan(30);
        honoured.removeAll(OF_THE_PLATFORM);
        assertThat(honoured).allMatch(key -> MANIFEST.contains("    " + key + ": "));
    }

    private Path project() throws IOException {
        Path project = Files.createDirectories(world.home().resolve("project-probe"));
        Files.copy(Path.of("/bin/busybox"), project.resolve("busybox"));
        Files.writeString(
                project.resolve("Dockerfile"),
                "FROM scratch\nCOPY --chmod=0755 busybox /bin/busybox\n");
        Files.writeString(project.resolve("probe.env"), "A=never\nC=file\n");
        Files.writeString(project.resolve(".env"), "KEY=hush\n");
        Path mounted = Files.createDirectories(project.resolve("conf"));
        Files.writeString(mounted.resolve("file"), "from a mount");
        Files.writeString(project.resolve("compose.yaml"), MANIFEST);
        return project;
    }

    private static String within(String container, String command) {
        return Shell.run(
                        "podman",
                        "exec",
                        container,
                        "/bin/busybox",
                        "sh",
                        "-c",
                        "/bin/busybox " + command)
                .succeeded()
                .out()
                .strip();
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(each -> texts.add(each.asText()));
        return texts;
    }
}
