package mvi.api.front;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpReply;
import mvi.engines.http.HttpRequest;
import mvi.engines.http.ReplyBody;
import mvi.engines.store.Disk;
import mvi.engines.store.StoreLimits;
import mvi.fakes.FakeKv;
import mvi.platform.app.PlatformTables;
import mvi.services.crypto.back.SealedKeyStore;
import mvi.services.crypto.core.CryptoCore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Access keys by the API, with Key-Value in memory and Crypto on a disk. */
final class CredentialsApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmn";
    private static final String GIVEN =
            """
            {"name": "ci", "accessKeyId": "0555b35654ad1656d804", "secretAccessKey": "%s",
             "canonicalId": "%s", "displayName": "youruserid"}
            """
                    .formatted(SECRET, "0123456789abcdef".repeat(4));

    @TempDir Path folder;
    private SealedKeyStore keys;
    private ApiFront front;

    @BeforeEach
    void open() {
        keys = SealedKeyStore.open(folder, StoreLimits.DEFAULT, Disk.system(), Chance.system());
        FakeKv kv = new FakeKv();
        PlatformTables.ensure(kv);
        CryptoCore crypto = new CryptoCore(keys, Clock.system(), Chance.system());
        front = new ApiFront(TestApi.parts(kv, crypto));
    }

    @AfterEach
    void close() {
        keys.close();
    }

    @Test
    void aSecretIsToldOnceWhereMviMadeIt() throws IOException {
        JsonNode made = json(ask("POST", "/v1/credentials", "{\"name\": \"ci\"}"), 200);
        String key = made.path("accessKeyId").asText();
        String secret = made.path("secretAccessKey").asText();
        assertThat(key).matches("AKIA[A-Z2-7]{16}");
        assertThat(secret).hasSize(40);
        assertThat(made.path("account").asText()).hasSize(12);

        HttpReply listed = ask("GET", "/v1/credentials", "");
        assertThat(text(listed)).contains(key).doesNotContain(secret, "secret");
        JsonNode first = json(listed, 200).path(0);
        assertThat(first.path("owner").asText()).isEqualTo("ci");
        assertThat(first.path("kind").asText()).isEqualTo("name");
        assertThat(first.path("state").asText()).isEqualTo("current");
        assertThat(first.path("lastUsed").asText()).isEmpty();
        assertThat(first.path("canonicalId").asText()).matches("[0-9a-f]{64}");
    }

    @Test
    void whatSomebodyBringsIsTakenAndItsSecretNotRepeated() throws IOException {
        HttpReply reply = ask("POST", "/v1/credentials", GIVEN);
        assertThat(text(reply)).doesNotContain(SECRET);
        JsonNode made = json(reply, 200);
        assertThat(made.path("accessKeyId").asText()).isEqualTo("0555b35654ad1656d804");
        assertThat(made.path("secretAccessKey").asText()).isEmpty();
        assertThat(made.path("displayName").asText()).isEqualTo("youruserid");

        assertProblem(ask("POST", "/v1/credentials", GIVEN), 409, "name-taken");
        String other = GIVEN.replace("\"ci\"", "\"cd\"");
        assertProblem(ask("POST", "/v1/credentials", other), 409, "access-key-taken");
    }

    @Test
    void aNameIsRotatedAndItsEarlierKeyDeleted() throws IOException {
        String first =
                json(ask("POST", "/v1/credentials", GIVEN), 200).path("accessKeyId").asText();
        JsonNode second = json(ask("POST", "/v1/credentials/ci/rotations", ""), 200);
        assertThat(second.path("secretAccessKey").asText()).hasSize(40);
        assertThat(second.path("canonicalId").asText()).startsWith("0123456789abcdef");
        assertProblem(ask("POST", "/v1/credentials/ci/rotations", ""), 409, "two-keys");

        assertThat(ask("DELETE", "/v1/credentials/" + first, "").status()).isEqualTo(204);
        assertProblem(ask("DELETE", "/v1/credentials/" + first, ""), 404, "no-such-access-key");
        assertThat(json(ask("GET", "/v1/credentials", ""), 200)).hasSize(1);
    }

    @Test
    void whatCanNotBeIsRefused() throws IOException {
        assertProblem(ask("POST", "/v1/credentials", "{}"), 422, "bad-name");
        assertProblem(ask("POST", "/v1/credentials", "{\"name\": 7}"), 422, "bad-credential");
        assertProblem(
                ask("POST", "/v1/credentials", "{\"name\": \"ci\", \"accessKeyId\": \"x\"}"),
                422,
                "bad-access-key");
        assertProblem(ask("POST", "/v1/credentials/cd/rotations", ""), 404, "no-such-name");
        assertProblem(ask("POST", "/v1/apps/cd/rotations", ""), 404, "no-such-app");
    }

    private static void assertProblem(HttpReply reply, int status, String code) throws IOException {
        assertThat(json(reply, status).path("code").asText()).isEqualTo(code);
    }

    private static JsonNode json(HttpReply reply, int status) throws IOException {
        assertThat(reply.status()).as(text(reply)).isEqualTo(status);
        return JSON.readTree(text(reply));
    }

    private static String text(HttpReply reply) {
        return new String(((ReplyBody.Bytes) reply.body()).bytes(), StandardCharsets.UTF_8);
    }

    private HttpReply ask(String method, String path, String body) {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        return front.handle(
                new HttpRequest(
                        method,
                        path,
                        "",
                        Headers.of("Authorization", "Bearer " + TestApi.TOKEN),
                        ByteSource.of(body.getBytes(StandardCharsets.UTF_8)),
                        false,
                        new InetSocketAddress(loopback, 1),
                        loopback));
    }
}
