package mvi.engines.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the examples of the S3 API reference, with its key. */
final class SigV2Test {
    private static final Secret SECRET = Secret.of("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    private static final Instant NOW = Instant.parse("2007-03-27T19:40:00Z");
    private static final String DATE = "Tue, 27 Mar 2007 19:36:42 +0000";

    private static HttpRequest request(
            String method, String path, String query, String... namesAndValues) {
        return new HttpRequest(
                method,
                path,
                query,
                Headers.of(namesAndValues),
                ByteSource.empty(),
                false,
                new InetSocketAddress(0),
                InetAddress.getLoopbackAddress());
    }

    private static String authorization(String signature) {
        return "AWS AKIAIOSFODNN7EXAMPLE:" + signature;
    }

    private static void verify(HttpRequest request, String hostBucket, Instant now) {
        SigV2.parse(request).verify(request, Optional.of(hostBucket), SECRET, now);
    }

    private static void refused(HttpRequest request, Instant now, String code) {
        assertThatThrownBy(() -> verify(request, "johnsmith", now))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(code));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "johnsmith | /photos/puppy.jpg | '' | Tue, 27 Mar 2007 19:36:42 +0000"
                        + " | bWq2s1WEIj+Ydj0vQ697zp+IXMU=",
                "awsexamplebucket1 | /photos/puppy.jpg | '' | Tue, 27 Mar 2007 19:36:42 +0000"
                        + " | qgk2+6Sv9/oM7G3qLEjTH1a1l1g=",
                "johnsmith | / | 'acl' | Tue, 27 Mar 2007 19:44:46 +0000"
                        + " | c2WLPFtWHVgbEmeEG93a4cG37dM=",
                "johnsmith | / | 'acl=&prefix=a' | Tue, 27 Mar 2007 19:44:46 +0000"
                        + " | c2WLPFtWHVgbEmeEG93a4cG37dM=",
            })
    void whatIsReadIsSignedByPathAndSubresource(
            String bucket, String path, String query, String date, String signature) {
        verify(
                request(
                        "GET",
                        path,
                        query,
                        "Date",
                        date,
                        "Authorization",
                        authorization(signature)),
                bucket,
                NOW);
    }

    @Test
    void pathsAreSignedAsTheyWereSent() {
        HttpRequest request =
                request(
                        "GET",
                        "/dictionary/fran%C3%A7ais/pr%c3%a9f%c3%a8re",
                        "",
                        "Date",
                        "Wed, 28 Mar 2007 01:49:49 +0000",
                        "Authorization",
                        authorization("DNEZGsoieTZ92F3bUfSPQcbGmlM="));
        assertThatCode(
                        () ->
                                SigV2.parse(request)
                                        .verify(
                                                request,
                                                Optional.empty(),
                                                SECRET,
                                                Instant.parse("2007-03-28T01:50:00Z")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/johnsmith", "/johnsmith/"})
    void aBucketAloneMayBeSignedWithASlash(String signed) {
        String toSign = "PUT\n\n\n" + DATE + "\n" + signed + "?acl";
        HttpRequest request =
                request(
                        "PUT",
                        "/johnsmith",
                        "acl",
                        "Date",
                        DATE,
                        "Authorization",
                        authorization(SigV2.sign(SECRET, toSign)));
        assertThatCode(() -> SigV2.parse(request).verify(request, Optional.empty(), SECRET, NOW))
                .doesNotThrowAnyException();
    }

    @Test
    void everyAmzFieldIsSigned() {
        List<String> fields =
                List.of(
                        "Content-MD5",
                        "4gJE4saaMU4BqNR0kLY+lw==",
                        "content-type",
                        "application/x-download",
                        "Date",
                        "Tue, 27 Mar 2007 21:06:08 +0000",
                        "x-amz-acl",
                        "public-read",
                        "X-Amz-Meta-ReviewedBy",
                        "joe@johnsmith.net",
                        "X-Amz-Meta-ReviewedBy",
                        "jane@johnsmith.net",
                        "X-Amz-Meta-FileChecksum",
                        " 0x02661779 ",
                        "X-Amz-Meta-ChecksumAlgorithm",
                        "crc32",
                        "Content-Encoding",
                        "gzip",
                        "Authorization",
                        authorization("ilyl83RwaSoYIEdixDQcA4OnAnc="));
        Instant then = Instant.parse("2007-03-27T21:06:08Z");
        HttpRequest request =
                request("PUT", "/db-backup.dat.gz", "", fields.toArray(String[]::new));
        verify(request, "static.johnsmith.net", then);
        HttpRequest more =
                new HttpRequest(
                        "PUT",
                        request.path(),
                        "",
                        request.headers().with("x-amz-meta-more", "x"),
                        request.body(),
                        false,
                        request.peer(),
                        request.local());
        assertThatThrownBy(() -> verify(more, "static.johnsmith.net", then))
                .isInstanceOf(Problem.class);
    }

    @Test
    void aQueryIsSignedUntilItExpires() {
        String query =
                "AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D"
                        + "&Expires=1175139620";
        HttpRequest request = request("GET", "/photos/puppy.jpg", query);
        verify(request, "johnsmith", Instant.ofEpochSecond(1175139620));
        refused(request, Instant.ofEpochSecond(1175139621), "request-expired");
        for (String added : List.of("acl", "versionId=1", "response-expires=0", "x-amz-acl=a")) {
            refused(
                    request("GET", "/photos/puppy.jpg", query + "&" + added),
                    NOW,
                    "signature-does-not-match");
        }
        refused(
                request("GET", "/photos/puppy.jpg", query, "x-amz-acl", "a"),
                NOW,
                "signature-does-not-match");
    }

    @Test
    void aPresignedQueryMayCarryFieldsAndOverrides() {
        String toSign =
                "PUT\n\n\n1175139620\nx-amz-acl:private\n/johnsmith/k?response-content-type=a/b&uploadId=1";
        String query =
                "uploadId=1&x-id=z&X-Amz-Acl=private&response-content-type=a%2Fb"
                        + "&AWSAccessKeyId=K&Expires=1175139620&Signature="
                        + PercentCoding.encode(SigV2.sign(SECRET, toSign));
        verify(request("PUT", "/k", query), "johnsmith", NOW);
        verify(request("PUT", "/k", query, "x-amz-acl", "private"), "johnsmith", NOW);
        refused(
                request("PUT", "/k", query, "x-amz-acl", "public-read"),
                NOW,
                "signature-does-not-match");
    }

    @ParameterizedTest
    @CsvSource({
        "Bad Date, missing-date",
        "'', missing-date",
        "'Tue, 07 Jul 1950 21:53:04 GMT', missing-date",
        "'Tue, 07 Jul 2010 21:53:04 GMT', request-time-too-skewed",
        "'Tue, 07 Jul 9999 21:53:04 GMT', request-time-too-skewed",
        "'Tue, 27 Mar 2007 19:24:59 GMT', request-time-too-skewed"
    })
    void theDateIsJudgedBeforeTheSignature(String date, String code) {
        refused(
                request("GET", "/", "", "Date", date, "Authorization", authorization("x=")),
                NOW,
                code);
        refused(
                request(
                        "GET",
                        "/",
                        "",
                        "Date",
                        DATE,
                        "x-amz-date",
                        date,
                        "Authorization",
                        authorization("x=")),
                NOW,
                code);
    }

    @Test
    void anAmzDateTakesThePlaceOfTheDate() {
        String toSign = "GET\n\n\n\nx-amz-date:" + DATE + "\n/johnsmith/";
        HttpRequest request =
                request(
                        "GET",
                        "/",
                        "",
                        "Date",
                        "anything",
                        "X-Amz-Date",
                        DATE,
                        "Authorization",
                        authorization(SigV2.sign(SECRET, toSign)));
        verify(request, "johnsmith", NOW);
    }

    @Test
    void aRequestWithoutADateIsRefused() {
        refused(request("GET", "/", "", "Authorization", authorization("x=")), NOW, "missing-date");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AWS HAHAHA", "AWS :x", "AWS x:", "AWS "})
    void aHeaderThatCanNotBeReadIsRefused(String header) {
        refused(
                request("GET", "/", "", "Date", DATE, "Authorization", header),
                NOW,
                "malformed-signature");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AWSAccessKeyId=K&Signature=s",
                "Signature=s&Expires=1",
                "AWSAccessKeyId=K&Expires=1",
                "AWSAccessKeyId=K&Signature=s&Expires=soon",
                "AWSAccessKeyId=K&Signature=s&Expires=-1",
                "AWSAccessKeyId=K&Signature=s&Expires=99999999999999999999"
            })
    void aQueryThatIsNotWholeIsRefused(String query) {
        refused(request("GET", "/", query), NOW, "incomplete-signature");
    }

    @Test
    void whatIsNotSignedIsSaidToBe() {
        refused(request("GET", "/", "Expires=1"), NOW, "missing-authentication");
    }
}
