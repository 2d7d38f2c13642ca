package mvi.services.blob.front;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Random;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Principal;
import mvi.engines.http.HttpRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which forms are let in, and as what. */
final class PostDoorTest {
    private static final String USUAL =
            "{\"bucket\":\"files\"},[\"starts-with\",\"$key\",\"user/\"]";

    private final DoorRig rig = new DoorRig();

    private PostObject admit(Form form) {
        return rig.door.admitForm(form.request(), "files");
    }

    private String refusal(Form form) {
        return DoorRig.refusal(() -> read(admit(form)));
    }

    private static String read(PostObject post) throws IOException {
        return new String(post.file().readAll(ByteCount.mib(8)), UTF_8);
    }

    @Test
    void aFormWithoutAPolicyIsAnonymous() throws IOException {
        PostObject post = admit(Form.anonymous().with("acl", "public-read"));
        assertThat(post.principal()).isEqualTo(Principal.ANONYMOUS);
        assertThat(post.key()).isEqualTo("user/a.txt");
        assertThat(post.headers().first("x-amz-acl")).contains("public-read");
        assertThat(post.status()).isEqualTo(204);
        assertThat(read(post)).isEqualTo("content");
    }

    @Test
    void aSignedPolicyLetsInWhatItAllows() throws IOException {
        PostObject post = admit(Form.signed(USUAL));
        assertThat(post.principal()).isEqualTo(DoorRig.ANN);
        assertThat(read(post)).isEqualTo("content");
        assertThat(read(admit(Form.signed(USUAL).with("x-ignore-me", "1")))).isEqualTo("content");
    }

    @Test
    void namesOfFieldsAreWithoutCaseAndFilenameIsTheLastOfItsPath() throws IOException {
        Form form =
                Form.signed(
                                "{\"bUcKeT\":\"files\"},[\"StArTs-WiTh\",\"$KeY\",\"user/a\"],"
                                        + "{\"AcL\":\"private\"},"
                                        + "[\"eq\",\"$x-amz-meta-Name\",\"\u00e4 a.txt\"]")
                        .without("key")
                        .with("kEy", "user/${filename}")
                        .with("aCl", "private")
                        .with("X-AMZ-meta-name", "\u00e4 ${filename}")
                        .file("C:\\dir\\a.txt", "");
        PostObject post = admit(form);
        assertThat(post.key()).isEqualTo("user/a.txt");
        assertThat(post.headers().first("x-amz-meta-name")).contains("\u00c3\u00a4 a.txt");
        assertThat(read(post)).isEmpty();
    }

    @Test
    void dollarSignsMayBeEscapedAndContentTypesAreAList() {
        String conditions =
                "{\"bucket\":\"files\"},[\"starts-with\",\"$key\",\"\\$user\\\\\"],"
                        + "[\"starts-with\",\"$Content-Type\",\"image/\"]";
        Form form = Form.signed(conditions).with("key", "$user\\x");
        form.with("Content-Type", "image/png, image/gif");
        assertThat(admit(form).headers().first("content-type")).contains("image/png, image/gif");
        form.with("Content-Type", "image/png, text/html");
        assertThat(refusal(form)).isEqualTo("AccessDenied 403");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[\"starts-with\",\"$key\",\"user/\"]",
                "{\"bucket\":\"other\"},[\"starts-with\",\"$key\",\"user/\"]",
                "{\"bucket\":\"files\"}",
                "{\"bucket\":\"files\"},[\"eq\",\"$key\",\"user/\"]",
                "{\"bucket\":\"files\"},[\"starts-with\",\"$key\",\"User/\"]",
                "{\"bucket\":\"files\"},{\"key\":\"user/a.txt\"},{\"acl\":\"private\"}",
                "{\"bucket\":\"files\"},{\"key\":\"user/a.txt\"},"
                        + "[\"starts-with\",\"$x-amz-meta-a\",\"b\"]",
                "{\"bucket\":\"files\"},{\"key\":\"user/a.txt\"},{\"key\":\"user/b.txt\"}"
            })
    void whatThePolicyDoesNotAllowIsDenied(String conditions) {
        assertThat(refusal(Form.signed(conditions))).isEqualTo("AccessDenied 403");
    }

    @Test
    void aFieldThatMayBeAnythingMayBeLeftOut() {
        Form form = Form.signed(USUAL + ",[\"starts-with\",\"$x-amz-meta-a\",\"\"]");
        assertThat(admit(form).bucket()).isEqualTo("files");
    }

    @Test
    void everyFieldIsUnderACondition() {
        for (String field : new String[] {"acl", "x-amz-meta-a", "submit", "tagging", "redirect"}) {
            assertThat(refusal(Form.signed(USUAL).with(field, "<Tagging/>")))
                    .as(field)
                    .isEqualTo("AccessDenied 403");
        }
        assertThat(refusal(Form.signed(USUAL).with("bucket", "other").with("x", "y")))
                .isEqualTo("AccessDenied 403");
        assertThat(admit(Form.signed(USUAL).with("bucket", "other")).bucket()).isEqualTo("files");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "{}",
                "{\"expiration\":\"2030-01-01T01:00:00Z\"}",
                "{\"expiration\":\"2030-01-01T01:00:00Z\",\"CONDITIONS\":[]}",
                "{\"expiration\":\"2030-01-01T01:00:00Z\",\"conditions\":{}}",
                "{\"conditions\":[]}",
                "{\"EXPIRATION\":\"2030-01-01T01:00:00Z\",\"conditions\":[]}",
                "{\"expiration\":\"2030-01-01 01:00:00+00:00\",\"conditions\":[]}",
                "{\"expiration\":1,\"conditions\":[]}",
                "{\"expiration\":\"2030-01-01T01:00:00Z\",\"conditions\":[{}]}",
                "{\"expiration\":\"2030-01-01T01:00:00Z\",\"conditions\":[1]}",
                "{\"expiration\":\"2030-01-01T01:00:00Z\",\"conditions\":[[]]}",
                "{\"expiration\":\"2030-01-01T01:00:00Z\",\"conditions\":[{\"a\":\"b\",\"c\":\"d\"}]}",
                "{\"expiration\":\"2030-01-01T01:00:00Z\",\"conditions\":[{\"a\":[]}]}",
                "{\"expiration\":\"2030-01-01T01:00:00Z\",\"conditions\":[[\"eq\",\"key\",\"v\"]]}",
                "{\"expiration\":\"2030-01-01T01:00:00Z\",\"conditions\":[[\"ne\",\"$key\",\"v\"]]}",
                "{\"expiration\":\"2030-01-01T01:00:00Z\",\"conditions\":[[\"eq\",\"$key\"]]}",
                "{\"expiration\":\"2030-01-01T01:00:00Z\",\"conditions\":[[\"content-length-range\",0]]}",
                "{\"expiration\":\"2030-01-01T01:00:00Z\",\"conditions\":"
                        + "[[\"content-length-range\",-1,0]]}",
                "{\"expiration\":\"2030-01-01T01:00:00Z\",\"conditions\":"
                        + "[[\"content-length-range\",0,5.0]]}",
                "{\"expiration\":\"2030-01-01T01:00:00Z\",\"conditions\":[],\"conditions\":[]}"
            })
    void aPolicyThatCanNotBeUsedIsInvalid(String document) {
        assertThat(refusal(Form.anonymous().policy(document)))
                .isEqualTo("InvalidPolicyDocument 400");
    }

    @Test
    void aPolicyNestedWithoutEndOrNotInBase64IsInvalid() {
        String deep = "[".repeat(10_000);
        assertThat(refusal(Form.anonymous().policy(deep))).isEqualTo("InvalidPolicyDocument 400");
        Form form = Form.anonymous().with("AWSAccessKeyId", DoorRig.KEY).with("policy", "abc");
        assertThat(refusal(form.with("signature", DoorRig.sign2("abc"))))
                .isEqualTo("InvalidPolicyDocument 400");
    }

    @Test
    void aPolicyExpires() {
        rig.clock.pass(java.time.Duration.ofHours(1));
        assertThat(refusal(Form.signed(USUAL))).isEqualTo("AccessDenied 403");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 7, ''",
        "7, 7, ''",
        "0, 6, EntityTooLarge 400",
        "0, 0, EntityTooLarge 400",
        "8, 100, EntityTooSmall 400"
    })
    void theFileHasTheSizeThatIsAllowed(String least, String most, String refusal)
            throws IOException {
        Form form =
                Form.signed(USUAL + ",[\"content-length-range\"," + least + ",\"" + most + "\"]");
        if (refusal.isEmpty()) {
            assertThat(read(admit(form))).isEqualTo("content");
        } else {
            assertThat(refusal(form)).isEqualTo(refusal);
        }
    }

    @Test
    void signaturesAreWholeAndRight() {
        assertThat(refusal(Form.signed(USUAL).without("signature")))
                .isEqualTo("InvalidArgument 400");
        assertThat(refusal(Form.signed(USUAL).without("AWSAccessKeyId")))
                .isEqualTo("InvalidArgument 400");
        assertThat(refusal(Form.signed(USUAL).without("policy"))).isEqualTo("InvalidArgument 400");
        assertThat(refusal(Form.signed(USUAL).with("signature", "x")))
                .isEqualTo("SignatureDoesNotMatch 403");
        assertThat(refusal(Form.signed(USUAL).with("AWSAccessKeyId", "x")))
                .isEqualTo("InvalidAccessKeyId 403");
        assertThat(refusal(Form.signed(USUAL).with("x-amz-algorithm", "AWS4-HMAC-SHA256")))
                .isEqualTo("InvalidArgument 400");
        assertThat(refusal(Form.signed(USUAL).with("x-amz-security-token", "x")))
                .isEqualTo("InvalidToken 400");
    }

    @Test
    void aFormHasAKeyAndAFile() {
        assertThat(refusal(Form.anonymous().without("key"))).isEqualTo("InvalidArgument 400");
        assertThat(refusal(Form.anonymous().with("key", ""))).isEqualTo("InvalidArgument 400");
        assertThat(refusal(Form.anonymous().with("KEY", "twice"))).isEqualTo("InvalidArgument 400");
        HttpRequest noFile =
                DoorRig.request("POST", "/files", "", Map.of("content-type", Form.TYPE), "--xyz--");
        assertThat(DoorRig.refusal(() -> rig.door.admitForm(noFile, "files")))
                .isEqualTo("InvalidArgument 400");
        HttpRequest noForm =
                DoorRig.request("POST", "/files", "", Map.of("content-type", Form.TYPE), "x");
        assertThat(DoorRig.refusal(() -> rig.door.admitForm(noForm, "files")))
                .isEqualTo("MalformedPOSTRequest 400");
    }

    @Test
    void theFormIsBoundedAndItsFileIsNot() throws IOException {
        String large = "x".repeat(6 << 20);
        assertThat(read(admit(Form.anonymous().file("f", large)))).isEqualTo(large);
        assertThat(refusal(Form.anonymous().with("x-amz-meta-a", "x".repeat(21 << 10))))
                .isEqualTo("MaxPostPreDataLengthExceededError 400");
        Form many = Form.anonymous();
        for (int i = 0; i < 300; i++) {
            many.with("" + i, "");
        }
        assertThat(refusal(many)).isEqualTo("InvalidArgument 400");
    }

    @Test
    void fieldsBecomeTheHeaderOfAPut() {
        Form form =
                Form.anonymous()
                        .with("Cache-Control", "no-cache")
                        .with("x-amz-storage-class", "STANDARD")
                        .with("x-amz-copy-source", "files/secret")
                        .with("x-amz-acl", "public-read")
                        .with(
                                "tagging",
                                "<Tagging><TagSet><Tag><Key>a b</Key><Value>&amp;</Value></Tag>"
                                        + "<Tag><Key>c</Key><Value></Value></Tag></TagSet></Tagging>");
        PostObject post = admit(form);
        assertThat(post.headers().first("cache-control")).contains("no-cache");
        assertThat(post.headers().first("x-amz-storage-class")).contains("STANDARD");
        assertThat(post.headers().first("x-amz-tagging")).contains("a%20b=%26&c=");
        assertThat(post.headers().has("x-amz-copy-source")).isFalse();
        assertThat(post.headers().has("x-amz-acl")).isFalse();
        assertThat(refusal(Form.anonymous().with("tagging", "<Tags/>")))
                .isEqualTo("MalformedXML 400");
        assertThat(refusal(Form.anonymous().with("x-amz-meta-a", "b\r\nset-cookie: c")))
                .isEqualTo("InvalidArgument 400");
    }

    @Test
    void checksumsNeedNoConditionAndAreRead() {
        String crc = "x-amz-checksum-crc32";
        assertThat(admit(Form.signed(USUAL).with(crc, "NhCmhg==")).checksum()).isPresent();
        assertThat(refusal(Form.signed(USUAL).with(crc, "sailorjerry"))).isEqualTo("BadDigest 400");
        assertThat(refusal(Form.anonymous().with("Content-MD5", "")))
                .isEqualTo("InvalidDigest 400");
    }

    @ParameterizedTest
    @CsvSource({"200, 200", "201, 201", "204, 204", "404, 204", "'', 204", "0200, 204"})
    void theStatusIsOneOfThree(String asked, int given) {
        assertThat(admit(Form.anonymous().with("success_action_status", asked)).status())
                .isEqualTo(given);
    }

    @Test
    void onlyAddressesOfTheWebAreRedirectedTo() {
        assertThat(redirect("https://a.b/c?d=e#f").redirect())
                .contains(URI.create("https://a.b/c?d=e#f"));
        for (String bad :
                new String[] {
                    "",
                    "javascript:alert(1)",
                    "/relative",
                    "//a.b/c",
                    "http:",
                    "http://",
                    "a b",
                    "http://a.b/c\r\nSet-Cookie: x",
                    "data:text/html,x",
                    "http:a.b"
                }) {
            assertThat(redirect(bad).redirect()).as(bad).isEmpty();
        }
        assertThat(admit(Form.anonymous().with("redirect", "http://a.b/")).redirect()).isPresent();
    }

    private PostObject redirect(String address) {
        return admit(Form.anonymous().with("success_action_redirect", address));
    }

    @Test
    void noFormBringsAnythingButARefusal() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String good = Form.signed(USUAL).body();
        String letters = "\r\n-xyz;:=\"\\ {}[]$,\u0000\u00ff";
        for (int i = 0; i < 5_000; i++) {
            StringBuilder body = new StringBuilder(good);
            for (int changes = random.nextInt(8); changes >= 0; changes--) {
                body.setCharAt(
                        random.nextInt(body.length()),
                        letters.charAt(random.nextInt(letters.length())));
            }
            HttpRequest request =
                    DoorRig.request(
                            "POST",
                            "/files",
                            "",
                            Map.of("content-type", Form.TYPE),
                            body.toString());
            try {
                var _ = read(rig.door.admitForm(request, "files"));
            } catch (S3Error | mvi.engines.base.Problem | IOException refused) {
                assertThat(refused).as("seed %d", seed).isNotNull();
            }
        }
    }
}
