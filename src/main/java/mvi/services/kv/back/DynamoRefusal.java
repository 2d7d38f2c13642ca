package mvi.services.kv.back;

import java.util.Locale;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** The one table from DynamoDB's exceptions to problems. */
final class DynamoRefusal {
    private DynamoRefusal() {}

    static Problem problem(SdkException refused) {
        if (!(refused instanceof AwsServiceException answered)
                || answered.awsErrorDetails() == null) {
            return unavailable(refused);
        }
        return switch (String.valueOf(answered.awsErrorDetails().errorCode())) {
            case "ResourceNotFoundException" -> problem("no-such-table", Kind.MISSING, answered);
            case "ResourceInUseException" -> problem("table-exists", Kind.CONFLICT, answered);
            case "LimitExceededException" -> problem("too-many-tables", Kind.LIMIT, answered);
            case "IdempotentParameterMismatchException" ->
                    problem("idempotency-mismatch", Kind.CONFLICT, answered);
            case "ValidationException" -> invalid(answered);
            case "SerializationException", "UnknownOperationException" ->
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

    /** DynamoDB has one exception for all that is wrong with a request, and says which in words. */
    private static Problem invalid(AwsServiceException refused) {
        String message =
                String.valueOf(refused.awsErrorDetails().errorMessage()).toLowerCase(Locale.ROOT);
        if (message.contains("item size")) {
            return problem("item-too-large", Kind.LIMIT, refused);
        }
        return message.contains("expression") || message.contains("condition")
                ? problem("bad-expression", Kind.INVALID, refused)
                : problem("bad-item", Kind.INVALID, refused);
    }

    private static Problem problem(String code, Kind kind, AwsServiceException refused) {
        return new Problem(
                code,
                kind,
                String.valueOf(refused.awsErrorDetails().errorMessage()),
                refused.toString(),
                refused);
    }

    static Problem unavailable(SdkException refused) {
        return Problem.unavailable(
                "kv-unavailable", "Key-Value does not answer: " + refused.getMessage(), refused);
    }
}
