package mvi.services.blob;

import java.util.List;
import java.util.Optional;
import mvi.engines.base.ByteSource;

/**
 * Buckets of objects. A put is on the disk, data and metadata, before it is acknowledged; readers
 * see a whole object, the old or the new; concurrent puts of a key end with one of them whole.
 *
 * <p>Problems: {@code no-such-bucket}, {@code no-such-key}, {@code no-such-upload} MISSING; {@code
 * bucket-exists}, {@code bucket-not-empty}, {@code source-changed} CONFLICT; {@code bad-digest},
 * {@code bad-range}, {@code bad-part}, {@code bad-part-order}, {@code part-too-small}, {@code
 * cut-body} INVALID; {@code body-too-large}, {@code metadata-too-large}, {@code too-many-buckets},
 * {@code too-many-uploads} LIMIT; {@code disk-full} and {@code blob-unavailable} UNAVAILABLE.
 */
public interface BlobService {
    /** Makes sure that it is there: one of the account's stays as it is. */
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

    /** A new object with the content of another, both visible whole or not at all. */
    PutResult copy(ObjectName source, ObjectName target, CopyOptions options);

    /**
     * Keys in byte order.
     *
     * @param delimiter folds what follows it after the prefix into common prefixes; empty for none
     * @param after exclusive start; empty from the beginning
     * @param limit 1 to 1,000 objects and prefixes together
     */
    Listing list(BucketName bucket, String prefix, String delimiter, String after, int limit);

    /** Begins an object in parts; nothing is visible until it is completed. */
    Upload createUpload(ObjectName object, PutOptions options);

    /** Stores a part, on the disk; a part of the same number is replaced. */
    Part putPart(ObjectName object, String upload, int number, ByteSource body, PutOptions options);

    /**
     * Makes the object exist of these parts, in this order. Completing again what has been
     * completed answers the same.
     *
     * @param conditions only its conditions, checksum and cause are read
     */
    PutResult completeUpload(
            ObjectName object, String upload, List<PartTag> parts, PutOptions conditions);

    void abortUpload(ObjectName object, String upload);

    /**
     * Parts in the order of their numbers.
     *
     * @param after exclusive start; 0 from the beginning
     */
    List<Part> listParts(ObjectName object, String upload, int after, int limit);

    /** Uploads that are open, by id, which is by time. */
    List<Upload> listUploads(BucketName bucket, String prefix, int limit);

    /** By which the bucket tells of what happens in it. */
    List<NotificationRule> notifications(BucketName bucket);

    /** These are its rules from now on, and no others. */
    void notify(BucketName bucket, List<NotificationRule> rules);
}
