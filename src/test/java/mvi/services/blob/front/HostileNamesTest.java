package mvi.services.blob.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A name is a name, whatever it looks like: none is a path, none is taken for another. */
final class HostileNamesTest {
    /** What stands where an id, a marker or a token does. */
    private static final List<String> NONSENSE =
            List.of(
                    "..%2F..%2Fx",
                    "../../index",
                    "%00",
                    "-1",
                    "9223372036854775808",
                    "....",
                    "%F0%9F%98%80",
                    "x".repeat(3000));

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

    @Test
    void aKeyIsKeptAsItIs() throws IOException {
        List<String> keys =
                List.of(
                        "..",
                        ".",
                        "../x",
                        "/",
                        "//",
                        "a//b",
                        "a/b",
                        "a/./b",
                        "a/../../../etc/passwd",
                        "%2E%2E%2F",
                        "%5C..%5C",
                        "%00",
                        "a%00b",
                        "%01%1F%7F",
                        "%0D%0Ax:%20y",
                        "%EF%BF%BF",
                        "%F0%9F%98%80",
                        "+",
                        "%25",
                        "x".repeat(1024),
                        "%C3%A9".repeat(512));
        for (String key : keys) {
            assertThat(wire.send("PUT", "/files/" + key, "", key).outcome())
                    .as(key)
                    .isEqualTo("200");
        }
        for (String key : keys) {
            assertThat(wire.send("GET", "/files/" + key).body()).isEqualTo(key);
        }
        String list = wire.send("GET", "/files", "encoding-type=url").body();
        // The first two are one key in two codings of it, as are the two that end with it.
        assertThat(list.split("<Contents>", -1)).hasSize(keys.size() + 1);
        for (String key : keys) {
            assertThat(wire.send("DELETE", "/files/" + key).outcome()).isEqualTo("204");
        }
        S3Wire.assertNothingLeft(rig, folder);
    }

    @Test
    void whatIsNoKeyIsRefused() throws IOException {
        for (String key : List.of("%FF", "%C0%AF", "%ED%A0%80", "%ZZ", "%", "%0", "a%F0%9F")) {
            for (String method : List.of("PUT", "GET", "DELETE")) {
                assertThat(wire.send(method, "/files/" + key, "", "x").outcome())
                        .as("%s %s", method, key)
                        .isEqualTo("400 InvalidURI");
            }
        }
        for (String key : List.of("x".repeat(1025), "%C3%A9".repeat(512) + "x")) {
            for (String method : List.of("PUT", "GET", "DELETE")) {
                assertThat(wire.send(method, "/files/" + key, "", "x").outcome())
                        .isEqualTo("400 KeyTooLongError");
            }
            assertThat(wire.send("POST", "/files/" + key, "uploads").outcome())
                    .isEqualTo("400 KeyTooLongError");
        }
        S3Wire.assertNothingLeft(rig, folder);
    }

    @Test
    void aBucketsNameIsOneOfS3s() throws IOException {
        List<String> bad =
                List.of(
                        "ab",
                        "Abc",
                        "ABC",
                        "a_b",
                        "a..b",
                        "-ab",
                        "ab-",
                        ".ab",
                        "ab.",
                        "a%2Fb",
                        "%00abc",
                        "..",
                        "%2E%2E",
                        "...",
                        "ab%C3%A9",
                        "a%20b",
                        "x".repeat(64));
        for (String name : bad) {
            for (String method : List.of("PUT", "GET", "DELETE")) {
                for (String path : List.of("/" + name, "/" + name + "/k")) {
                    assertThat(wire.send(method, path).outcome())
                            .as("%s %s", method, path)
                            .isEqualTo("400 InvalidBucketName");
                }
            }
        }
        for (String name :
                List.of(
                        "192.168.1.1",
                        "xn--abc",
                        "sthree-abc",
                        "amzn-s3-demo-abc",
                        "abc-s3alias",
                        "abc--ol-s3",
                        "abc.mrap",
                        "abc--x-s3",
                        "abc--table-s3")) {
            assertThat(wire.send("PUT", "/" + name).outcome())
                    .as(name)
                    .isEqualTo("400 InvalidBucketName");
            assertThat(wire.send("GET", "/" + name).outcome()).isEqualTo("404 NoSuchBucket");
        }
        assertThat(rig.blob().listBuckets(S3Rig.ACCOUNT)).hasSize(1);
        for (String name : List.of("abc", "1.2.3", "a.b-c", "x".repeat(63))) {
            assertThat(wire.send("PUT", "/" + name).outcome()).as(name).isEqualTo("200");
        }
    }

    @Test
    void anIdThatWasNeverGivenIsNone() throws IOException {
        assertThat(wire.send("PUT", "/files/k", "", "kept").status()).isEqualTo(200);
        String complete =
                "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>x</ETag></Part>"
                        + "</CompleteMultipartUpload>";
        // An object that was not made of parts has an upload of no name, which is not to be had.
        for (String id : Stream.concat(Stream.of("", "null"), NONSENSE.stream()).toList()) {
            String query = "uploadId=" + id;
            for (S3Wire.Answer each :
                    List.of(
                            wire.send("PUT", "/files/k", "partNumber=1&" + query, "x"),
                            wire.send("GET", "/files/k", query),
                            wire.send("DELETE", "/files/k", query),
                            wire.send("POST", "/files/k", query, complete))) {
                assertThat(each.outcome()).as(id).isEqualTo("404 NoSuchUpload");
            }
        }
        for (String id : Stream.concat(Stream.of(""), NONSENSE.stream()).toList()) {
            String query = "versionId=" + id;
            for (S3Wire.Answer each :
                    List.of(
                            wire.send("GET", "/files/k", query),
                            wire.send("DELETE", "/files/k", query),
                            wire.send("GET", "/files/k", "tagging&" + query))) {
                assertThat(each.outcome()).as(id).isEqualTo("400 InvalidArgument");
            }
        }
        assertThat(wire.send("GET", "/files/k").body()).isEqualTo("kept");
    }

    @Test
    void aListGoesOnFromAnythingOrSaysThatItCanNot() throws IOException {
        assertThat(wire.send("PUT", "/files/k", "", "kept").status()).isEqualTo(200);
        for (String each : NONSENSE) {
            for (String query :
                    List.of(
                            "marker=" + each,
                            "list-type=2&start-after=" + each,
                            "list-type=2&continuation-token=" + each,
                            "uploads&key-marker=" + each + "&upload-id-marker=" + each,
                            "versions&key-marker=" + each,
                            "versions&key-marker=k&version-id-marker=" + each,
                            "prefix=" + each + "&delimiter=" + each)) {
                S3Wire.Answer answer = wire.send("GET", "/files", query);
                assertThat(answer.outcome()).as(query).isIn("200", "400 InvalidArgument");
                assertThat(answer.body()).doesNotContain("root:");
            }
            assertThat(wire.send("GET", "/", "continuation-token=" + each).outcome())
                    .isIn("200", "400 InvalidArgument");
        }
        for (String query :
                List.of(
                        "max-keys=-1",
                        "max-keys=x",
                        "max-keys=99999999999",
                        "uploads&max-uploads=-1",
                        "versions&max-keys=1.5",
                        "versions&version-id-marker=x",
                        "list-type=2&continuation-token=%21",
                        "encoding-type=x")) {
            assertThat(wire.send("GET", "/files", query).outcome())
                    .as(query)
                    .isEqualTo("400 InvalidArgument");
        }
        for (String query : List.of("prefix=%FF", "a=%ZZ", "%FF=1")) {
            assertThat(wire.send("GET", "/files", query).outcome()).isEqualTo("400 InvalidURI");
        }
    }

    @Test
    void aCopysSourceIsAnObjectOrRefused() throws IOException {
        assertThat(wire.send("PUT", "/files/k", "", "kept").status()).isEqualTo(200);
        Map<String, String> bad =
                Map.ofEntries(
                        Map.entry("/", "400 InvalidArgument"),
                        Map.entry("files", "400 InvalidArgument"),
                        Map.entry("files/", "400 InvalidArgument"),
                        Map.entry("%ZZ/k", "400 InvalidArgument"),
                        Map.entry("files/%FF", "400 InvalidArgument"),
                        Map.entry("files/k?versionId=", "400 InvalidArgument"),
                        Map.entry("files/k?versionId=../../x", "400 InvalidArgument"),
                        Map.entry("files/k?versionId=%00", "400 InvalidArgument"),
                        Map.entry("..%2Ffiles/k", "400 InvalidBucketName"),
                        Map.entry("../files/k", "400 InvalidBucketName"),
                        Map.entry("BAD/k", "400 InvalidBucketName"),
                        Map.entry("nope/k", "404 NoSuchBucket"),
                        Map.entry("files/nope", "404 NoSuchKey"),
                        Map.entry("files/../files/k", "404 NoSuchKey"),
                        Map.entry("files/%00", "404 NoSuchKey"),
                        Map.entry("files/" + "x".repeat(1025), "400 KeyTooLongError"));
        for (Map.Entry<String, String> each : bad.entrySet()) {
            Map<String, String> source = Map.of("x-amz-copy-source", each.getKey());
            assertThat(wire.send("PUT", "/files/c", "", source, "").outcome())
                    .as(each.getKey())
                    .isEqualTo(each.getValue());
        }
        Map<String, String> others =
                Map.of(
                        "x-amz-copy-source",
                        "files/k",
                        "x-amz-source-expected-bucket-owner",
                        S3Rig.APP_ACCOUNT);
        assertThat(wire.send("PUT", "/files/c", "", others, "").outcome())
                .isEqualTo("403 AccessDenied");
        assertThat(wire.send("GET", "/files/c").outcome()).isEqualTo("404 NoSuchKey");
    }

    /** RFC 9110, 14.2: what is not a range of bytes is passed over; what is may not fit. */
    @Test
    void aRangeFitsIsPassedOverOrRefused() throws IOException {
        assertThat(wire.send("PUT", "/files/k", "", "hello").status()).isEqualTo(200);
        assertThat(wire.send("PUT", "/files/empty", "", "").status()).isEqualTo(200);
        String huge = "9".repeat(300);
        Map<String, String> answers =
                Map.ofEntries(
                        Map.entry("bytes=0-0", "206 h"),
                        Map.entry("bytes=4-9", "206 o"),
                        Map.entry("bytes=-3", "206 llo"),
                        Map.entry("bytes=-9", "206 hello"),
                        Map.entry("bytes=1-" + huge, "206 ello"),
                        Map.entry("bytes=-" + huge, "206 hello"),
                        Map.entry("bytes=0-9223372036854775808", "206 hello"),
                        Map.entry("bytes=4-3", "200 hello"),
                        Map.entry("bytes=0-1,3-4", "200 hello"),
                        Map.entry("bytes=-", "200 hello"),
                        Map.entry("bytes=a-b", "200 hello"),
                        Map.entry("bytes=--1", "200 hello"),
                        Map.entry("lines=0-1", "200 hello"));
        for (Map.Entry<String, String> each : answers.entrySet()) {
            Map<String, String> range = Map.of("range", each.getKey());
            S3Wire.Answer answer = wire.send("GET", "/files/k", "", range, "");
            assertThat(answer.status() + " " + answer.body())
                    .as(each.getKey())
                    .isEqualTo(each.getValue());
        }
        for (String each : List.of("bytes=-0", "bytes=5-", "bytes=5-9", "bytes=" + huge + "-")) {
            Map<String, String> range = Map.of("range", each);
            assertThat(wire.send("GET", "/files/k", "", range, "").outcome())
                    .as(each)
                    .isEqualTo("416 InvalidRange");
            assertThat(wire.send("HEAD", "/files/k", "", range, "").status()).isEqualTo(416);
        }
        for (String each : List.of("bytes=0-", "bytes=-1", "bytes=0-0")) {
            assertThat(wire.send("GET", "/files/empty", "", Map.of("range", each), "").outcome())
                    .isEqualTo("416 InvalidRange");
        }
    }
}
