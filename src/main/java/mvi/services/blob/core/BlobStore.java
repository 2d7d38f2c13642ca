package mvi.services.blob.core;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import mvi.engines.base.Bell;
import mvi.services.blob.BlobEvent;
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

    /** Of all accounts. */
    void eachBucket(Consumer<Bucket> visitor);

    /** In every account that has one. */
    List<Bucket> bucketsNamed(String name);

    /** The newest version; empty when that is a delete marker, too. */
    Optional<ObjectRecord> object(ObjectName object);

    /** In the byte order of keys: those that start with {@code prefix}, from {@code from} on. */
    List<ObjectRecord> objects(BucketName bucket, byte[] prefix, byte[] from, int limit);

    /** What stands behind the newest, the latest first, from this order on downwards. */
    List<ObjectRecord> older(ObjectName object, long from, int limit);

    /** The one of those whose id is {@code null}. */
    Optional<ObjectRecord> olderNull(ObjectName object);

    /**
     * As {@link #objects}, of those behind the newest; of one key the latest first.
     *
     * @param order where to begin in the key {@code from}
     */
    List<ObjectRecord> olderOf(
            BucketName bucket, byte[] prefix, byte[] from, long order, int limit);

    Optional<UploadRecord> upload(BucketName bucket, String id);

    List<UploadRecord> uploads(BucketName bucket, int limit);

    Optional<PartRecord> part(ObjectName object, String upload, int number);

    /** In the order of their numbers, above {@code after}. */
    List<PartRecord> parts(ObjectName object, String upload, int after, int limit);

    /** Rings when a commit has brought events. */
    Bell arrival();

    /** In the order of their numbers. */
    List<BlobEvent> events(int limit);

    /**
     * Several reads in one go. Of objects and their data only: what reads a bucket may have to wait
     * for another that reads the same, which would hold a thread that this one needs.
     */
    <T> T together(Supplier<T> reads);

    /** Returns when all of it is durable; on a failure all or nothing of it is. */
    void commit(List<Change> changes);

    /**
     * @param length if it is known
     * @param maySmall whether small data may be among the records
     * @param seal by which to seal it
     */
    NewData create(OptionalLong length, boolean maySmall, Optional<Seal> seal);

    /** Data that a record has. The range is of what was written, sealed or not. */
    HeldData hold(Data data, long offset, long count);
}
