package mvi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A database is had again as it was at any moment, whatever died since. */
@Tag("acceptance")
@ExtendWith(Worlds.class)
final class DatabaseTest {
    private static final Duration BACK = Duration.ofSeconds(90);
    private static final String PROVIDER =
            "  database:\n    provider: {type: mvi, options: {service: postgres}}\n";

    private final World world;

    DatabaseTest(World world) {
        this.world = world;
    }

    @Test
    void eachOfThreeMomentsIsRestoredExactlyAfterKillsAndTheLossOfItsFiles() throws Exception {
        String app = deploy("moments", PROVIDER);
        String url = url(app, "database");
        awaitArchived(app, Instant.now());
        Moment first;
        Moment second;
        Moment third;
        try (RowWriter writer = RowWriter.on(url)) {
            writer.awaitMore(BACK);
            kill(container(app, "database"));
            writer.awaitMore(BACK);
            first = moment(writer, url);
            writer.awaitMore(BACK);
            world.awaitOther("data", world.kill("data", "KILL"), BACK);
            writer.awaitMore(BACK);
            second = moment(writer, url);
            world.awaitOther("control", world.kill("control", "KILL"), BACK);
            writer.awaitMore(BACK);
            kill(container(app, "database"));
            writer.awaitMore(BACK);
            third = moment(writer, url);
            writer.awaitMore(BACK);
            awaitArchived(app, third.time().plusSeconds(1));
        }
        List<Path> folders = folders();
        kill(container(app, "database"));
        folders.forEach(DatabaseTest::delete);
        restore(app, "database", first, "--as", "first");
        restore(app, "database", second, "--as", "second");
        restore(app, "database", third);
        assertThat(RowWriter.rows(url(app, "first"))).isEqualTo(first.rows());
        assertThat(RowWriter.rows(url(app, "second"))).isEqualTo(second.rows());
        assertThat(url(app, "database")).isEqualTo(url);
        assertThat(RowWriter.rows(url)).isEqualTo(third.rows());
    }

    @Test
    void whatIsBadIsRefusedAndHarmsNothing() throws IOException {
        String app = deploy("refusals", PROVIDER);
        awaitArchived(app, Instant.now());
        assertThat(fails("restore", "-a", app, "database", "--to", "2020-01-01T00:00:00Z"))
                .contains("which is what can be restored");
        assertThat(fails("restore", "-a", app, "database", "--to", "yesterday"))
                .contains("'yesterday' is no moment");
        assertThat(fails("restore", "-a", app, "database", "--to", "bk-none"))
                .contains("no backup 'bk-none'");
        assertThat(fails("restore", "-a", app, "database", "--as", "No!")).contains("1 to 40 of");
        assertThat(fails("restore", "-a", app, "none")).contains("has no database 'none'");
        assertThat(fails("delete", "-a", app, "database"))
                .contains("the current release of 'refusals' uses database 'database'");
        String unfinished = "create table half(n int);\nnonsense;\n";
        Result load = world.mviSaying(unfinished, "databases", "load", "-a", app, "database");
        assertThat(load.failed().err()).contains("psql:<stdin>:2: ERROR");
        assertThat(psql(app, "database", "\\dt")).doesNotContain("half");
    }

    @Test
    void aDumpIsLoadedIntoAnotherDatabaseAndADeletedOneComesBack() throws IOException {
        String other = PROVIDER.replace("  database:", "  other:");
        String app = deploy("dumps", PROVIDER + other);
        psql(app, "database", "create table t as select generate_series(1, 5000) as n");
        String dump = world.mvi("databases", "dump", "-a", app, "database").succeeded().out();
        world.mviSaying(dump, "databases", "load", "-a", app, "other").succeeded();
        String sum = "select count(*), sum(n), current_user from t";
        assertThat(psql(app, "other", sum)).contains("5000 | 12502500 | app");
        awaitArchived(app, Instant.now());
        world.mvi(World.ROLLOUT, "databases", "restore", "-a", app, "database", "--as", "copy")
                .succeeded();
        assertThat(psql(app, "copy", sum)).contains("5000 | 12502500 | app");
        world.mvi("databases", "delete", "-a", app, "copy").succeeded();
        assertThat(info(app, "copy").path("state").asText()).isEqualTo("deleted");
        world.mvi(World.ROLLOUT, "databases", "undelete", "-a", app, "copy").succeeded();
        assertThat(psql(app, "copy", sum)).contains("5000 | 12502500 | app");
    }

    private String deploy(String app, String providers) throws IOException {
        Path project = Projects.hello(world, app);
        String uses = providers.contains("  other:") ? "[database, other]" : "[database]";
        Projects.edit(
                project.resolve("compose.yaml"),
                text -> text + "    depends_on: " + uses + "\n" + providers);
        world.ensureDeployed(project, app);
        return app;
    }

    private String psql(String app, String name, String statement) {
        return world.mvi("databases", "psql", "-a", app, name, "--", "-c", statement)
                .succeeded()
                .out();
    }

    private String fails(String... words) {
        String[] command = new String[words.length + 1];
        command[0] = "databases";
        System.arraycopy(words, 0, command, 1, words.length);
        return world.mvi(World.ROLLOUT, command).failed().err();
    }

    private void restore(String app, String name, Moment moment, String... more) {
        String[] command = {
            "databases", "restore", "-a", app, name, "--to", moment.time().toString()
        };
        String[] whole = new String[command.length + more.length];
        System.arraycopy(command, 0, whole, 0, command.length);
        System.arraycopy(more, 0, whole, command.length, more.length);
        world.mvi(World.ROLLOUT, whole).succeeded();
    }

    private record Moment(Instant time, String rows) {}

    /** While nothing is written: what is in the table is what it had at that time. */
    private static Moment moment(RowWriter writer, String url) throws SQLException {
        return writer.paused(() -> new Moment(RowWriter.time(url), RowWriter.rows(url)));
    }

    private String url(String app, String name) {
        return world.mvi("databases", "url", "-a", app, name).succeeded().out().strip();
    }

    private JsonNode info(String app, String name) {
        return world.mvi("databases", "info", "-a", app, name, "--json").json();
    }

    private void awaitArchived(String app, Instant time) {
        Await.until(
                "the archive has all until " + time,
                BACK,
                () -> {
                    String latest = info(app, "database").path("latest").asText();
                    return !latest.isEmpty() && Instant.parse(latest).isAfter(time);
                });
    }

    private List<Path> folders() throws IOException {
        Path all = world.home().resolve("databases");
        String id = Shell.run("ls", "-t", all.toString()).succeeded().out();
        return id.lines().map(all::resolve).filter(this::isOfMoments).toList();
    }

    private boolean isOfMoments(Path folder) {
        return Shell.run("podman", "inspect", container("moments", "database"))
                .succeeded()
                .out()
                .contains(folder.toString());
    }

    private static void delete(Path folder) {
        Shell.run("rm", "-rf", folder.toString()).succeeded();
    }

    private String container(String app, String name) {
        return "mvi-" + world.platform() + "-" + app + "-" + name + "-db";
    }

    private static void kill(String container) {
        String pid =
                Shell.run("podman", "inspect", "-f", "{{.State.Pid}}", container)
                        .succeeded()
                        .out()
                        .strip();
        Shell.run("kill", "-KILL", pid).succeeded();
    }
}
