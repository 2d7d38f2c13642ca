package mvi.services.image.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import mvi.services.image.Digest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The registry's protocol on raw requests, over Key-Value and Blob on a disk. */
class RegistryFrontTest {
    private static final int BIG = 3_000_000;

    @TempDir Path folder;
    private RegistryWorld world;
    private RegistryClient client;

    @BeforeEach
    void open() {
        world = new RegistryWorld(folder);
        client = new RegistryClient(world.port(), RegistryWorld.PLATFORM, RegistryWorld.SECRET);
    }

    @AfterEach
    void close() {
        client.close();
        world.close();
    }

    private static byte[] layer(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static void assertRefused(HttpResponse<byte[]> answer, int status, String code) {
        assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                .contains("\"code\":\"" + code + "\"");
        assertThat(answer.statusCode()).isEqualTo(status);
    }

    @Test
    void layerOfUnknownLengthComesBackWhole() throws Exception {
        byte[] layer = layer(BIG);
        Digest digest = Digest.of(layer);
        String upload = client.begin("team/hello");
        HttpResponse<byte[]> chunk = client.send("PATCH", upload, RegistryClient.chunked(layer));
        assertThat(chunk.statusCode()).isEqualTo(202);
        assertThat(chunk.headers().firstValue("Range")).contains("0-" + (BIG - 1));
        HttpResponse<byte[]> end =
                client.send("PUT", RegistryClient.location(chunk) + "?digest=" + digest);
        assertThat(end.statusCode()).isEqualTo(201);
        HttpResponse<byte[]> pulled = client.send("GET", RegistryClient.location(end));
        assertThat(pulled.body()).isEqualTo(layer);
        HttpResponse<byte[]> head = client.send("HEAD", RegistryClient.location(end));
        assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(BIG);
        assertThat(head.headers().firstValue("Docker-Content-Digest")).contains(digest.text());
    }

    @Test
    void brokenUploadGoesOnWhereItStopped() throws Exception {
        byte[] layer = layer(1000);
        String upload = client.begin("hello");
        client.send("PATCH", upload, Arrays.copyOf(layer, 400), "Content-Range", "0-399");
        assertThat(client.send("GET", upload).headers().firstValue("Range")).contains("0-399");
        byte[] gap = Arrays.copyOfRange(layer, 500, 600);
        assertRefused(
                client.send("PATCH", upload, gap, "Content-Range", "500-599"),
                416,
                "BLOB_UPLOAD_INVALID");
        byte[] rest = Arrays.copyOfRange(layer, 400, 1000);
        client.send("PATCH", upload, rest, "Content-Range", "400-999");
        Digest digest = Digest.of(layer);
        assertThat(client.send("PUT", upload + "?digest=" + digest).statusCode()).isEqualTo(201);
        assertThat(client.send("GET", "/v2/hello/blobs/" + digest).body()).isEqualTo(layer);
    }

    @Test
    void contentOfAnotherDigestIsDropped() throws Exception {
        String upload = client.begin("hello");
        Digest other = Digest.of(layer(2));
        assertRefused(
                client.send("PUT", upload + "?digest=" + other, layer(3)), 400, "DIGEST_INVALID");
        assertRefused(client.send("GET", upload), 404, "BLOB_UPLOAD_UNKNOWN");
        assertRefused(client.send("GET", "/v2/hello/blobs/" + other), 404, "BLOB_UNKNOWN");
        assertRefused(
                client.send("PUT", client.begin("hello") + "?digest=md5:00", layer(3)),
                400,
                "DIGEST_INVALID");
    }

    @Test
    void rangesAreWhatTheyAskFor() throws Exception {
        byte[] layer = layer(1000);
        String path = "/v2/hello/blobs/" + client.push("hello", layer);
        HttpResponse<byte[]> middle =
                client.send("GET", path, new byte[0], "Range", "bytes=100-199");
        assertThat(middle.statusCode()).isEqualTo(206);
        assertThat(middle.headers().firstValue("Content-Range")).contains("bytes 100-199/1000");
        assertThat(middle.body()).isEqualTo(Arrays.copyOfRange(layer, 100, 200));
        assertThat(client.send("GET", path, new byte[0], "Range", "bytes=990-").body())
                .isEqualTo(Arrays.copyOfRange(layer, 990, 1000));
        assertThat(client.send("GET", path, new byte[0], "Range", "bytes=-5").body())
                .isEqualTo(Arrays.copyOfRange(layer, 995, 1000));
        assertThat(client.send("GET", path, new byte[0], "Range", "bytes=1000-").statusCode())
                .isEqualTo(416);
    }

    @Test
    void mountGivesALayerOnlyWhereItIs() throws Exception {
        byte[] layer = layer(10);
        Digest digest = client.push("from", layer);
        String mount = "/v2/to/blobs/uploads/?mount=" + digest + "&from=";
        assertThat(client.send("POST", mount + "nowhere").statusCode()).isEqualTo(202);
        assertRefused(client.send("GET", "/v2/to/blobs/" + digest), 404, "BLOB_UNKNOWN");
        assertThat(client.send("POST", mount + "from").statusCode()).isEqualTo(201);
        assertThat(client.send("GET", "/v2/to/blobs/" + digest).body()).isEqualTo(layer);
        client.send("DELETE", "/v2/from/blobs/" + digest);
        assertThat(client.send("GET", "/v2/to/blobs/" + digest).body()).isEqualTo(layer);
    }

    @Test
    void manifestIsTakenOnceAllThatItNamesIsThere() throws Exception {
        Digest config = client.push("hello", "{}".getBytes(StandardCharsets.UTF_8));
        byte[] layer = layer(10);
        byte[] manifest = RegistryClient.manifest(config, List.of(Digest.of(layer)));
        String[] type = {"Content-Type", RegistryClient.MANIFEST};
        assertRefused(
                client.send("PUT", "/v2/hello/manifests/1", manifest, type),
                400,
                "MANIFEST_BLOB_UNKNOWN");
        client.push("hello", layer);
        assertThat(client.send("PUT", "/v2/hello/manifests/1", manifest, type).statusCode())
                .isEqualTo(201);
        assertThat(client.send("GET", "/v2/hello/manifests/1").body()).isEqualTo(manifest);
        assertThat(client.send("GET", "/v2/hello/manifests/" + Digest.of(manifest)).body())
                .isEqualTo(manifest);
        assertThat(
                        new String(
                                client.send("GET", "/v2/hello/tags/list").body(),
                                StandardCharsets.UTF_8))
                .contains("\"tags\":[\"1\"]");
        assertThat(new String(client.send("GET", "/v2/_catalog").body(), StandardCharsets.UTF_8))
                .isEqualTo("{\"repositories\":[\"hello\"]}");
    }

    @Test
    void uploadThatNobodyEndsIsSweptAfterADay() throws Exception {
        String upload = client.begin("hello");
        client.send("PATCH", upload, layer(100));
        assertThat(world.images().sweepUploads()).isZero();
        assertThat(objects()).hasSize(1);
        world.clock().pass(Duration.ofHours(25));
        String younger = client.begin("hello");
        assertThat(world.images().sweepUploads()).isEqualTo(1);
        assertThat(objects()).isEmpty();
        assertRefused(client.send("GET", upload), 404, "BLOB_UPLOAD_UNKNOWN");
        assertThat(client.send("GET", younger).statusCode()).isEqualTo(204);
    }

    private List<?> objects() {
        return world.blob().list(RegistryWorld.BUCKET, "", "", "", 10).objects();
    }

    @Test
    void uploadIsOfItsOwnRepositoryAlone() throws Exception {
        String upload = client.begin("hello").replace("/hello/", "/other/");
        assertRefused(client.send("GET", upload), 404, "BLOB_UPLOAD_UNKNOWN");
    }

    @ParameterizedTest
    @EnumSource
    void noOperationIsServedToWhoIsUnknown(RegistryOperation operation) throws Exception {
        String[] call = request(operation);
        List<String> senders = List.of("", "Basic !", "Bearer x", "Basic TVZJUExBVEZPUk06d3Jvbmc=");
        for (String authorization : senders) {
            try (RegistryClient stranger = new RegistryClient(world.port(), authorization)) {
                HttpResponse<byte[]> answer = stranger.send(call[0], call[1]);
                assertThat(answer.statusCode()).isEqualTo(401);
                assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PING")
    void noOperationIsServedToAnApp(RegistryOperation operation) throws Exception {
        String[] call = request(operation);
        try (RegistryClient app =
                new RegistryClient(world.port(), RegistryWorld.APP, RegistryWorld.SECRET)) {
            assertThat(app.send(call[0], call[1]).statusCode()).isEqualTo(403);
        }
    }

    private static String[] request(RegistryOperation operation) {
        String blob = "/v2/hello/blobs/" + Digest.of(new byte[0]);
        String upload = "/v2/hello/blobs/uploads/";
        String call =
                switch (operation) {
                    case PING -> "GET /v2/";
                    case CATALOG -> "GET /v2/_catalog";
                    case LIST_TAGS -> "GET /v2/hello/tags/list";
                    case GET_MANIFEST -> "GET /v2/hello/manifests/1";
                    case HEAD_MANIFEST -> "HEAD /v2/hello/manifests/1";
                    case PUT_MANIFEST -> "PUT /v2/hello/manifests/1";
                    case DELETE_MANIFEST -> "DELETE /v2/hello/manifests/1";
                    case LIST_REFERRERS -> "GET /v2/hello/referrers/sha256:00";
                    case GET_BLOB -> "GET " + blob;
                    case HEAD_BLOB -> "HEAD " + blob;
                    case DELETE_BLOB -> "DELETE " + blob;
                    case START_UPLOAD -> "POST " + upload;
                    case UPLOAD_STATUS -> "GET " + upload + "u-1";
                    case UPLOAD_CHUNK -> "PATCH " + upload + "u-1";
                    case FINISH_UPLOAD -> "PUT " + upload + "u-1";
                    case CANCEL_UPLOAD -> "DELETE " + upload + "u-1";
                };
        return call.split(" ");
    }
}
