package mvi.services.blob.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import mvi.services.blob.LifecycleRule;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers say when a rule takes away what they are about. */
final class LifecycleHeadersTest {
    private static final String EXPIRATION = "x-amz-expiration";
    private static final String COMPLETE =
            "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>%s</ETag></Part>"
                    + "</CompleteMultipartUpload>";

    @TempDir Path folder;
    private S3Rig rig;
    private S3Wire wire;

    @BeforeEach
    void start() throws IOException {
        rig = S3Rig.open(folder);
        rig.blob().createBucket(S3Wire.BUCKET);
        wire = new S3Wire(rig);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private static String rule(String id, String filter, String action) {
        return "<Rule><ID>%s</ID><Filter>%s</Filter><Status>Enabled</Status>%s</Rule>"
                .formatted(id, filter, action);
    }

    private S3Wire.Answer rules(String... rules) throws IOException {
        return wire.send(
                "PUT",
                "/files",
                "lifecycle",
                "<LifecycleConfiguration>" + String.join("", rules) + "</LifecycleConfiguration>");
    }

    private static String days(int days) {
        return "<Expiration><Days>" + days + "</Days></Expiration>";
    }

    /** Of what was written just now, in UTC. */
    private static String told(Instant modified, int days, String id) {
        return "expiry-date=\"%s\", rule-id=\"%s\""
                .formatted(S3Fields.httpDate(LifecycleRule.due(modified, days)), id);
    }

    private Instant modified(String key) throws IOException {
        String text = wire.send("HEAD", "/files/" + key).header("last-modified");
        return S3Fields.httpDate(text).orElseThrow();
    }

    @Test
    void everyAnswerAboutAnObjectSaysWhenItGoes() throws IOException {
        assertThat(rules(rule("a rule/1", "<Prefix>logs/</Prefix>", days(3))).status())
                .isEqualTo(200);
        S3Wire.Answer put = wire.send("PUT", "/files/logs/a", "", "x");
        String told = told(modified("logs/a"), 3, "a%20rule%2F1");
        Map<String, String> source = Map.of("x-amz-copy-source", "files/logs/a");
        S3Wire.Answer copy = wire.send("PUT", "/files/logs/b", "", source, "");
        String upload = wire.send("POST", "/files/logs/c", "uploads").element("UploadId");
        String query = "partNumber=1&uploadId=" + upload;
        S3Wire.Answer part = wire.send("PUT", "/files/logs/c", query, "x");
        S3Wire.Answer complete =
                wire.send(
                        "POST",
                        "/files/logs/c",
                        "uploadId=" + upload,
                        COMPLETE.formatted(part.header("etag")));
        assertThat(put.header(EXPIRATION)).isEqualTo(told);
        assertThat(copy.header(EXPIRATION)).isEqualTo(told(modified("logs/b"), 3, "a%20rule%2F1"));
        assertThat(complete.header(EXPIRATION))
                .isEqualTo(told(modified("logs/c"), 3, "a%20rule%2F1"));
        for (String method : List.of("GET", "HEAD")) {
            assertThat(wire.send(method, "/files/logs/a").header(EXPIRATION)).isEqualTo(told);
        }
        assertThat(part.header(EXPIRATION)).isEmpty();
        assertThat(wire.send("PUT", "/files/other", "", "x").header(EXPIRATION)).isEmpty();
    }

    @Test
    void theEarliestRuleThatCoversItIsTold() throws IOException {
        String tag = "<Tag><Key>kind</Key><Value>short</Value></Tag>";
        String date = "<Expiration><Date>2099-01-01T00:00:00Z</Date></Expiration>";
        assertThat(
                        rules(
                                        rule("late", "", date),
                                        rule("soon", "", days(9)),
                                        rule("tagged", tag, days(1)),
                                        rule(
                                                "large",
                                                "<ObjectSizeGreaterThan>3</ObjectSizeGreaterThan>",
                                                days(2)))
                                .status())
                .isEqualTo(200);
        S3Wire.Answer plain = wire.send("PUT", "/files/k", "", "x");
        assertThat(plain.header(EXPIRATION)).isEqualTo(told(modified("k"), 9, "soon"));
        S3Wire.Answer large = wire.send("PUT", "/files/k", "", "large");
        assertThat(large.header(EXPIRATION)).isEqualTo(told(modified("k"), 2, "large"));
        Map<String, String> tagged = Map.of("x-amz-tagging", "kind=short");
        S3Wire.Answer soonest = wire.send("PUT", "/files/k", "", tagged, "large");
        assertThat(soonest.header(EXPIRATION)).isEqualTo(told(modified("k"), 1, "tagged"));
        assertThat(rules(rule("late", "", date)).status()).isEqualTo(200);
        assertThat(wire.send("HEAD", "/files/k").header(EXPIRATION))
                .isEqualTo("expiry-date=\"Thu, 01 Jan 2099 00:00:00 GMT\", rule-id=\"late\"");
        assertThat(wire.send("DELETE", "/files", "lifecycle").status()).isEqualTo(204);
        assertThat(wire.send("HEAD", "/files/k").header(EXPIRATION)).isEmpty();
    }

    @Test
    void anOpenUploadIsToldWhenItIsAborted() throws IOException {
        String abort =
                "<AbortIncompleteMultipartUpload><DaysAfterInitiation>5</DaysAfterInitiation>"
                        + "</AbortIncompleteMultipartUpload>";
        assertThat(rules(rule("tidy", "<Prefix>up/</Prefix>", abort)).status()).isEqualTo(200);
        S3Wire.Answer begun = wire.send("POST", "/files/up/a", "uploads");
        Instant created = rig.blob().listUploads(S3Wire.BUCKET, "", 9).getFirst().created();
        String date = S3Fields.httpDate(LifecycleRule.due(created, 5));
        String query = "uploadId=" + begun.element("UploadId");
        for (S3Wire.Answer each : List.of(begun, wire.send("GET", "/files/up/a", query))) {
            assertThat(each.header("x-amz-abort-date")).isEqualTo(date);
            assertThat(each.header("x-amz-abort-rule-id")).isEqualTo("tidy");
        }
        S3Wire.Answer other = wire.send("POST", "/files/other", "uploads");
        assertThat(other.header("x-amz-abort-date")).isEmpty();
        String tag = "<Tag><Key>a</Key><Value>b</Value></Tag>";
        for (String filter : List.of(tag, "<ObjectSizeLessThan>3</ObjectSizeLessThan>")) {
            assertThat(rules(rule("no", filter, abort)).outcome()).isEqualTo("400 InvalidRequest");
        }
        String markers =
                "<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker>"
                        + "</Expiration>";
        assertThat(rules(rule("no", tag, markers)).outcome()).isEqualTo("400 InvalidRequest");
    }
}
