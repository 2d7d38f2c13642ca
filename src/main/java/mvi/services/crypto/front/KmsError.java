package mvi.services.crypto.front;

import mvi.engines.base.Problem;

/** A refusal in KMS's own names. */
record KmsError(String type, int status, String message) {
    /** The one table from problems to KMS's exceptions and statuses. */
    static KmsError of(Problem problem) {
        String message = problem.publicMessage();
        return switch (problem.code()) {
            case "no-such-key" -> new KmsError("NotFoundException", 400, message);
            case "bad-ciphertext" -> new KmsError("InvalidCiphertextException", 400, message);
            case "key-disabled" -> new KmsError("DisabledException", 400, message);
            case "bad-arn" -> new KmsError("InvalidArnException", 400, message);
            case "bad-marker" -> new KmsError("InvalidMarkerException", 400, message);
            case "wrong-key" -> new KmsError("IncorrectKeyException", 400, message);
            case "malformed-json" -> new KmsError("SerializationException", 400, message);
            case "unknown-operation" -> new KmsError("UnknownOperationException", 400, message);
            case "unsupported" -> new KmsError("UnsupportedOperationException", 400, message);
            case "missing-authentication" ->
                    new KmsError("MissingAuthenticationTokenException", 400, message);
            case "malformed-authentication",
                    "malformed-signature-query",
                    "bad-signature-lifetime",
                    "missing-date" ->
                    new KmsError("IncompleteSignatureException", 400, message);
            case "unknown-access-key" -> new KmsError("UnrecognizedClientException", 400, message);
            case "signature-does-not-match", "request-time-too-skewed", "request-expired" ->
                    new KmsError("InvalidSignatureException", 400, message);
            default -> byKind(problem);
        };
    }

    private static KmsError byKind(Problem problem) {
        String message = problem.publicMessage();
        return switch (problem.kind()) {
            case MISSING -> new KmsError("NotFoundException", 400, message);
            case CONFLICT -> new KmsError("KMSInvalidStateException", 400, message);
            case INVALID, LIMIT -> new KmsError("ValidationException", 400, message);
            case DENIED -> new KmsError("AccessDeniedException", 400, message);
            case UNAVAILABLE -> new KmsError("KeyUnavailableException", 500, message);
            case BUG -> new KmsError("KMSInternalException", 500, message);
        };
    }
}
