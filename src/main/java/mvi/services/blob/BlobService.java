package mvi.services.blob;

import java.util.List;
import java.util.Optional;
import mvi.engines.base.ByteSource;

/**
 * Buckets of objects. A put is on the disk, data and metadata, before it is acknowledged; readers
 * see a whole object, the old or the new; concurrent puts of a key end with one of them whole.
 *
 * <p>Problems: {@code no-such-bucket}, {@code no-such-key}, {@code no-such-upload} MISSING; {@code
 * bucket-exists}, {@code bucket-not-empty} CONFLICT; {@code bad-digest}, {@code bad-range}, {@code
 * bad-part} INVALID; {@code body-too-large} LIMIT; {@code disk-full} and {@code blob-unavailable}
 * UNAVAILABLE.
 */
public interface BlobService {
    Bucket createBucket(BucketName bucket);

    Bucket headBucket(BucketName bucket);

    List<Bucket> listBuckets(String account);

    /** Refused while anything is in it. */
    void deleteBucket(BucketName bucket);

    PutResult put(ObjectName object, ByteSource body, PutOptions options);

    StoredObject head(ObjectName object);

    /** The caller closes it. An empty range is the whole object. */
    OpenObject get(ObjectName object, Optional<ByteRange> range);

    /** Deleting what is not there is not a failure. */
    void delete(ObjectName object);

    /**
     * Keys in byte order.
     *
     * @param delimiter folds what follows it after the prefix into common prefixes; empty for none
     * @param after exclusive start; empty from the beginning
     * @param limit 1 to 1,000 objects and prefixes together
     */
    Listing list(BucketName bucket, String prefix, String delimiter, String after, int limit);
}
