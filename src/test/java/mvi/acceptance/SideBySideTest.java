package mvi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two platforms on one machine. */
@Tag("acceptance")
@ExtendWith(Worlds.class)
final class SideBySideTest {
    private final World world;

    SideBySideTest(World world) {
        this.world = world;
        world.ensureDeployed(Projects.HELLO, "hello");
    }

    @Test
    void twoPlatformsKnowNothingOfEachOther() throws Exception {
        try (World second = World.started()) {
            second.ensureDeployed(Projects.HELLO, "hello");
            assertThat(second.platform()).isNotEqualTo(world.platform());
            assertThat(second.ask("hello", "/")).startsWith("hello from");
            second.mvi("apps", "delete", "-a", "hello", "--purge").succeeded();
            Await.until(
                    "it is gone",
                    World.COMMAND,
                    () -> second.request("hello", "/").status() == 404);
            assertThat(world.ask("hello", "/")).startsWith("hello from");
            second.mvi("down").succeeded();
            assertThat(world.ask("hello", "/")).startsWith("hello from");
        }
        assertThat(world.ask("hello", "/")).startsWith("hello from");
    }
}
