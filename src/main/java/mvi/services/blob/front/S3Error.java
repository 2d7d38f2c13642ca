package mvi.services.blob.front;

import mvi.engines.base.Problem;
import mvi.engines.http.Headers;

/** A refusal that S3 has a code and status of its own for and the service never sees. */
final class S3Error extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final int status;
    private final transient Headers headers;

    private S3Error(String code, int status, String message, Headers headers) {
        super(message, null, false, false);
        this.code = code;
        this.status = status;
        this.headers = headers;
    }

    static S3Error of(String code, int status, String message) {
        return new S3Error(code, status, message, Headers.NONE);
    }

    S3Error with(Headers more) {
        return new S3Error(code, status, message(), more);
    }

    static S3Error accessDenied(String why) {
        return of("AccessDenied", 403, why);
    }

    static S3Error notImplemented(String what) {
        return of("NotImplemented", 501, what + " is not something that this Blob service does");
    }

    static S3Error methodNotAllowed(String method) {
        return of("MethodNotAllowed", 405, method + " is not allowed on this resource");
    }

    static S3Error malformedXml(String why) {
        return of("MalformedXML", 400, "the body is not the XML that this operation takes: " + why);
    }

    static S3Error precondition() {
        return of("PreconditionFailed", 412, "at least one of the preconditions did not hold");
    }

    /** The one table from problems to S3's codes and statuses. */
    static S3Error of(Problem problem) {
        String message = problem.publicMessage();
        return switch (problem.code()) {
            case "no-such-bucket" -> of("NoSuchBucket", 404, message);
            case "no-such-key" -> of("NoSuchKey", 404, message);
            case "no-such-version" -> of("NoSuchVersion", 404, message);
            case "no-such-part" -> of("InvalidPart", 400, message);
            case "delete-marker" -> of("MethodNotAllowed", 405, message);
            case "bucket-state" -> of("InvalidBucketState", 409, message);
            case "customer-key-missing", "customer-key-needless", "wrong-key" ->
                    of("InvalidRequest", 400, message);
            case "no-such-crypto-key" -> of("KMS.NotFoundException", 400, message);
            case "key-disabled" -> of("KMS.DisabledException", 400, message);
            case "object-locked" -> of("AccessDenied", 403, message);
            case "bad-version" -> of("InvalidArgument", 400, message);
            case "no-such-upload" -> of("NoSuchUpload", 404, message);
            case "bucket-exists" -> of("BucketAlreadyOwnedByYou", 409, message);
            case "bucket-not-empty" -> of("BucketNotEmpty", 409, message);
            case "source-changed" -> of("PreconditionFailed", 412, message);
            case "bad-digest" -> of("BadDigest", 400, message);
            case "bad-range" -> of("InvalidRange", 416, message);
            case "bad-part" -> of("InvalidPart", 400, message);
            case "bad-part-order" -> of("InvalidPartOrder", 400, message);
            case "part-too-small", "file-too-small" -> of("EntityTooSmall", 400, message);
            case "no-parts" -> of("MalformedXML", 400, message);
            case "cut-body" -> of("IncompleteBody", 400, message);
            case "body-too-large" -> of("EntityTooLarge", 400, message);
            case "metadata-too-large" -> of("MetadataTooLarge", 400, message);
            case "key-too-long" -> of("KeyTooLongError", 400, message);
            case "bad-bucket-name" -> of("InvalidBucketName", 400, message);
            case "too-many-buckets" -> of("TooManyBuckets", 400, message);
            case "disk-full" -> of("SlowDown", 503, message);
            default -> ofSignature(problem);
        };
    }

    private static S3Error ofSignature(Problem problem) {
        String message = problem.publicMessage();
        return switch (problem.code()) {
            case "signature-does-not-match" -> of("SignatureDoesNotMatch", 403, message);
            case "request-time-too-skewed" -> of("RequestTimeTooSkewed", 403, message);
            case "invalid-access-key-id" -> of("InvalidAccessKeyId", 403, message);
            case "malformed-authentication" -> of("AuthorizationHeaderMalformed", 400, message);
            case "malformed-signature-query" ->
                    of("AuthorizationQueryParametersError", 400, message);
            case "bad-signature-lifetime" -> of("AuthorizationQueryParametersError", 403, message);
            case "malformed-form" -> of("MalformedPOSTRequest", 400, message);
            case "form-too-large" -> of("MaxPostPreDataLengthExceededError", 400, message);
            case "content-sha256-mismatch" -> of("XAmzContentSHA256Mismatch", 400, message);
            case "malformed-aws-chunked" -> of("IncompleteBody", 400, message);
            case "malformed-trailer" -> of("MalformedTrailerError", 400, message);
            case "bad-percent-coding" -> of("InvalidURI", 400, message);
            default -> byKind(problem);
        };
    }

    private static S3Error byKind(Problem problem) {
        String message = problem.publicMessage();
        return switch (problem.kind()) {
            case MISSING -> of("NoSuchKey", 404, message);
            case CONFLICT -> of("OperationAborted", 409, message);
            case INVALID -> of("InvalidArgument", 400, message);
            case DENIED -> of("AccessDenied", 403, message);
            case LIMIT -> of("InvalidRequest", 400, message);
            case UNAVAILABLE -> of("ServiceUnavailable", 503, message);
            case BUG -> of("InternalError", 500, message);
        };
    }

    String code() {
        return code;
    }

    int status() {
        return status;
    }

    Headers headers() {
        return headers;
    }

    String message() {
        String message = getMessage();
        return message == null ? code : message;
    }
}
