package mvi.services.blob.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Documents that are none of S3's, at every operation that takes one. */
final class HostileXmlTest {
    /** What its request is, and the root and a right document of it. */
    private record Taker(String method, String path, String query, String root, String right) {
        @Override
        public String toString() {
            return method + " " + path + "?" + query;
        }
    }

    private static Stream<Taker> takers() {
        return Stream.of(
                bucket("acl", "AccessControlPolicy", "<AccessControlList/>"),
                bucket("versioning", "VersioningConfiguration", "<Status>Enabled</Status>"),
                bucket("publicAccessBlock", "PublicAccessBlockConfiguration", ""),
                bucket(
                        "cors",
                        "CORSConfiguration",
                        "<CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET"
                                + "</AllowedMethod></CORSRule>"),
                bucket(
                        "lifecycle",
                        "LifecycleConfiguration",
                        "<Rule><ID>a</ID><Filter/><Status>Enabled</Status><Expiration><Days>9</Days>"
                                + "</Expiration></Rule>"),
                bucket("tagging", "Tagging", "<TagSet/>"),
                bucket(
                        "encryption",
                        "ServerSideEncryptionConfiguration",
                        "<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256"
                                + "</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule>"),
                bucket("notification", "NotificationConfiguration", ""),
                bucket(
                        "object-lock",
                        "ObjectLockConfiguration",
                        "<ObjectLockEnabled>Enabled</ObjectLockEnabled>"),
                bucket(
                        "ownershipControls",
                        "OwnershipControls",
                        "<Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule>"),
                new Taker("POST", "/locked", "delete", "Delete", "<Object><Key>a</Key></Object>"),
                new Taker("PUT", "/new-one", "", "CreateBucketConfiguration", ""),
                object("acl", "AccessControlPolicy", "<AccessControlList/>"),
                object("tagging", "Tagging", "<TagSet/>"),
                object("retention", "Retention", ""),
                object("legal-hold", "LegalHold", "<Status>OFF</Status>"),
                new Taker(
                        "POST",
                        "/locked/k",
                        "uploadId=ID",
                        "CompleteMultipartUpload",
                        "<Part><PartNumber>1</PartNumber><ETag>ETAG</ETag></Part>"));
    }

    private static Taker bucket(String query, String root, String right) {
        return new Taker("PUT", "/locked", query, root, right);
    }

    private static Taker object(String query, String root, String right) {
        return new Taker("PUT", "/locked/k", query, root, right);
    }

    @TempDir Path folder;
    private S3Rig rig;
    private S3Wire wire;

    @BeforeEach
    void start() throws IOException {
        rig = S3Rig.open(folder);
        wire = new S3Wire(rig);
        Map<String, String> lock =
                Map.of(
                        "x-amz-bucket-object-lock-enabled",
                        "true",
                        "x-amz-object-ownership",
                        "BucketOwnerPreferred");
        assertThat(wire.send("PUT", "/locked", "", lock, "").status()).isEqualTo(200);
        assertThat(wire.send("PUT", "/locked/k", "", "kept").status()).isEqualTo(200);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private static Map<String, String> bad(Taker taker) {
        String root = taker.root();
        String right = taker.right();
        String end = "</" + root + ">";
        Map<String, String> bad = new LinkedHashMap<>();
        bad.put("text", "hello");
        bad.put("without an end", "<" + root + ">" + right);
        bad.put("two roots", "<" + root + ">" + right + end + "<x/>");
        bad.put("another root", "<Other>" + right + "</Other>");
        bad.put("another namespace", "<" + root + " xmlns=\"urn:x\">" + right + end);
        bad.put(
                "another namespace within",
                "<" + root + ">" + right + "<a xmlns=\"urn:x\"/>" + end);
        bad.put("an unbound prefix", "<s3:" + root + ">" + right + "</s3:" + root + ">");
        bad.put("a document type", "<!DOCTYPE " + root + "><" + root + ">" + right + end);
        bad.put(
                "a bomb",
                "<!DOCTYPE x [<!ENTITY a \"xxxxxxxxxx\">"
                        + entity('b', 'a')
                        + entity('c', 'b')
                        + entity('d', 'c')
                        + "]><"
                        + root
                        + ">"
                        + right
                        + "&d;"
                        + end);
        bad.put(
                "an external entity",
                "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><"
                        + root
                        + ">"
                        + right
                        + "<a>&e;</a>"
                        + end);
        bad.put(
                "an external type",
                "<!DOCTYPE x SYSTEM \"http://127.0.0.1:9/x\"><" + root + ">" + right + end);
        bad.put(
                "an external parameter",
                "<!DOCTYPE x [<!ENTITY % p SYSTEM \"file:///etc/passwd\">%p;]><"
                        + root
                        + ">"
                        + right
                        + end);
        bad.put("an unknown entity", "<" + root + ">" + right + "&nothing;" + end);
        bad.put(
                "nested without end",
                "<" + root + ">" + right + "<a>".repeat(40_000) + "</a>".repeat(40_000) + end);
        bad.put("very many elements", "<" + root + ">" + right + "<a/>".repeat(130_000) + end);
        bad.put("very many attributes", "<" + root + attributes() + ">" + right + end);
        bad.put("no UTF-8", "<" + root + ">" + right + "<a>\u00ff\u00fe</a>" + end);
        bad.put("UTF-16", "\u00fe\u00ff\0<\0a\0/\0>");
        bad.put("a NUL", "<" + root + ">" + right + "<a>\0</a>" + end);
        bad.put("of XML 9", "<?xml version=\"9.0\"?><" + root + ">" + right + end);
        return bad;
    }

    private static String entity(char name, char of) {
        return "<!ENTITY " + name + " \"" + ("&" + of + ";").repeat(10) + "\">";
    }

    private static String attributes() {
        List<String> attributes = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            attributes.add("a" + i + "=''");
        }
        return " " + String.join(" ", attributes);
    }

    @ParameterizedTest
    @MethodSource("takers")
    void noneButItsOwnIsTaken(Taker taker) throws IOException {
        String id = wire.send("POST", "/locked/k", "uploads").element("UploadId");
        String etag =
                wire.send("PUT", "/locked/k", "partNumber=1&uploadId=" + id, "x").header("etag");
        String query = taker.query().replace("ID", id);
        for (Map.Entry<String, String> each : bad(taker).entrySet()) {
            String document = each.getValue().replace("ETAG", etag);
            S3Wire.Answer answer = wire.send(taker.method(), taker.path(), query, document);
            assertThat(answer.outcome()).as(each.getKey()).isEqualTo("400 MalformedXML");
            assertThat(answer.text()).doesNotContain("root:").doesNotContain("Exception");
        }
        String huge = "<" + taker.root() + ">" + "x".repeat(5 << 20);
        assertThat(wire.send(taker.method(), taker.path(), query, huge).outcome())
                .isEqualTo("400 EntityTooLarge");
        String name = "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";
        String right =
                "<%s %s>%s</%s>"
                        .formatted(taker.root(), name, taker.right(), taker.root())
                        .replace("ETAG", etag);
        assertThat(wire.send(taker.method(), taker.path(), query, "\u00ef\u00bb\u00bf" + right))
                .extracting(S3Wire.Answer::status)
                .isIn(200, 204);
        assertThat(wire.send("GET", "/locked", "location").status()).isEqualTo(200);
    }

    @Test
    void aPolicyNestedWithoutEndIsNone() throws IOException {
        for (String each :
                List.of(
                        "",
                        "x",
                        "[".repeat(100_000),
                        "{\"a\":".repeat(100_000),
                        "{\"Version\":\"2012-10-17\",\"Statement\":[]} x")) {
            assertThat(wire.send("PUT", "/locked", "policy", each).outcome())
                    .isEqualTo("400 MalformedPolicy");
        }
    }

    @Test
    void aDocumentNamesNoMoreThanIsAllowed() throws IOException {
        String object = "<Object><Key>a</Key></Object>";
        assertThat(delete(object.repeat(1001)).outcome()).isEqualTo("400 MalformedXML");
        assertThat(delete(object.repeat(1000)).outcome()).isEqualTo("200");
        assertThat(delete("").outcome()).isEqualTo("400 MalformedXML");
        assertThat(delete("<Object><Key/></Object>").body()).contains("<Error><Key></Key>");
        assertThat(delete("<Object><Key>" + "x".repeat(1025) + "</Key></Object>").code())
                .isEqualTo("KeyTooLongError");
        assertThat(delete("<Object><Key>k</Key><VersionId>../x</VersionId></Object>").code())
                .isEqualTo("InvalidArgument");
        for (String condition :
                List.of("<Size>4</Size>", "<LastModifiedTime>x</LastModifiedTime>")) {
            assertThat(delete("<Object><Key>k</Key>" + condition + "</Object>").outcome())
                    .isEqualTo("501 NotImplemented");
        }
        assertThat(tag("<Tag><Key>a</Key><Value/></Tag>".repeat(2)).outcome())
                .isEqualTo("400 InvalidTag");
        assertThat(tag(tags(10)).outcome()).isEqualTo("200");
        assertThat(tag(tags(11)).outcome()).isEqualTo("400 InvalidTag");
        for (String pair :
                List.of(
                        "<Key/><Value/>",
                        "<Key>" + "x".repeat(129) + "</Key><Value/>",
                        "<Key>a</Key><Value>" + "x".repeat(257) + "</Value>",
                        "<Key>aws:a</Key><Value/>",
                        "<Key>a&#10;</Key><Value/>")) {
            assertThat(tag("<Tag>" + pair + "</Tag>").outcome()).isEqualTo("400 InvalidTag");
        }
        assertThat(wire.send("GET", "/locked/k").body()).isEqualTo("kept");
    }

    private S3Wire.Answer delete(String objects) throws IOException {
        return wire.send("POST", "/locked", "delete", "<Delete>" + objects + "</Delete>");
    }

    private S3Wire.Answer tag(String tags) throws IOException {
        return wire.send(
                "PUT", "/locked/k", "tagging", "<Tagging><TagSet>" + tags + "</TagSet></Tagging>");
    }

    private static String tags(int count) {
        StringBuilder tags = new StringBuilder();
        for (int i = 0; i < count; i++) {
            tags.append("<Tag><Key>k").append(i).append("</Key><Value>v</Value></Tag>");
        }
        return tags.toString();
    }

    @Test
    void aNewBucketHasTheTagsThatItIsAskedForWith() throws IOException {
        String tagged =
                "<CreateBucketConfiguration><Tags>"
                        + tags(2)
                        + "</Tags></CreateBucketConfiguration>";
        assertThat(wire.send("PUT", "/tagged", "", tagged).outcome()).isEqualTo("200");
        assertThat(wire.send("GET", "/tagged", "tagging").body()).contains("<Key>k1</Key>");
        String directory =
                "<CreateBucketConfiguration><Bucket><Type>Directory</Type></Bucket>"
                        + "</CreateBucketConfiguration>";
        assertThat(wire.send("PUT", "/other", "", directory).outcome())
                .isEqualTo("501 NotImplemented");
    }
}
