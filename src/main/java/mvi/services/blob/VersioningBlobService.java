package mvi.services.blob;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Blob with what S3's own clients ask of it beyond contents: settings of buckets, versions, access
 * lists, tags, locks. The plain operations of {@link BlobService} are on the newest version.
 *
 * <p>More problems: {@code no-such-version} and {@code delete-marker} MISSING; {@code bad-version},
 * {@code bad-retention}, {@code no-such-crypto-key}, {@code customer-key-missing}, {@code
 * customer-key-needless} INVALID; {@code object-locked} and {@code wrong-key} DENIED; {@code
 * bucket-state}, {@code key-disabled} CONFLICT.
 */
public interface VersioningBlobService extends BlobService {
    /**
     * The bucket that a name means to an account: its own, else the oldest of that name which its
     * owner has shared. So nobody learns of another's that is not.
     *
     * @param account empty for somebody who has none, to whom it is the oldest
     */
    Optional<Bucket> resolve(String name, Optional<String> account);

    /** One that is there already and was asked for in the same way stays as it is. */
    Bucket createBucket(BucketName bucket, BucketSettings settings);

    /** Sees the settings as they are and returns what they shall be, alone in the bucket. */
    Bucket changeBucket(BucketName bucket, UnaryOperator<BucketSettings> change);

    /** Also a delete marker; empty when there is no such version, or none at all. */
    Optional<VersionEntry> find(ObjectName object, Optional<String> version);

    /** The caller closes it. */
    OpenObject get(ObjectName object, ReadOptions options);

    Deletion delete(ObjectName object, DeleteOptions options);

    PutResult copy(ObjectName source, ReadOptions read, ObjectName target, CopyOptions options);

    /** Sees the traits as they are and returns what they shall be, alone with the key. */
    StoredObject change(
            ObjectName object, Optional<String> version, UnaryOperator<ObjectTraits> change);

    /**
     * @param mayBypass whether one of mode GOVERNANCE may be shortened or lifted
     */
    StoredObject retain(
            ObjectName object,
            Optional<String> version,
            Optional<Retention> retention,
            boolean mayBypass);

    /**
     * @param after empty from the beginning
     */
    VersionListing listVersions(
            BucketName bucket,
            String prefix,
            String delimiter,
            Optional<VersionListing.Marker> after,
            int limit);

    /** The id of the key of Crypto that an encryption of {@link Encryption.Scheme#CRYPTO} names. */
    String keyId(BucketName bucket, Encryption encryption);

    /** By key, of one key by time. */
    List<UploadDetails> uploads(BucketName bucket);

    UploadDetails upload(ObjectName object, String id);
}
