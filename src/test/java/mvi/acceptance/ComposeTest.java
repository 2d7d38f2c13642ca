package mvi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Compose files as people have them. */
@Tag("acceptance")
@ExtendWith(Worlds.class)
final class ComposeTest {
    private final World world;

    ComposeTest(World world) {
        this.world = world;
    }

    @Test
    void filesOfTheProjectGoWithTheReleaseAndComeBackWithIt() throws IOException {
        Path project = Projects.hello(world, "mounted");
        Projects.edit(
                project.resolve("Hello.java"),
                text ->
                        text.replace(
                                        "\"hello from \" + container + \", \" + release",
                                        "read(\"/etc/app/greeting\") + read(\"/banner\")")
                                .replace(
                                        "  private static void answer",
                                        """
                                          private static String read(String path) throws IOException {
                                            return java.nio.file.Files.readString(java.nio.file.Path.of(path));
                                          }

                                          private static void answer"""));
        Projects.edit(
                project.resolve("compose.yaml"),
                text ->
                        text.replace(
                                        "services:",
                                        "configs: {banner: {content: \" in ${PLACE:-tests}\"}}\nservices:")
                                .replace(
                                        "    ports:",
                                        "    volumes: ['./conf:/etc/app:ro']\n"
                                                + "    read_only: true\n"
                                                + "    configs: [banner]\n"
                                                + "    user: '1234'\n"
                                                + "    ports:"));
        Path greeting = Files.createDirectories(project.resolve("conf")).resolve("greeting");
        Files.writeString(greeting, "first");
        world.deploy(project, "mounted").succeeded();
        assertThat(world.ask("mounted", "/")).isEqualTo("first in tests");

        Files.writeString(greeting, "second");
        world.deploy(project, "mounted").succeeded();
        assertThat(world.ask("mounted", "/")).isEqualTo("second in tests");

        world.mvi("rollback", "-a", "mounted").succeeded();
        assertThat(world.ask("mounted", "/")).isEqualTo("first in tests");
    }
}
