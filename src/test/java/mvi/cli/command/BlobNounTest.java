package mvi.cli.command;

import static mvi.cli.command.CommandsTest.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mvi.api.schema.BlobCheckView;
import mvi.api.schema.BlobCheckView.DamageView;
import mvi.api.schema.BlobCheckView.PassView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of the check of Blob's data. */
final class BlobNounTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final PassView NONE = new PassView("", "", 0, 0, 0, 0);
    private static final String BEGAN = "2025-12-31T23:00:00Z";
    private static final String ENDED = "2026-01-01T00:00:00Z";

    @TempDir Path folder;
    private FakeApi api;
    private FolderCli cli;

    @BeforeEach
    void start() throws IOException {
        api = new FakeApi();
        cli = new FolderCli(folder, Map.of("MVI_URL", api.url(), "MVI_TOKEN", "t0ken"));
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void aPassThatFoundNothingWrongIsGood() throws Exception {
        api.on("GET /v1/blob/check", json(view("done", pass(0, 2), NONE, 0, List.of())));
        assertThat(mvi("blob", "check")).isZero();
        assertThat(cli.out())
                .isEqualTo(
                        "last pass ended 5m ago: 7 objects, 3 GB, 0 damaged;"
                                + " 2 files that nothing held are removed\n");
    }

    @Test
    void beforeTheFirstPassAndWhileOneRunsItSaysSo() throws Exception {
        api.on("GET /v1/blob/check", json(view("never", NONE, NONE, 0, List.of())));
        assertThat(mvi("blob", "check")).isZero();
        assertThat(cli.out()).isEqualTo("no pass over all data has ended yet\n");

        PassView running = new PassView(ENDED, "", 3, 1L << 30, 0, 0);
        api.on("POST /v1/blob/check", json(view("running", pass(0, 0), running, 0, List.of())));
        assertThat(mvi("blob", "check", "--now")).isZero();
        assertThat(cli.out())
                .isEqualTo(
                        "last pass ended 5m ago: 7 objects, 3 GB, 0 damaged\n"
                                + "one that began 5m ago is at 3 objects, 1 GB, 0 damaged,"
                                + " about 33 % of it\n");

        api.on("POST /v1/blob/check", json(view("asked", NONE, NONE, 0, List.of())));
        assertThat(mvi("blob", "check", "--now")).isZero();
        assertThat(cli.out()).isEqualTo("no pass over all data has ended yet\none begins now\n");
    }

    @Test
    void damageIsListedWithWhatToDoAndFails() throws Exception {
        DamageView version =
                new DamageView(
                        "hello",
                        "100000000001",
                        "files",
                        "a\u001bb",
                        "null",
                        "",
                        "its file is gone",
                        "restore it");
        DamageView part =
                new DamageView(
                        "100000000002",
                        "100000000002",
                        "more",
                        "big",
                        "",
                        "u-1",
                        "part 2: short",
                        "send it again");
        api.on(
                "GET /v1/blob/check",
                json(view("done", pass(5, 0), NONE, 5, List.of(version, part))));
        assertThat(mvi("blob", "check")).isEqualTo(1);
        assertThat(cli.out())
                .isEqualTo(
                        """
                        last pass ended 5m ago: 7 objects, 3 GB, 5 damaged

                        OF            BUCKET  KEY  VERSION     WHAT
                        hello         files   a b  null        its file is gone: restore it
                        100000000002  more    big  upload u-1  part 2: short: send it again
                        and 3 more
                        """);
        assertThat(mvi("blob", "check", "--json")).isEqualTo(1);
        assertThat(JSON.readTree(cli.out()).at("/damages/0/bucket").asText()).isEqualTo("files");
    }

    private static BlobCheckView view(
            String state, PassView last, PassView running, long damaged, List<DamageView> damages) {
        return new BlobCheckView(state, last, running, damaged, damages);
    }

    private static PassView pass(long damaged, long orphans) {
        return new PassView(BEGAN, ENDED, 7, 3L << 30, damaged, orphans);
    }

    private int mvi(String... words) throws InterruptedException {
        return cli.run(false, words);
    }
}
