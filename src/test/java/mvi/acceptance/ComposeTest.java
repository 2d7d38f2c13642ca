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
        Projects.edit(project.resolve("Hello.java"), ComposeTest::answeringFiles);
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

    /** The app's own settings, which name the service as its host, go on as they are. */
    @Test
    void aDatabaseThatIsAdoptedKeepsItsNameRoleAndPassword() throws IOException {
        Path project = Projects.notes(world, "adopted");
        Path manifest = project.resolve("compose.yaml");
        Projects.edit(
                manifest,
                text ->
                        text.replace(
                                        "    provider: {type: mvi, options: {service: postgres}}",
                                        "    image: postgres:16\n"
                                                + "    x-mvi: {adopt: true}\n"
                                                + "    environment: {POSTGRES_PASSWORD: \"it's \\\\ $$x\"}\n"
                                                + "    volumes: ['data:/var/lib/postgresql/data']\n")
                                .replace(
                                        "    depends_on:",
                                        "    environment: {DATABASE_URL: 'postgres://postgres:it%27s%20%5C%20%24x@database:5432/postgres'}\n"
                                                + "    depends_on:")
                                .replace("replicas: 2", "replicas: 1")
                                .concat("volumes: {data: }\n"));
        world.deploy(project, "adopted").succeeded();
        assertThat(world.ask("adopted", "/db?value=kept")).isEqualTo("kept");

        Projects.edit(
                manifest,
                text -> text.replace("it's \\\\ $$x", "new").replace("it%27s%20%5C%20%24x", "new"));
        world.deploy(project, "adopted").succeeded();
        assertThat(world.ask("adopted", "/db?value=again")).isEqualTo("again");

        Projects.edit(
                manifest,
                text -> text.replace("POSTGRES_PASSWORD", "POSTGRES_USER: me, POSTGRES_PASSWORD"));
        Result refused = world.deploy(project, "adopted");
        assertThat(refused.exit()).isNotZero();
        assertThat(refused.all()).contains("was made for user 'postgres'");
        assertThat(world.ask("adopted", "/db?value=still")).isEqualTo("still");

        Projects.edit(
                manifest,
                text ->
                        text.replace("POSTGRES_USER: me, ", "")
                                .replace("PASSWORD: \"new\"", "PASSWORD: \"third\"")
                                .replace("health: /health", "health: /gone, deadline: 5s"));
        assertThat(world.deploy(project, "adopted").exit()).isNotZero();
        assertThat(world.ask("adopted", "/db?value=last")).isEqualTo("last");
    }

    @Test
    void secretsAreFilesThatRestNowhereInClear() throws IOException {
        String secret = "hush-" + System.nanoTime();
        Path project = Projects.hello(world, "secretive");
        Projects.edit(
                project.resolve("Hello.java"),
                text ->
                        answeringFiles(text)
                                .replace(
                                        "read(\"/banner\")",
                                        "read(\"/banner\") + read(\"/app/length\")"));
        Projects.edit(
                project.resolve("Dockerfile"),
                text ->
                        text.replace(
                                "USER 1000",
                                """
                                RUN --mount=type=secret,id=k ["/bin/busybox", "sh", "-c", \
                                    "wc -c </run/secrets/k >/app/length"]
                                USER 1000"""));
        Projects.edit(
                project.resolve("compose.yaml"),
                text ->
                        text.replace(
                                        "build: .",
                                        "build: {context: ., secrets: [{source: key, target: k}]}")
                                .replace(
                                        "services:",
                                        "secrets:\n"
                                                + "  key: {environment: KEY}\n"
                                                + "  kept: {external: true, name: KEPT}\n"
                                                + "services:")
                                .replace(
                                        "    ports:",
                                        "    user: '1234'\n"
                                                + "    secrets: [{source: key, target: /etc/app/greeting}, {source: kept, target: /banner}]\n"
                                                + "    ports:"));
        Files.writeString(project.resolve(".env"), "KEY=" + secret + "\n");
        Files.writeString(project.resolve(".dockerignore"), ".env\n");
        Result refused = world.deploy(project, "secretive");
        assertThat(refused.exit()).isNotZero();
        assertThat(refused.all()).contains("mvi env set -a secretive KEPT=…");

        world.mvi("env", "set", "-a", "secretive", "KEPT= as ever").succeeded();
        world.deploy(project, "secretive").succeeded();
        assertThat(world.ask("secretive", "/")).isEqualTo(secret + " as ever" + secret.length());
        assertThat(
                        Shell.run(
                                        "grep",
                                        "-rlF",
                                        "--exclude-dir=project-secretive",
                                        secret,
                                        world.home().toString())
                                .out())
                .isEmpty();
        assertThat(Shell.run("grep", "-rlF", "--include=.env", secret, project.toString()).out())
                .isNotEmpty();
    }

    private static String answeringFiles(String hello) {
        return hello.replace(
                        "\"hello from \" + container + \", \" + release",
                        "read(\"/etc/app/greeting\") + read(\"/banner\")")
                .replace(
                        "  private static void answer",
                        """
                          private static String read(String path) throws IOException {
                            return java.nio.file.Files.readString(java.nio.file.Path.of(path));
                          }

                          private static void answer""");
    }
}
