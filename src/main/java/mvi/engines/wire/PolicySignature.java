package mvi.engines.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;

/**
 * The signature under the policy of a browser's form ("Browser-based uploads using POST" of the S3
 * API reference). The text that is signed is the policy as it was sent, in Base64.
 */
public sealed interface PolicySignature {
    String accessKeyId();

    /** Throws DENIED {@code signature-does-not-match}. */
    default void verify(String policy, Secret secret) {
        if (!MessageDigest.isEqual(
                made(policy, secret).getBytes(StandardCharsets.US_ASCII),
                signature().getBytes(StandardCharsets.UTF_8))) {
            throw Problem.denied(
                    "signature-does-not-match",
                    "the signature is not the one that the policy and the secret key make");
        }
    }

    String signature();

    /** The right one. */
    String made(String policy, Secret secret);

    /** An HMAC-SHA1 in Base64. */
    record Version2(String accessKeyId, String signature) implements PolicySignature {
        @Override
        public String made(String policy, Secret secret) {
            return SigV2.sign(secret, policy);
        }
    }

    /** With a key of the day, in hex. */
    record Version4(
            String accessKeyId, String date, String region, String service, String signature)
            implements PolicySignature {
        @Override
        public String made(String policy, Secret secret) {
            byte[] key = SigV4.signingKey(secret, date, region, service);
            return HexFormat.of().formatHex(SigV4.hmac(key, policy));
        }
    }

    /**
     * Of the form's fields. Throws DENIED {@code malformed-authentication}.
     *
     * @param credential {@code KEY/DATE/REGION/s3/aws4_request}
     * @param timestamp of the form {@code 20260131T235959Z}
     */
    static PolicySignature version4(
            String algorithm, String credential, String timestamp, String signature) {
        String[] scope = credential.split("/", -1);
        if (!algorithm.equals(SigV4.ALGORITHM)
                || scope.length != 5
                || !scope[3].equals("s3")
                || !scope[4].equals("aws4_request")) {
            throw malformed(
                    "it is made by "
                            + SigV4.ALGORITHM
                            + " with a credential KEY/DATE/REGION/s3/aws4_request");
        }
        if (!timestamp.matches("\\d{8}T\\d{6}Z") || !timestamp.startsWith(scope[1])) {
            throw malformed("its date is not that of the credential");
        }
        return new Version4(scope[0], scope[1], scope[2], scope[3], signature);
    }

    private static Problem malformed(String why) {
        return Problem.denied(
                "malformed-authentication", "the form's signature can not be read: " + why);
    }
}
