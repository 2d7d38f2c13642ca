package mvi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Everything that runs is killed at once, as by a loss of power that leaves the disk as it is. */
@Tag("acceptance")
@ExtendWith(Worlds.class)
final class RebootTest {
    private final World world;

    RebootTest(World world) throws IOException {
        this.world = world;
        world.ensureDeployed(Projects.notes(world, "notes"), "notes");
    }

    @Test
    void upBringsBackAppsAndDataAfterAReboot() throws IOException {
        for (String service : Writers.SERVICES) {
            assertThat(world.ask("notes", "/" + service + "?value=before-reboot"))
                    .isEqualTo("before-reboot");
        }
        assertThat(world.ask("notes", "/reach?host=web&port=8080")).isEqualTo("open");
        killEverything();
        loseWhatTheKernelHad();
        world.up().succeeded();
        Await.until(
                "the app answers", World.ROLLOUT, () -> world.ask("notes", "/health").equals("ok"));
        for (String service : Writers.SERVICES) {
            Await.until(
                    service + " has what was there",
                    World.COMMAND,
                    () -> world.ask("notes", "/" + service).contains("before-reboot"));
        }
        Await.until(
                "the app reaches itself by name",
                World.COMMAND,
                () -> world.ask("notes", "/reach?host=web&port=8080").equals("open"));
    }

    /** Bridges with their addresses, and the firewall's table. */
    private void loseWhatTheKernelHad() {
        Shell.run("nft", "delete", "table", "inet", "mvi_" + world.platform()).succeeded();
        for (String link : lines("ls", "/sys/class/net")) {
            if (link.equals("mvi-" + world.platform())
                    || link.startsWith("mvi-" + world.platform() + "-")) {
                Shell.run("ip", "link", "del", link).succeeded();
            }
        }
    }

    private void killEverything() throws IOException {
        List<String> doomed = new ArrayList<>();
        for (String process : List.of("control", "data", "balance")) {
            Path supervisor = world.home().resolve("run").resolve(process + ".supervisor");
            doomed.add(Files.readString(supervisor).strip());
            doomed.add(Long.toString(world.pid(process)));
        }
        for (String container : allContainers()) {
            // The engine's monitor first: nobody is left to write down that the container ended.
            doomed.addAll(lines("pgrep", "-f", "conmon.* -c " + container));
            doomed.addAll(lines("podman", "inspect", "-f", "{{.State.Pid}}", container));
        }
        List<String> kill = new ArrayList<>(List.of("kill", "-KILL"));
        kill.addAll(doomed);
        Shell.run(kill.toArray(String[]::new)).succeeded();
    }

    private List<String> allContainers() {
        return lines(
                "podman",
                "ps",
                "-q",
                "--no-trunc",
                "--filter",
                "label=mvi.platform=" + world.platform());
    }

    private static List<String> lines(String... command) {
        return Shell.run(command).succeeded().out().lines().toList();
    }
}
