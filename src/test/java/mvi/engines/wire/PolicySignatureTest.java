package mvi.engines.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.HexFormat;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PolicySignatureTest {
    private static final Secret SECRET = Secret.of("a/secret+key");
    private static final String POLICY = "eyJjb25kaXRpb25zIjpbXX0=";
    private static final String SCOPE = "20260505/eu-west-1/s3/aws4_request";
    private static final String TIME = "20260505T100000Z";
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";

    private static String code(Throwable thrown) {
        return thrown instanceof Problem problem ? problem.code() : thrown.toString();
    }

    @Test
    void aSignatureOfEitherVersionHoldsForItsPolicyAlone() {
        String made =
                HexFormat.of()
                        .formatHex(
                                SigV4.hmac(
                                        SigV4.signingKey(SECRET, "20260505", "eu-west-1", "s3"),
                                        POLICY));
        for (PolicySignature each :
                new PolicySignature[] {
                    new PolicySignature.Version2("K", SigV2.sign(SECRET, POLICY)),
                    PolicySignature.version4(ALGORITHM, "K/" + SCOPE, TIME, made)
                }) {
            assertThatCode(() -> each.verify(POLICY, SECRET)).doesNotThrowAnyException();
            assertThatThrownBy(() -> each.verify(POLICY + "=", SECRET))
                    .extracting(PolicySignatureTest::code)
                    .isEqualTo("signature-does-not-match");
            assertThatThrownBy(() -> each.verify(POLICY, Secret.of("other")))
                    .extracting(PolicySignatureTest::code)
                    .isEqualTo("signature-does-not-match");
        }
    }

    /** "Example: Browser-Based Upload using HTTP POST" of the S3 API reference. */
    @Test
    void theDocumentedExampleHolds() {
        String scope = "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request";
        String policy =
                """
                { "expiration": "2015-12-30T12:00:00.000Z",
                  "conditions": [
                    {"bucket": "sigv4examplebucket"},
                    ["starts-with", "$key", "user/user1/"],
                    {"acl": "public-read"},
                    {"success_action_redirect": \
                "http://sigv4examplebucket.s3.amazonaws.com/successful_upload.html"},
                    ["starts-with", "$Content-Type", "image/"],
                    {"x-amz-meta-uuid": "14365123651274"},
                    {"x-amz-server-side-encryption": "AES256"},
                    ["starts-with", "$x-amz-meta-tag", ""],

                    {"x-amz-credential": "%s"},
                    {"x-amz-algorithm": "AWS4-HMAC-SHA256"},
                    {"x-amz-date": "20151229T000000Z" }
                  ]
                }"""
                        .formatted(scope)
                        .replace("\n", "\r\n");
        String base64 = Base64.getEncoder().encodeToString(policy.getBytes(US_ASCII));
        String signature = "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e";
        assertThatCode(
                        () ->
                                PolicySignature.version4(
                                                ALGORITHM, scope, "20151229T000000Z", signature)
                                        .verify(
                                                base64,
                                                Secret.of(
                                                        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "AWS4-HMAC-SHA1, K/20260505/eu-west-1/s3/aws4_request, 20260505T100000Z",
        "AWS4-HMAC-SHA256, K/20260505/eu-west-1/kms/aws4_request, 20260505T100000Z",
        "AWS4-HMAC-SHA256, K/20260505/eu-west-1/s3, 20260505T100000Z",
        "AWS4-HMAC-SHA256, '', 20260505T100000Z",
        "AWS4-HMAC-SHA256, K/20260505/eu-west-1/s3/aws4_request, 20260506T100000Z",
        "AWS4-HMAC-SHA256, K/20260505/eu-west-1/s3/aws4_request, 20260505"
    })
    void whatCanNotBeReadIsRefused(String algorithm, String credential, String time) {
        assertThatThrownBy(() -> PolicySignature.version4(algorithm, credential, time, "s"))
                .extracting(PolicySignatureTest::code)
                .isEqualTo("malformed-authentication");
    }
}
