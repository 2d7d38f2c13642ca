package mvi.services.blob;

import java.time.Instant;

/**
 * Something that happened in a bucket and that one of its rules tells of.
 *
 * @param number of the store; of one key the later has the higher
 * @param type such as {@code s3:ObjectCreated:Put}
 * @param object its name and version; of a deletion neither length nor ETag
 * @param rule the id of the rule
 * @param target the ARN of who is told
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
        String target) {
    public BlobEvent numbered(long its) {
        return new BlobEvent(its, type, object, version, length, etag, time, rule, target);
    }

    public static final String PUT = "s3:ObjectCreated:Put";
    public static final String COPY = "s3:ObjectCreated:Copy";
    public static final String POST = "s3:ObjectCreated:Post";
    public static final String COMPLETE = "s3:ObjectCreated:CompleteMultipartUpload";
    public static final String DELETE = "s3:ObjectRemoved:Delete";
    public static final String MARKER = "s3:ObjectRemoved:DeleteMarkerCreated";
}
