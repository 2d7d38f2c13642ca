package mvi.services.blob.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import mvi.services.blob.BlobEvent;
import mvi.services.blob.BucketName;
import mvi.services.blob.NotificationRule;
import mvi.services.blob.back.S3BlobService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.LambdaFunctionConfiguration;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Whom a bucket tells of what: set by an app's own SDK, and by the platform. */
final class S3NotificationsTest {
    private static final BucketName BUCKET = new BucketName(S3Rig.APP_ACCOUNT, "files");
    private static final String RESIZE = S3Rig.function(S3Rig.APP_ACCOUNT);

    @TempDir Path folder;
    private S3Rig rig;
    private S3BlobService platform;
    private S3Client app;

    @BeforeEach
    void start() throws IOException {
        rig = S3Rig.open(folder);
        platform = rig.far(S3Rig.PLATFORM_KEY, Optional.empty());
        app =
                S3Client.builder()
                        .endpointOverride(rig.endpoint())
                        .region(Region.US_EAST_1)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create(
                                                S3Rig.APP_KEY, S3Rig.SECRET.revealText())))
                        .httpClient(UrlConnectionHttpClient.create())
                        .forcePathStyle(true)
                        .build();
        app.createBucket(b -> b.bucket("files"));
    }

    @AfterEach
    void stop() {
        app.close();
        platform.close();
        rig.close();
    }

    private static NotificationRule rule(String id, String event, String prefix, String suffix) {
        return new NotificationRule(id, RESIZE, List.of(event), prefix, suffix);
    }

    /** As the SDK's own class of the model has it. */
    private static LambdaFunctionConfiguration sent(NotificationRule rule) {
        return LambdaFunctionConfiguration.builder()
                .id(rule.id())
                .lambdaFunctionArn(rule.target())
                .eventsWithStrings(rule.events())
                .filter(
                        f ->
                                f.key(
                                        k ->
                                                k.filterRules(
                                                        r -> r.name("prefix").value(rule.prefix()),
                                                        r ->
                                                                r.name("suffix")
                                                                        .value(rule.suffix()))))
                .build();
    }

    private void set(NotificationRule... rules) {
        List<LambdaFunctionConfiguration> all =
                List.of(rules).stream().map(S3NotificationsTest::sent).toList();
        app.putBucketNotificationConfiguration(
                b ->
                        b.bucket("files")
                                .notificationConfiguration(
                                        c -> c.lambdaFunctionConfigurations(all)));
    }

    private void refused(NotificationRule... rules) {
        assertThatThrownBy(() -> set(rules))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        it -> {
                            assertThat(it.statusCode()).isEqualTo(400);
                            assertThat(it.awsErrorDetails().errorCode())
                                    .isEqualTo("InvalidArgument");
                        });
    }

    @Test
    void whatThePlatformSetsComesBackAsItWent() {
        List<NotificationRule> rules =
                List.of(
                        rule("mvi-0", BlobEvent.PUT, "in/", ".jpg"),
                        new NotificationRule(
                                "r",
                                RESIZE,
                                List.of("s3:ObjectRemoved:*", BlobEvent.COPY),
                                "",
                                ""));
        platform.notify(BUCKET, rules);
        assertThat(platform.notifications(BUCKET)).isEqualTo(rules);
        assertThat(rig.blob().notifications(BUCKET)).isEqualTo(rules);

        platform.notify(BUCKET, List.of());
        assertThat(platform.notifications(BUCKET)).isEmpty();
        BucketName none = new BucketName(S3Rig.APP_ACCOUNT, "none");
        assertThatThrownBy(() -> platform.notifications(none))
                .isInstanceOfSatisfying(
                        Problem.class, it -> assertThat(it.kind()).isEqualTo(Kind.MISSING));
        assertThatThrownBy(() -> platform.notify(none, List.of()))
                .isInstanceOfSatisfying(
                        Problem.class, it -> assertThat(it.kind()).isEqualTo(Kind.MISSING));
    }

    @Test
    void anAppsOwnRuleTellsItsFunction() {
        set(rule("mine", "s3:ObjectCreated:*", "in/", ".jpg"));
        app.putObject(
                b ->
                        b.bucket("files")
                                .key("in/a.jpg")
                                .overrideConfiguration(
                                        o -> o.putHeader("X-Amzn-Trace-Id", "Root=1-2-3")),
                RequestBody.fromString("x"));
        app.putObject(b -> b.bucket("files").key("in/a.txt"), RequestBody.fromString("x"));

        List<BlobEvent> told = rig.blob().pending(10);
        assertThat(told).hasSize(1);
        BlobEvent event = told.getFirst();
        assertThat(event.target()).isEqualTo(RESIZE);
        assertThat(event.trace()).startsWith("Root=1-2-3");
        assertThat(event.cause().orElseThrow().principal()).isEqualTo(S3Rig.APP_ACCOUNT + ":shop");
        assertThat(event.cause().orElseThrow().address()).isEqualTo("127.0.0.1");
    }

    @Test
    void eachWayToChangeAnObjectKeepsTheTrace() throws IOException {
        S3Wire wire = new S3Wire(rig);
        rig.blob().createBucket(S3Wire.BUCKET);
        rig.blob()
                .notify(
                        S3Wire.BUCKET,
                        List.of(
                                new NotificationRule(
                                        "r",
                                        S3Rig.function(S3Rig.ACCOUNT),
                                        List.of("s3:ObjectCreated:*", "s3:ObjectRemoved:*"),
                                        "",
                                        "")));
        Map<String, String> trace = Map.of("x-amzn-trace-id", "Root=1-2-3");
        wire.send("PUT", "/files/a", "", trace, "x");
        wire.send(
                "PUT",
                "/files/b",
                "",
                Map.of("x-amzn-trace-id", "Root=1-2-3", "x-amz-copy-source", "files/a"),
                "");
        wire.send("DELETE", "/files/a", "", trace, "");
        wire.send(
                "POST",
                "/files",
                "delete",
                trace,
                "<Delete><Object><Key>b</Key></Object></Delete>");
        String upload = wire.send("POST", "/files/c", "uploads", "").element("UploadId");
        String etag =
                wire.send("PUT", "/files/c", "partNumber=1&uploadId=" + upload, "x").header("ETag");
        wire.send(
                "POST",
                "/files/c",
                "uploadId=" + upload,
                trace,
                "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>"
                        + etag.replace("\"", "")
                        + "</ETag></Part></CompleteMultipartUpload>");

        assertThat(rig.blob().pending(10))
                .extracting(BlobEvent::type)
                .containsExactly(
                        BlobEvent.PUT,
                        BlobEvent.COPY,
                        BlobEvent.DELETE,
                        BlobEvent.DELETE,
                        BlobEvent.COMPLETE);
        assertThat(rig.blob().pending(10))
                .allSatisfy(it -> assertThat(it.trace()).isEqualTo("Root=1-2-3"));
    }

    @Test
    void onlyAFunctionOfTheBucketsAccountIsTold() {
        refused(new NotificationRule("r", RESIZE + "-not", List.of(BlobEvent.PUT), "", ""));
        refused(
                new NotificationRule(
                        "r", S3Rig.function(S3Rig.ACCOUNT), List.of(BlobEvent.PUT), "", ""));
        refused(rule("r", "s3:ObjectRestore:Post", "", ""));
        assertThatThrownBy(
                        () ->
                                app.putBucketNotificationConfiguration(
                                        b ->
                                                b.bucket("files")
                                                        .notificationConfiguration(
                                                                c ->
                                                                        c.queueConfigurations(
                                                                                q ->
                                                                                        q.queueArn(
                                                                                                        "arn:aws:sqs:us-east-1:000000000042:q")
                                                                                                .eventsWithStrings(
                                                                                                        BlobEvent
                                                                                                                .PUT)))))
                .isInstanceOfSatisfying(
                        S3Exception.class, it -> assertThat(it.statusCode()).isEqualTo(501));
        assertThat(rig.blob().notifications(BUCKET)).isEmpty();
    }

    @Test
    void rulesThatWouldTellTwiceOfOneObjectAreRefused() {
        refused(rule("a", BlobEvent.PUT, "", ""), rule("b", "s3:ObjectCreated:*", "in/", ""));
        refused(rule("a", BlobEvent.PUT, "in/", ".jpg"), rule("b", BlobEvent.PUT, "in/x", "g"));
        refused(rule("a", BlobEvent.PUT, "a/", ""), rule("a", BlobEvent.PUT, "b/", ""));

        set(
                rule("a", BlobEvent.PUT, "in/", ".jpg"),
                rule("b", BlobEvent.PUT, "in/", ".png"),
                rule("c", BlobEvent.PUT, "out/", ".jpg"),
                rule("d", BlobEvent.COPY, "in/", ".jpg"));
        assertThat(rig.blob().notifications(BUCKET)).hasSize(4);
    }

    @Test
    void rulesOfTheManifestAreThePlatformsAlone() {
        NotificationRule ofManifest = rule("mvi-0", BlobEvent.PUT, "in/", "");
        NotificationRule own = rule("own", BlobEvent.PUT, "out/", "");
        platform.notify(BUCKET, List.of(ofManifest));

        set(own);
        assertThat(rig.blob().notifications(BUCKET)).containsExactly(ofManifest, own);
        set(rule("mvi-0", BlobEvent.COPY, "elsewhere/", ""), own);
        assertThat(rig.blob().notifications(BUCKET)).containsExactly(ofManifest, own);
        set();
        assertThat(rig.blob().notifications(BUCKET)).containsExactly(ofManifest);
        refused(rule("mvi-1", BlobEvent.PUT, "out/", ""));
        refused(rule("own", BlobEvent.PUT, "in/deeper/", ""));

        NotificationRule other = rule("mvi-1", BlobEvent.PUT, "in/", "");
        platform.notify(BUCKET, List.of(other));
        assertThat(rig.blob().notifications(BUCKET)).containsExactly(other);
    }
}
