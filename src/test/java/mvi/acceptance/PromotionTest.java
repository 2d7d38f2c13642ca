package mvi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Releases that are followed, compared, watched and promoted. */
@Tag("acceptance")
@ExtendWith(Worlds.class)
final class PromotionTest {
    private final World world;

    PromotionTest(World world) {
        this.world = world;
    }

    @AfterEach
    void takeAway() {
        for (String app : List.of("staging", "live")) {
            if (!world.containers(app).isEmpty()) {
                world.mvi("apps", "delete", "-a", app, "--purge").succeeded();
            }
        }
    }

    @Test
    void whatIsDoneIsPromotedAndWhatCrashesWhileItIsWatchedIsUndone() throws IOException {
        Path project = Projects.hello(world, "staging");
        Path manifest = project.resolve("compose.yaml");
        Projects.edit(
                manifest,
                text -> text.replace("replicas: 2", "replicas: 1").replace("256M", "64M"));
        assertThat(
                        world.mvi("deploy", project.toString(), "-a", "staging", "--detach")
                                .succeeded()
                                .out())
                .contains("v1 is on its way; follow it with mvi releases show -f -a staging");
        assertThat(world.mvi("releases", "show", "-f", "-a", "staging").succeeded().out())
                .containsSubsequence(
                        "pending", "started mvi-", "starting", "v1 of staging is done");

        world.mvi("env", "set", "-a", "staging", "PLACE=staging").succeeded();
        assertThat(world.mvi("releases", "diff", "-a", "staging", "v1").succeeded().out())
                .isEqualTo("+ variable PLACE\n");
        world.mvi("promote", "-a", "staging", "live").succeeded();
        assertThat(world.ask("live", "/")).startsWith("hello from").endsWith(", v1");
        assertThat(world.mvi("releases", "-a", "live").succeeded().out())
                .contains("promotion of staging v2");
        assertThat(world.mvi("env", "-a", "live").succeeded().out()).doesNotContain("PLACE");

        Projects.edit(
                manifest,
                text ->
                        text.replace(
                                        "replicas: 1",
                                        "replicas: 1\n      update_config: {monitor: 60s}")
                                .replace(
                                        "services:",
                                        "services:\n  brief: {build: ., command: [sh, -c, 'sleep 6;"
                                                + " echo it broke; exit 3'], deploy: {update_config:"
                                                + " {monitor: 60s}}}"));
        assertThat(world.deploy(project, "staging").failed().err())
                .contains("watching", "undone: brief ended with exit code 3", "it broke");
        Await.until(
                "the release before is back",
                World.COMMAND,
                () -> world.ask("staging", "/").endsWith(", v2"));

        Projects.edit(manifest, text -> text.replace("64M", "900G"));
        assertThat(world.deploy(project, "staging").failed().err())
                .contains("of memory are missing", "web 1 × 900 GB");
    }
}
