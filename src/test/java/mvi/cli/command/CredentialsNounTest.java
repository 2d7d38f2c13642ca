package mvi.cli.command;

import static mvi.cli.command.CommandsTest.events;
import static mvi.cli.command.CommandsTest.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mvi.api.schema.CredentialView;
import mvi.api.schema.NewCredentialView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked of access keys, and done with them. */
final class CredentialsNounTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String THEN = "2026-01-01T00:00:00Z";
    private static final String HEX = "0123456789abcdef".repeat(4);

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
    void keysAreListedWithTheirLastUse() throws Exception {
        CredentialView used = view("AKIA1", "ci", "2025-12-31T23:59:00Z", "current");
        CredentialView unused = view("AKIA2", "hello", "", "earlier");
        api.on("GET /v1/credentials", json(List.of(used, unused)));
        api.on("GET /v1/credentials?app=hello", json(List.of(unused)));
        assertThat(mvi("credentials")).isZero();
        assertThat(out())
                .isEqualTo(
                        """
                        ACCESS KEY  OF     ACCOUNT       CREATED  LAST USED  STATE
                        AKIA1       ci     100000000002  5m ago   6m ago     current
                        AKIA2       hello  100000000002  5m ago   never      earlier
                        """);
        assertThat(mvi("credentials", "-a", "hello")).isZero();
        assertThat(out()).contains("AKIA2").doesNotContain("AKIA1");
        assertThat(mvi("credentials", "--json")).isZero();
        assertThat(JSON.readTree(out()).at("/1/state").asText()).isEqualTo("earlier");
    }

    @Test
    void anAccountIsMadeAndItsSecretShownOnce() throws Exception {
        api.on("POST /v1/credentials", json(made("the-secret")));
        assertThat(mvi("credentials", "create", "--name", "ci")).isZero();
        assertThat(lastBody()).isEqualTo("{\"name\":\"ci\"}");
        assertThat(out())
                .isEqualTo(
                        """
                        NAME          ci
                        account       100000000002
                        access key    AKIA1
                        secret key    the-secret
                        canonical id  %s
                        display name  C I
                        the secret key is not shown again
                        """
                                .formatted(HEX));
        assertThat(mvi("credentials", "create", "--name", "ci", "--json")).isZero();
        assertThat(JSON.readTree(out()).at("/secretAccessKey").asText()).isEqualTo("the-secret");
    }

    @Test
    void whatIsBroughtIsSentAndASecretMayComeByInput() throws Exception {
        api.on("POST /v1/credentials", json(made("")));
        cli.says("a secret key by input\n");
        assertThat(
                        mvi(
                                "credentials",
                                "create",
                                "--name",
                                "ci",
                                "--access-key",
                                "0555b35654ad1656d804",
                                "--secret-key",
                                "-",
                                "--canonical-id",
                                HEX,
                                "--display-name",
                                "C I"))
                .isZero();
        assertThat(lastBody())
                .isEqualTo(
                        "{\"name\":\"ci\",\"accessKeyId\":\"0555b35654ad1656d804\","
                                + "\"secretAccessKey\":\"a secret key by input\",\"canonicalId\":\""
                                + HEX
                                + "\",\"displayName\":\"C I\"}");
        assertThat(out())
                .contains("secret key    as you gave it")
                .doesNotContain("not shown again", "a secret key by input");
        assertThat(mvi("credentials", "create", "--name", "ci", "--secret-key", "-")).isEqualTo(1);
        assertThat(mvi("credentials", "create")).isEqualTo(1);
        assertThat(out()).contains("--name NAME");
    }

    @Test
    void anAppIsRotatedInAReleaseAndANameAtOnce() throws Exception {
        api.on("POST /v1/apps/hello/rotations", 200, "text/event-stream", events("rotated"));
        api.on("POST /v1/credentials/ci/rotations", json(made("another-secret")));
        assertThat(mvi("credentials", "rotate", "-a", "hello")).isZero();
        assertThat(out()).contains("starting web", "rotated", "v3 answers at");
        assertThat(mvi("credentials", "rotate", "ci")).isZero();
        assertThat(out()).contains("another-secret");
        assertThat(mvi("credentials", "rotate", "ci", "-a", "hello")).isEqualTo(1);
        assertThat(out()).contains("keep one of the two");
        assertThat(mvi("credentials", "rotate")).isEqualTo(1);
        assertThat(out()).contains("name the app with -a");
    }

    @Test
    void aKeyIsDeletedOrKeptWithAReason() throws Exception {
        api.on("DELETE /v1/credentials/AKIA1", 204, "text/plain", new byte[0]);
        FakeApi.Canned refusal = FakeApi.problem(409, "current-key", "rotate it first");
        api.on("DELETE /v1/credentials/AKIA2", 409, refusal.type(), refusal.body());
        assertThat(mvi("credentials", "delete", "AKIA1")).isZero();
        assertThat(out()).isEqualTo("AKIA1 opens nothing any more\n");
        assertThat(mvi("credentials", "delete", "AKIA2")).isNotZero();
        assertThat(out()).contains("rotate it first");
        assertThat(mvi("credentials", "delete")).isEqualTo(2);
    }

    private static CredentialView view(String key, String owner, String used, String state) {
        return new CredentialView(
                key, owner, "name", "100000000002", THEN, used, state, HEX, "C I");
    }

    private static NewCredentialView made(String secret) {
        return new NewCredentialView("ci", "100000000002", "AKIA1", secret, HEX, "C I");
    }

    private String lastBody() {
        return new String(api.bodies.getLast(), StandardCharsets.UTF_8);
    }

    private int mvi(String... words) throws InterruptedException {
        return cli.run(false, words);
    }

    private String out() {
        return cli.out();
    }
}
