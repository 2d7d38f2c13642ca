package mvi.services.kv.front;

import mvi.engines.base.Problem;

/** A refusal in DynamoDB's own names. */
record KvError(String type, int status, String message) {
    static final String CONDITION_FAILED = "ConditionalCheckFailedException";
    private static final String MODEL = "com.amazonaws.dynamodb.v20120810#";
    private static final String FRAME = "com.amazon.coral.service#";
    private static final String VALIDATION = "com.amazon.coral.validate#ValidationException";

    /** A name of the API's own model as {@code __type} has it. */
    static String named(String exception) {
        return MODEL + exception;
    }

    /** The one table from problems to DynamoDB's exceptions and statuses. */
    static KvError of(Problem problem) {
        String message = problem.publicMessage();
        return switch (problem.code()) {
            case "no-such-table" -> model("ResourceNotFoundException", message);
            case "table-exists" -> model("ResourceInUseException", message);
            case "too-many-tables" -> model("LimitExceededException", message);
            case "idempotency-mismatch" -> model("IdempotentParameterMismatchException", message);
            case "malformed-json", "bad-field" -> frame("SerializationException", message);
            case "unknown-operation" -> frame("UnknownOperationException", message);
            case "body-too-large" -> new KvError(FRAME + "RequestEntityTooLarge", 413, message);
            case "missing-authentication" -> frame("MissingAuthenticationTokenException", message);
            case "malformed-authentication",
                    "malformed-signature-query",
                    "bad-signature-lifetime",
                    "missing-date" ->
                    frame("IncompleteSignatureException", message);
            case "unknown-access-key" -> frame("UnrecognizedClientException", message);
            case "signature-does-not-match", "request-time-too-skewed", "request-expired" ->
                    frame("InvalidSignatureException", message);
            default -> byKind(problem);
        };
    }

    private static KvError byKind(Problem problem) {
        String message = problem.publicMessage();
        return switch (problem.kind()) {
            case MISSING -> model("ResourceNotFoundException", message);
            case CONFLICT -> model("ResourceInUseException", message);
            case INVALID, LIMIT -> new KvError(VALIDATION, 400, message);
            case DENIED -> frame("AccessDeniedException", message);
            case UNAVAILABLE -> new KvError(FRAME + "ServiceUnavailable", 503, message);
            case BUG -> new KvError(MODEL + "InternalServerError", 500, message);
        };
    }

    private static KvError model(String name, String message) {
        return new KvError(MODEL + name, 400, message);
    }

    private static KvError frame(String name, String message) {
        return new KvError(FRAME + name, 400, message);
    }
}
