package mvi.services.blob;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that happened in a bucket and that one of its rules tells of. Kept as JSON by the names
 * of the components: one that is added must be an Optional.
 *
 * @param number of the store; of one key the later has the higher
 * @param type such as {@code s3:ObjectCreated:Put}
 * @param object its name and version; of a deletion neither length nor ETag
 * @param rule the id of the rule
 * @param target the ARN of who is told
 * @param cause the request that made it happen; empty in one from before that was kept
 */
public record BlobEvent(
        long number,
        String type,
        ObjectName object,
        String version,
        long length,
        String etag,
        Instant time,
        String rule,
        String target,
        Optional<Cause> cause) {
    public BlobEvent numbered(long its) {
        return new BlobEvent(its, type, object, version, length, etag, time, rule, target, cause);
    }

    /** Of the request; empty without one. */
    public String trace() {
        return cause.orElse(Cause.NONE).trace();
    }

    public static final String PUT = "s3:ObjectCreated:Put";
    public static final String COPY = "s3:ObjectCreated:Copy";
    public static final String POST = "s3:ObjectCreated:Post";
    public static final String COMPLETE = "s3:ObjectCreated:CompleteMultipartUpload";
    public static final String DELETE = "s3:ObjectRemoved:Delete";
    public static final String MARKER = "s3:ObjectRemoved:DeleteMarkerCreated";
}
