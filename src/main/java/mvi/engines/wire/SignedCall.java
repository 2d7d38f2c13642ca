package mvi.engines.wire;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Clock;
import mvi.engines.base.Credential;
import mvi.engines.base.Gatekeeper;
import mvi.engines.base.Principal;
import mvi.engines.base.Problem;
import mvi.engines.http.HttpRequest;

/**
 * A request of one of AWS's JSON protocols, read whole, whose sender is known: DynamoDB and KMS
 * sign the body's hash, so the body is read before the signature can be checked, and only for an
 * access key that exists.
 */
public record SignedCall(Principal principal, String region, byte[] body) {
    /**
     * Throws DENIED as {@link SigV4#parse} does, or {@code unknown-access-key}, {@code
     * signature-does-not-match}, {@code request-time-too-skewed}, {@code request-expired} or {@code
     * access-denied}, and LIMIT {@code body-too-large}.
     */
    public static SignedCall admit(
            HttpRequest request,
            String service,
            Gatekeeper gatekeeper,
            Clock clock,
            ByteCount largestBody)
            throws IOException {
        SigV4 signature = SigV4.parse(request);
        if (!signature.service().equals(service)) {
            throw Problem.denied(
                    "malformed-authentication",
                    "the signature is for '" + signature.service() + "', not for " + service);
        }
        Credential credential =
                gatekeeper
                        .credential(signature.accessKeyId())
                        .orElseThrow(
                                () ->
                                        Problem.denied(
                                                "unknown-access-key",
                                                "the access key id is not known here"));
        byte[] body = request.body().readAll(largestBody);
        String hash = sha256(body);
        signature.verify(request, credential.secret(), clock.now(), hash);
        if (signature.payloadHash() instanceof PayloadHash.Signed signed
                && !signed.sha256().equals(hash)) {
            throw Problem.denied(
                    "signature-does-not-match", "the body is not the one that was signed");
        }
        return new SignedCall(
                ActingAccount.of(request, signature, gatekeeper.proven(credential)),
                signature.region(),
                body);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException missing) {
            throw Problem.bug("every JDK has SHA-256", missing);
        }
    }
}
