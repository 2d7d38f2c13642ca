package mvi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong is said: what, where, what to do. The release that runs goes on. */
@Tag("acceptance")
@ExtendWith(Worlds.class)
final class BadInputTest {
    private final World world;

    BadInputTest(World world) throws IOException {
        this.world = world;
        world.ensureDeployed(Projects.hello(world, "good"), "bad");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    malformed | '  web:'          | '  web: ['         | 'compose.yaml:'
                    unknown   | 'deploy:'         | 'deplyo:'          | 'compose.yaml:6:5'
                    near      | 'deploy:'         | 'deplyo:'          | 'deploy'
                    number    | 'replicas: 2'     | 'replicas: two'    | 'replicas'
                    volume    | 'build: .'        | 'volumes: ["data:/data"]' | 'blob'
                    """)
    void aWrongManifestIsRefusedAtItsLine(String name, String from, String to, String said)
            throws IOException {
        Path project = Projects.hello(world, name);
        Projects.edit(project.resolve("compose.yaml"), text -> text.replace(from, to));
        assertThat(world.mvi("check", project.toString()).failed().all()).contains(said);
        refused(project, said);
    }

    @Test
    void aNameOfAnotherAppIsRefusedBeforeAnythingIsBuilt() throws IOException {
        Path project = Projects.hello(world, "thief");
        Projects.edit(
                project.resolve("compose.yaml"),
                text -> "x-mvi: {domains: [bad.localhost]}\n" + text);
        Result refused = world.deploy(project, "thief").failed();
        assertThat(refused.all()).contains("bad.localhost belongs to the app 'bad'");
        assertThat(refused.all()).doesNotContain("built ");
        assertThat(world.mvi("apps").succeeded().out()).doesNotContain("thief");
        assertThat(world.ask("bad", "/")).startsWith("hello");
    }

    @Test
    void aMissingDockerfileIsNamed() throws IOException {
        Path project = Projects.hello(world, "nodockerfile");
        Files.delete(project.resolve("Dockerfile"));
        refused(project, "Dockerfile");
    }

    @Test
    void aFailingBuildShowsItsOwnWords() throws IOException {
        Path project = Projects.hello(world, "failing");
        Projects.edit(
                project.resolve("Hello.java"), text -> text.replace("String text)", "Strin text)"));
        Result result = refused(project, "Hello.java");
        assertThat(result.all()).contains("cannot find symbol");
    }

    @Test
    void anImageThatExitsAtOnceIsUndoneWithItsLastLines() throws IOException {
        Path project = Projects.hello(world, "exits");
        Projects.edit(
                project.resolve("Hello.java"),
                text ->
                        text.replace(
                                "server.start();",
                                "System.out.println(\"no wish to live\"); System.exit(7);"));
        withDeadline(project);
        refused(project, "no wish to live");
        assertThat(newest("state")).isEqualTo("undone");
    }

    @Test
    void anImageOnTheWrongPortIsUndone() throws IOException {
        Path project = Projects.hello(world, "port");
        Projects.edit(
                project.resolve("Hello.java"), text -> text.replace("(port), 0)", "(9999), 0)"));
        withDeadline(project);
        assertThat(refused(project, "undone").err())
                .containsPattern("not healthy within 12 s: .*8080");
    }

    @Test
    void anAppThatNeverGetsHealthyIsUndone() throws IOException {
        Path project = Projects.hello(world, "unhealthy");
        Projects.edit(
                project.resolve("Hello.java"),
                text -> text.replace("sendResponseHeaders(200", "sendResponseHeaders(503"));
        withDeadline(project);
        refused(project, "/health");
    }

    @Test
    void aSecondDeployWaitsOrSaysWhoHoldsTheLock() throws IOException {
        Path project = Projects.hello(world, "good");
        Shell.Running first = world.start("deploy", project.toString(), "-a", "bad");
        Await.until(
                "the first is at work",
                World.ROLLOUT,
                () -> first.said().contains("building"),
                first::said);
        Result impatient =
                world.mvi("deploy", project.toString(), "-a", "bad", "--no-wait").failed();
        assertThat(impatient.exit()).isEqualTo(6);
        assertThat(impatient.err()).contains("bad").contains("operator");
        world.deploy(project, "bad").succeeded();
        first.result().succeeded();
    }

    @Test
    void whatIsNotThereIsNamed() {
        assertThat(world.mvi("apps", "info", "-a", "nobody").failed().exit()).isEqualTo(3);
        assertThat(world.mvi("rollback", "-a", "bad", "v999").failed().err()).contains("v999");
        assertThat(world.mvi("scale", "-a", "bad", "wbe=1").failed().err()).contains("web");
        assertThat(world.mvi("deploi").failed().all()).contains("deploy");
        assertThat(world.mvi("deploy", "/no/such/folder", "-a", "bad").failed().err())
                .contains("/no/such/folder");
    }

    private Result refused(Path project, String said) throws IOException {
        Result result = world.deploy(project, "bad").failed();
        assertThat(result.all()).contains(said);
        assertThat(world.ask("bad", "/")).startsWith("hello from");
        return result;
    }

    private static void withDeadline(Path project) throws IOException {
        Projects.edit(
                project.resolve("compose.yaml"),
                text -> text.replace("{health: /health}", "{health: /health, deadline: 12s}"));
    }

    private String newest(String field) {
        return world.mvi("releases", "-a", "bad", "--json").json().path(0).path(field).asText();
    }
}
