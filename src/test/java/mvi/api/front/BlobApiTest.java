package mvi.api.front;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Principal;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpReply;
import mvi.engines.http.HttpRequest;
import mvi.engines.http.ReplyBody;
import mvi.fakes.FakeKv;
import mvi.fakes.Unreachable;
import mvi.platform.app.PlatformTables;
import mvi.platform.observe.BlobChecks;
import mvi.services.blob.BlobCheck;
import mvi.services.blob.BlobDamage;
import mvi.services.crypto.CryptoService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The check of Blob's data by the API, with what data has put on record. */
final class BlobApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");

    private final FakeKv kv = new FakeKv();
    private final BlobChecks checks = new BlobChecks(kv);
    private ApiFront front;

    @BeforeEach
    void open() {
        PlatformTables.ensure(kv);
        front = new ApiFront(TestApi.parts(kv, Unreachable.of(CryptoService.class)));
    }

    @Test
    void whoAsksForAPassIsHeardOnceUntilItEnds() throws IOException {
        assertThat(ask("GET").path("state").asText()).isEqualTo("never");
        assertThat(ask("POST").path("state").asText()).isEqualTo("asked");
        assertThat(checks.passes().isAsked()).isTrue();
        Instant asked = checks.passes().asked().orElseThrow();

        BlobCheck pass = BlobCheck.from(asked.plusMillis(1), 0).plusBytes(10).plusObject(false);
        checks.save(pass, 0, List.of());
        JsonNode running = ask("POST");
        assertThat(running.path("state").asText()).isEqualTo("running");
        assertThat(running.at("/running/objects").asInt()).isOne();
        assertThat(running.at("/last/started").asText()).isEmpty();
        assertThat(checks.passes().asked()).contains(asked);

        checks.save(pass.endedAt(asked.plusSeconds(1)), 0, List.of());
        JsonNode done = ask("GET");
        assertThat(done.path("state").asText()).isEqualTo("done");
        assertThat(done.at("/last/ended").asText()).isEqualTo(asked.plusSeconds(1).toString());
        assertThat(done.at("/last/bytes").asInt()).isEqualTo(10);
        assertThat(ask("POST").path("state").asText()).isEqualTo("asked");
    }

    @Test
    void damageOfEachKindSaysWhatToDo() throws IOException {
        List<BlobDamage> found =
                List.of(
                        new BlobDamage("100000000001", "files", "a", "null", "", "gone"),
                        new BlobDamage("100000000001", "files", "b", "", "u-1", "part 1: gone"),
                        new BlobDamage(
                                Principal.PLATFORM_ACCOUNT, "mvi-images", "c", "null", "", "gone"),
                        new BlobDamage("", "", "", "", "", "torn"));
        BlobCheck last = damaged(BlobCheck.from(THEN, 0), 4).endedAt(THEN.plusSeconds(9));
        checks.save(last, 0, found);
        JsonNode view = ask("GET");
        assertThat(view.path("damaged").asInt()).isEqualTo(4);
        assertThat(view.at("/damages/0/what").asText()).isEqualTo("gone");
        assertThat(view.findValuesAsText("fix"))
                .containsExactly(
                        "restore it from elsewhere, or delete that version",
                        "send that part again, or abort the upload",
                        "it belongs to an image, a build or a release: deploy its app again, which"
                                + " makes new ones",
                        "stop the platform and bring MVI_HOME/data back from a backup");

        BlobCheck running = damaged(BlobCheck.from(THEN.plus(Duration.ofDays(7)), 0), 2);
        checks.save(
                running,
                0,
                List.of(
                        found.getFirst(),
                        new BlobDamage("100000000001", "files", "z", "null", "", "gone")));
        assertThat(ask("GET").path("damages")).as("what both have found is one").hasSize(5);
        checks.save(running.endedAt(THEN.plus(Duration.ofDays(8))), 2, List.of());
        checks.dropOthers(running);
        assertThat(ask("GET").path("damages")).hasSize(2);
        assertThat(ask("GET").path("damaged").asInt()).isEqualTo(2);
    }

    private static BlobCheck damaged(BlobCheck check, int count) {
        BlobCheck all = check;
        for (int i = 0; i < count; i++) {
            all = all.plusObject(true);
        }
        return all;
    }

    private JsonNode ask(String method) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        HttpReply reply =
                front.handle(
                        new HttpRequest(
                                method,
                                "/v1/blob/check",
                                "",
                                Headers.of("Authorization", "Bearer " + TestApi.TOKEN),
                                ByteSource.empty(),
                                false,
                                new InetSocketAddress(loopback, 1),
                                loopback));
        String text = new String(((ReplyBody.Bytes) reply.body()).bytes(), StandardCharsets.UTF_8);
        assertThat(reply.status()).as(text).isEqualTo(200);
        return JSON.readTree(text);
    }
}
