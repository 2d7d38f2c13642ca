package mvi.services.blob.front;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Principal;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpRequest;
import mvi.services.blob.ChecksumAlgorithm;
import mvi.services.blob.front.S3Doorkeeper.Admitted;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of a request before anybody asks what it wants. */
final class SignatureDoorkeeperTest {
    private static final String SHA_OF_HELLO =
            "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
    private static final String CRC_OF_HELLO = "NhCmhg==";
    private static final String DATE = "Tue, 01 Jan 2030 00:05:00 GMT";
    private static final String TRAILED = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

    private final DoorRig rig = new DoorRig();

    private Admitted anonymous(Map<String, String> headers, String body) {
        return rig.door.admit(DoorRig.request("PUT", "/b/k", "", headers, body));
    }

    private static String read(Admitted admitted) throws IOException {
        return new String(admitted.body().readAll(ByteCount.kib(1)), UTF_8);
    }

    @Test
    void whatIsNotSignedIsAnonymous() throws IOException {
        Admitted admitted = anonymous(Map.of(), "hello");
        assertThat(admitted.principal()).isEqualTo(Principal.ANONYMOUS);
        assertThat(read(admitted)).isEqualTo("hello");
        assertThat(admitted.checksum()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | AccessDenied 403",
                "' ' | AccessDenied 403",
                "HAHAHA | InvalidArgument 400",
                "Bearer x | InvalidArgument 400",
                "AWS | InvalidArgument 400",
                "AWS HAHAHA | InvalidArgument 400",
                "AWS4-HMAC-SHA25 Credential=AK/20300101/r/s3/aws4_request | InvalidArgument 400",
                "AWS4-HMAC-SHA256 HAHAHA | AuthorizationHeaderMalformed 400",
                "AWS4-HMAC-SHA256 Credential=AK/20300101/r/kms/aws4_request,SignedHeaders=host"
                        + " | AuthorizationHeaderMalformed 400",
                "AWS AK:FWeDfwojDSdS2Ztmpfeubhd9isU= | SignatureDoesNotMatch 403",
                "AWS NOBODY:FWeDfwojDSdS2Ztmpfeubhd9isU= | InvalidAccessKeyId 403"
            })
    void aHeaderThatDoesNotSignIsNotAnonymous(String authorization, String refusal) {
        Map<String, String> headers =
                Map.of(
                        "authorization",
                        authorization,
                        "date",
                        DATE,
                        "x-amz-date",
                        authorization.startsWith("AWS4") ? "20300101T000000Z" : DATE);
        assertThat(DoorRig.refusal(() -> anonymous(headers, ""))).isEqualTo(refusal);
    }

    @ParameterizedTest
    @CsvSource({
        "AWSAccessKeyId=AK, AccessDenied 403",
        "AWSAccessKeyId=AK&Signature=x&Expires=1, AccessDenied 403",
        "AWSAccessKeyId=AK&Signature=x&Expires=1893456001, SignatureDoesNotMatch 403",
        "X-Amz-Signature=x, AccessDenied 403",
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=-7, AuthorizationQueryParametersError 403",
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=604801,"
                + " AuthorizationQueryParametersError 403",
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=60, AuthorizationQueryParametersError 400",
        "X-Amz-Security-Token=x, InvalidToken 400"
    })
    void aQueryThatDoesNotSignIsNotAnonymous(String query, String refusal) {
        HttpRequest request = DoorRig.request("GET", "/b/k", query, Map.of(), "");
        assertThat(DoorRig.refusal(() -> rig.door.admit(request))).isEqualTo(refusal);
    }

    @Test
    void twoSignaturesAreOneTooMany() {
        Map<String, String> signed = Map.of("authorization", "AWS AK:x", "date", DATE);
        HttpRequest both = DoorRig.request("GET", "/b/k", "Signature=x", signed, "");
        assertThat(DoorRig.refusal(() -> rig.door.admit(both))).isEqualTo("InvalidArgument 400");
        HttpRequest once = DoorRig.request("GET", "/b/k", "", signed, "");
        HttpRequest twice =
                PresignedFields.with(once, once.headers().with("Authorization", "AWS AK:y"));
        assertThat(DoorRig.refusal(() -> rig.door.admit(twice))).isEqualTo("InvalidArgument 400");
    }

    @Test
    void version2IsLetInByHeaderAndQuery() throws IOException {
        String toSign = "PUT\n\n\n" + DATE + "\nx-amz-meta-a:b\n/b/k";
        Map<String, String> headers =
                Map.of(
                        "date",
                        DATE,
                        "x-amz-meta-a",
                        "b",
                        "authorization",
                        "AWS AK:" + DoorRig.sign2(toSign));
        Admitted byHeader = anonymous(headers, "hello");
        assertThat(byHeader.principal()).isEqualTo(DoorRig.ANN);
        assertThat(read(byHeader)).isEqualTo("hello");
        String query =
                "AWSAccessKeyId=AK&Expires=1893456001&x-amz-meta-a=%C3%A4&Signature="
                        + DoorRig.sign2("PUT\n\n\n1893456001\nx-amz-meta-a:\u00e4\n/b/k")
                                .replace("+", "%2B");
        Admitted byQuery = rig.door.admit(DoorRig.request("PUT", "/b/k", query, Map.of(), "hello"));
        assertThat(byQuery.principal()).isEqualTo(DoorRig.ANN);
        assertThat(byQuery.request().headers().all("x-amz-meta-a"))
                .as("as a header field would come, byte by byte")
                .containsExactly("\u00c3\u00a4");
    }

    @Test
    void aBucketInTheHostsNameIsUnderASignatureOfVersion2() {
        Map<String, String> headers = new HashMap<>();
        headers.put("host", "b.s3.test:4566");
        headers.put("date", DATE);
        headers.put("authorization", "AWS AK:" + DoorRig.sign2("GET\n\n\n" + DATE + "\n/b/k"));
        HttpRequest request = DoorRig.request("GET", "/k", "", headers, "");
        assertThat(rig.door.admit(request).principal()).isEqualTo(DoorRig.ANN);
        headers.put("host", "other.s3.test");
        HttpRequest other = DoorRig.request("GET", "/k", "", headers, "");
        assertThat(DoorRig.refusal(() -> rig.door.admit(other)))
                .isEqualTo("SignatureDoesNotMatch 403");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bad Date",
                "",
                "Tue, 07 Jul 1950 21:53:04 GMT",
                "19500707T215304Z",
                "20300101"
            })
    void aSignedRequestHasADate(String date) {
        for (String authorization :
                List.of(
                        "AWS AK:x",
                        "AWS4-HMAC-SHA256 Credential=AK/20300101/r/s3/aws4_request,"
                                + "SignedHeaders=host,Signature=x")) {
            Map<String, String> headers =
                    Map.of("authorization", authorization, "x-amz-date", date);
            assertThat(DoorRig.refusal(() -> anonymous(headers, "")))
                    .as(authorization)
                    .isEqualTo("AccessDenied 403");
        }
    }

    @Test
    void whatAnonymousRequestsSayOfTheirBodyIsCompared() throws IOException {
        Map<String, String> sha = Map.of("x-amz-content-sha256", SHA_OF_HELLO);
        assertThat(read(anonymous(sha, "hello"))).isEqualTo("hello");
        assertThat(DoorRig.refusal(() -> read(anonymous(sha, "jello"))))
                .isEqualTo("XAmzContentSHA256Mismatch 400");
        Map<String, String> chunked =
                Map.of(
                        "x-amz-content-sha256",
                        TRAILED,
                        "x-amz-trailer",
                        "x-amz-checksum-crc32",
                        "x-amz-decoded-content-length",
                        "5");
        String body = "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:" + CRC_OF_HELLO + "\r\n\r\n";
        Admitted admitted = anonymous(chunked, body);
        assertThat(admitted.checksum().orElseThrow().algorithm())
                .isEqualTo(ChecksumAlgorithm.CRC32);
        assertThat(read(admitted)).isEqualTo("hello");
        assertThat(admitted.checksum().orElseThrow().expected().get()).hasValue(CRC_OF_HELLO);
    }

    @ParameterizedTest
    @CsvSource({
        "x-amz-content-sha256, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, InvalidRequest 400",
        "x-amz-content-sha256, HAHAHA, InvalidArgument 400",
        "x-amz-content-sha256, STREAMING-UNSIGNED-PAYLOAD-TRAILER, InvalidRequest 400",
        "content-md5, '', InvalidDigest 400",
        "content-md5, AWS HAHAHA, InvalidDigest 400",
        "content-md5, YWJyYWNhZGFicmE=, InvalidDigest 400",
        "x-amz-checksum-sha256, bad, BadDigest 400",
        "x-amz-checksum-crc32, '', BadDigest 400",
        "x-amz-checksum-crc32, NhCmhgA=, BadDigest 400",
        "x-amz-checksum-crc64nvme, NhCmhg==, BadDigest 400",
        "x-amz-checksum-sha256a, NhCmhg==, InvalidRequest 400",
        "x-amz-sdk-checksum-algorithm, CRC33, InvalidRequest 400",
        "x-mvi-account, 000000000042, AccessDenied 403",
        "x-amz-security-token, x, InvalidToken 400"
    })
    void whatCanNotBeReadOfABodyIsRefusedBeforeIt(String name, String value, String refusal) {
        assertThat(DoorRig.refusal(() -> anonymous(Map.of(name, value), "hello")))
                .isEqualTo(refusal);
    }

    @Test
    void oneChecksumIsSentAtATime() {
        Map<String, String> fields = new HashMap<>();
        fields.put("x-amz-checksum-crc32", CRC_OF_HELLO);
        fields.put("x-amz-checksum-type", "FULL_OBJECT");
        fields.put("x-amz-checksum-algorithm", "SHA256");
        fields.put("x-amz-sdk-checksum-algorithm", "crc32");
        assertThat(anonymous(fields, "hello").checksum().orElseThrow().expected().get())
                .contains(CRC_OF_HELLO);
        fields.put("x-amz-sdk-checksum-algorithm", "SHA1");
        assertThat(DoorRig.refusal(() -> anonymous(fields, "hello")))
                .isEqualTo("InvalidRequest 400");
        fields.remove("x-amz-sdk-checksum-algorithm");
        fields.put("x-amz-checksum-crc32c", CRC_OF_HELLO);
        assertThat(DoorRig.refusal(() -> anonymous(fields, "hello")))
                .isEqualTo("InvalidRequest 400");
        Admitted named = anonymous(Map.of("x-amz-sdk-checksum-algorithm", "SHA1"), "hello");
        assertThat(named.checksum().orElseThrow().algorithm()).isEqualTo(ChecksumAlgorithm.SHA1);
        assertThat(named.checksum().orElseThrow().expected().get()).isEmpty();
        Map<String, String> parts = Map.of("x-amz-checksum-crc32", CRC_OF_HELLO + "-3");
        assertThat(anonymous(parts, "hello").checksum().orElseThrow().expected().get())
                .as("of an upload's parts")
                .contains(CRC_OF_HELLO + "-3");
    }

    @Test
    void aLengthIsRequiredUnlessTheBodyIsChunked() {
        assertThat(DoorRig.refusal(() -> BodyFields.requireLength(Headers.NONE)))
                .isEqualTo("MissingContentLength 411");
        BodyFields.requireLength(Headers.of("Content-Length", "0"));
        BodyFields.requireLength(Headers.of("Transfer-Encoding", "chunked"));
    }

    @Test
    void aPresignedQueryCarriesFieldsButNoChecksum() {
        HttpRequest request =
                DoorRig.request(
                        "PUT",
                        "/b/k",
                        "X-Amz-Signature=s&X-Amz-Acl=public-read&x-amz-meta-a=%E2%82%AC"
                                + "&x-amz-checksum-crc32=AAAAAA%3D%3D&x-amz-sdk-checksum-algorithm=CRC32",
                        Map.of("x-amz-acl", "private"),
                        "");
        Headers merged = PresignedFields.merged(request).headers();
        assertThat(merged.all("x-amz-acl")).containsExactly("private");
        assertThat(merged.first("x-amz-meta-a")).contains("\u00e2\u0082\u00ac");
        assertThat(merged.has("x-amz-checksum-crc32")).isFalse();
        assertThat(merged.has("x-amz-sdk-checksum-algorithm")).isFalse();
        assertThat(merged.has("x-amz-signature")).isFalse();
        HttpRequest split =
                DoorRig.request("PUT", "/b/k", "x-amz-meta-a=b%0D%0Aset-cookie:c", Map.of(), "");
        assertThat(DoorRig.refusal(() -> PresignedFields.merged(split)))
                .isEqualTo("InvalidArgument 400");
    }
}
