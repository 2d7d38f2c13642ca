package mvi.services.crypto.back;

import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** The one table from KMS's exceptions to problems. */
final class KmsRefusal {
    private KmsRefusal() {}

    static Problem problem(SdkException refused) {
        if (!(refused instanceof AwsServiceException answered)
                || answered.awsErrorDetails() == null) {
            return unavailable(refused);
        }
        return switch (String.valueOf(answered.awsErrorDetails().errorCode())) {
            case "NotFoundException" -> problem("no-such-key", Kind.MISSING, answered);
            case "InvalidCiphertextException" -> problem("bad-ciphertext", Kind.INVALID, answered);
            case "DisabledException" -> problem("key-disabled", Kind.CONFLICT, answered);
            case "KMSInvalidStateException" -> problem("bad-key-state", Kind.CONFLICT, answered);
            case "ValidationException", "InvalidArnException", "UnsupportedOperationException" ->
                    problem("bad-request", Kind.INVALID, answered);
            case "AccessDeniedException",
                    "UnrecognizedClientException",
                    "InvalidSignatureException",
                    "IncompleteSignatureException",
                    "MissingAuthenticationTokenException" ->
                    problem("access-denied", Kind.DENIED, answered);
            default -> unavailable(refused);
        };
    }

    private static Problem problem(String code, Kind kind, AwsServiceException refused) {
        return new Problem(
                code, kind, refused.awsErrorDetails().errorMessage(), refused.toString(), refused);
    }

    private static Problem unavailable(SdkException refused) {
        return Problem.unavailable(
                "crypto-unavailable", "Crypto does not answer: " + refused.getMessage(), refused);
    }
}
