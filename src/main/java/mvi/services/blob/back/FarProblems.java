package mvi.services.blob.back;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * From S3's codes back to Blob's problems.
 *
 * @param isOwn whether the far side is mvi's Blob, whose SlowDown means a full disk
 * @param name of the far side, for people
 */
record FarProblems(boolean isOwn, String name) {
    static final String PRECONDITION_FAILED = "precondition-failed";
    private static final int DEEPEST_CAUSE = 16;

    Problem of(SdkException failed) {
        Optional<Problem> ours = ours(failed);
        if (ours.isPresent()) {
            return ours.get();
        }
        return failed instanceof S3Exception answered
                ? answered(answered)
                : Problem.unavailable(
                        "blob-unavailable", name + " can not be reached" + why(failed), failed);
    }

    /** Of what is elsewhere, where the way to it is for a person to look at. */
    private String why(Throwable failed) {
        if (isOwn) {
            return "";
        }
        Throwable cause = failed;
        for (int i = 0; cause != null && i < DEEPEST_CAUSE; i++) {
            switch (cause) {
                case UnknownHostException _ -> {
                    return ": its host's name has no address";
                }
                case SSLException untrusted -> {
                    return ": it does not prove by its certificate that it is that host ("
                            + untrusted.getMessage()
                            + ")";
                }
                case SocketTimeoutException _, AbortedException _, ApiCallTimeoutException _ -> {
                    return ": it does not answer in time";
                }
                case ConnectException refused -> {
                    return ": " + refused.getMessage();
                }
                default -> cause = cause.getCause();
            }
        }
        return "";
    }

    /** What a body threw while it was read comes back wrapped. */
    static Optional<Problem> ours(Throwable failed) {
        Throwable cause = failed;
        for (int i = 0; cause != null && i < DEEPEST_CAUSE; i++) {
            if (cause instanceof Problem problem) {
                return Optional.of(problem);
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }

    private Problem answered(S3Exception failed) {
        AwsErrorDetails details = failed.awsErrorDetails();
        String code = details == null || details.errorCode() == null ? "" : details.errorCode();
        String text =
                details == null || details.errorMessage() == null
                        ? name + " answered " + failed.statusCode()
                        : details.errorMessage();
        return switch (code) {
            case "NoSuchBucket" -> of("no-such-bucket", Kind.MISSING, text, failed);
            case "NoSuchKey" -> of("no-such-key", Kind.MISSING, text, failed);
            case "NoSuchUpload" -> of("no-such-upload", Kind.MISSING, text, failed);
            case "BucketAlreadyOwnedByYou", "BucketAlreadyExists" ->
                    of("bucket-exists", Kind.CONFLICT, text, failed);
            case "BucketNotEmpty" -> of("bucket-not-empty", Kind.CONFLICT, text, failed);
            case "BadDigest", "XAmzContentSHA256Mismatch" ->
                    of("bad-digest", Kind.INVALID, text, failed);
            case "InvalidRange" -> of("bad-range", Kind.INVALID, text, failed);
            case "InvalidPart" -> of("bad-part", Kind.INVALID, text, failed);
            case "InvalidPartOrder" -> of("bad-part-order", Kind.INVALID, text, failed);
            case "EntityTooSmall" -> of("part-too-small", Kind.INVALID, text, failed);
            case "IncompleteBody" -> of("cut-body", Kind.INVALID, text, failed);
            case "EntityTooLarge" -> of("body-too-large", Kind.LIMIT, text, failed);
            case "MetadataTooLarge" -> of("metadata-too-large", Kind.LIMIT, text, failed);
            case "TooManyBuckets" -> of("too-many-buckets", Kind.LIMIT, text, failed);
            case "PreconditionFailed" -> of(PRECONDITION_FAILED, Kind.CONFLICT, text, failed);
            case "SlowDown" ->
                    of(isOwn ? "disk-full" : "blob-unavailable", Kind.UNAVAILABLE, text, failed);
            default -> byStatus(failed, text);
        };
    }

    /** Refused credentials are the platform's own fault, not that of who asked. */
    private Problem byStatus(S3Exception failed, String text) {
        return switch (failed.statusCode()) {
            case 404 -> of("no-such-key", Kind.MISSING, text, failed);
            case 412 -> of(PRECONDITION_FAILED, Kind.CONFLICT, text, failed);
            case 401, 403 ->
                    new Problem(
                            "blob-unavailable",
                            Kind.UNAVAILABLE,
                            failed.statusCode() == 403 && isDenial(failed)
                                    ? name + " does not allow what the platform asked it: " + text
                                    : name + " does not accept the credentials it is called with",
                            text,
                            failed);
            case 400, 405, 409, 411, 416, 501 -> of("blob-refused", Kind.INVALID, text, failed);
            default ->
                    of(
                            "blob-unavailable",
                            Kind.UNAVAILABLE,
                            isOwn ? text : name + " answered " + failed.statusCode() + ": " + text,
                            failed);
        };
    }

    /** The key is known there, and has no right. Of mvi's own it means the key. */
    private boolean isDenial(S3Exception failed) {
        AwsErrorDetails details = failed.awsErrorDetails();
        return !isOwn && details != null && "AccessDenied".equals(details.errorCode());
    }

    private static Problem of(String code, Kind kind, String text, S3Exception failed) {
        return new Problem(code, kind, text, "", failed);
    }
}
