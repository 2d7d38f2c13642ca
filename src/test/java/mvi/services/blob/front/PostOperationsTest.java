package mvi.services.blob.front;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import mvi.engines.base.ByteCount;
import mvi.services.blob.BucketName;
import mvi.services.blob.ObjectName;
import mvi.services.blob.OpenObject;
import mvi.services.blob.StoredObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Browsers' uploads, by the wire. */
final class PostOperationsTest {
    private static final BucketName BUCKET = new BucketName(S3Rig.ACCOUNT, "files");
    private static final ObjectName OBJECT = new ObjectName(BUCKET, "user/a.txt");
    private static final String ETAG = "9a0364b9e99bb480dd25e1f0284c8555";

    @TempDir Path folder;
    private S3Rig rig;

    @BeforeEach
    void start() throws IOException {
        rig = S3Rig.open(folder);
        rig.blob().createBucket(BUCKET);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private static Form signed(String more) {
        String policy =
                Base64.getEncoder()
                        .encodeToString(
                                ("{\"expiration\":\""
                                                + Instant.now().plus(Duration.ofHours(1))
                                                + "\",\"conditions\":[{\"bucket\":\"files\"},"
                                                + "[\"starts-with\",\"$key\",\"user/\"]"
                                                + more
                                                + "]}")
                                        .getBytes(UTF_8));
        return Form.anonymous()
                .with("AWSAccessKeyId", S3Rig.OPERATOR_KEY)
                .with("policy", policy)
                .with("signature", DoorRig.sign2(policy));
    }

    /** The whole answer to the first bytes of a form's request. */
    private String send(Form form, int missing) throws IOException {
        String body = form.body();
        String head =
                """
                POST /files/ HTTP/1.1
                Host: h
                Content-Type: %s
                Content-Length: %d
                Connection: close

                """
                        .formatted(Form.TYPE, body.length())
                        .replace("\n", "\r\n");
        try (Socket socket = new Socket("127.0.0.1", rig.address().getPort())) {
            socket.getOutputStream()
                    .write((head + body.substring(0, body.length() - missing)).getBytes(UTF_8));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private boolean isThere() {
        return !rig.blob().list(BUCKET, "", "", "", 10).objects().isEmpty();
    }

    @Test
    void whatAPolicyAllowsIsStoredAsAPutWouldStoreIt() throws IOException {
        Form form =
                signed(",{\"content-type\":\"text/plain\"},{\"x-amz-meta-a\":\"b\"}")
                        .with("Content-Type", "text/plain")
                        .with("x-amz-meta-a", "b")
                        .with("x-amz-checksum-crc32", "Rg8tfA==");
        assertThat(send(form, 0)).contains("<Code>BadDigest</Code>");
        assertThat(isThere()).isFalse();
        assertThat(send(form.without("x-amz-checksum-crc32"), 0))
                .startsWith("HTTP/1.1 204 ")
                .containsIgnoringCase("etag: \"" + ETAG + "\"\r\n")
                .containsIgnoringCase("location: http://h/files/user/a.txt\r\n");
        try (OpenObject open = rig.blob().get(OBJECT, Optional.empty())) {
            StoredObject object = open.object();
            assertThat(object.headers()).containsEntry("content-type", "text/plain");
            assertThat(object.metadata()).containsEntry("a", "b");
            assertThat(new String(open.body().readAll(ByteCount.kib(1)), UTF_8))
                    .isEqualTo("content");
        }
    }

    @Test
    void theAnswerIsTheOneThatTheFormAsksFor() throws IOException {
        String conditions =
                ",[\"starts-with\",\"$success_action_status\",\"\"]"
                        + ",[\"starts-with\",\"$success_action_redirect\",\"\"]";
        Form form =
                signed(conditions)
                        .with("success_action_redirect", "not an address")
                        .with("success_action_status", "201");
        assertThat(send(form, 0))
                .startsWith("HTTP/1.1 201 ")
                .contains(
                        "<PostResponse><Location>http://h/files/user/a.txt</Location>"
                                + "<Bucket>files</Bucket><Key>user/a.txt</Key>"
                                + "<ETag>&quot;"
                                + ETAG
                                + "&quot;</ETag></PostResponse>");
        assertThat(send(form.with("success_action_status", "200"), 0))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("\r\n\r\n");
        form.with("success_action_redirect", "http://a.b/c?d=e#f");
        assertThat(send(form, 0))
                .startsWith("HTTP/1.1 303 ")
                .containsIgnoringCase(
                        "location: http://a.b/c?d=e&bucket=files&key=user%2Fa.txt&etag=%22"
                                + ETAG
                                + "%22#f\r\n");
    }

    @Test
    void whatIsNotAllowedLeavesNothing() throws IOException {
        assertThat(send(Form.anonymous(), 0)).contains("<Code>AccessDenied</Code>");
        assertThat(send(signed(",{\"acl\":\"private\"}"), 0)).contains("<Code>AccessDenied</Code>");
        assertThat(send(signed(",[\"content-length-range\",0,6]"), 0))
                .contains("<Code>EntityTooLarge</Code>");
        assertThat(send(signed(",[\"content-length-range\",8,9]"), 0))
                .contains("<Code>EntityTooSmall</Code>");
        assertThat(isThere()).isFalse();
    }

    @Test
    void aFormThatWasCutLeavesNothing() throws IOException {
        Form form = signed("").file("a", "x".repeat(300_000));
        int afterFile = form.body().length() - form.body().lastIndexOf("\r\n--xyz\r\n");
        for (int missing : new int[] {afterFile - 1, afterFile, afterFile + 1000, 250_000}) {
            assertThat(send(form, missing)).doesNotStartWith("HTTP/1.1 2");
            assertThat(isThere()).isFalse();
        }
    }

    @Test
    void whatIsPostedToABucketIsAForm() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", rig.address().getPort())) {
            socket.getOutputStream()
                    .write(
                            ("POST /files HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n"
                                            + "Connection: close\r\n\r\n")
                                    .getBytes(UTF_8));
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 412 ")
                    .contains("<Code>PreconditionFailed</Code>");
        }
    }

    @Test
    void nobodyIsAskedForABodyThatIsRefused() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", rig.address().getPort())) {
            socket.getOutputStream()
                    .write(
                            ("PUT /files/k HTTP/1.1\r\nHost: h\r\nContent-Length: 123\r\n"
                                            + "Expect: 100-continue\r\n\r\n")
                                    .getBytes(UTF_8));
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 403 ");
        }
    }
}
