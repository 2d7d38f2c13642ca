package mvi.services.blob.core;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import mvi.engines.base.ByteSource;
import mvi.services.blob.Bucket;
import mvi.services.blob.BucketName;
import mvi.services.blob.ObjectName;

/**
 * What the core keeps things in: records by name, and data by id. Problems: {@code disk-full} and
 * {@code blob-unavailable} UNAVAILABLE.
 */
public interface BlobStore {
    Optional<Bucket> bucket(BucketName bucket);

    List<Bucket> buckets(String account);

    Optional<ObjectRecord> object(ObjectName object);

    /** In the byte order of keys: those that start with {@code prefix}, from {@code from} on. */
    List<ObjectRecord> objects(BucketName bucket, byte[] prefix, byte[] from, int limit);

    Optional<UploadRecord> upload(BucketName bucket, String id);

    List<UploadRecord> uploads(BucketName bucket, int limit);

    Optional<PartRecord> part(ObjectName object, String upload, int number);

    /** In the order of their numbers, above {@code after}. */
    List<PartRecord> parts(ObjectName object, String upload, int after, int limit);

    /** Returns when all of it is durable; on a failure all or nothing of it is. */
    void commit(List<Change> changes);

    /**
     * @param length if it is known
     * @param mayInline whether small data may be part of its record
     */
    NewData create(OptionalLong length, boolean mayInline);

    /** Data that a record holds; what is open stays readable until it is closed, dropped or not. */
    ByteSource open(Data data, long offset, long count);
}
