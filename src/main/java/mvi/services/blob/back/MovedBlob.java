package mvi.services.blob.back;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import mvi.services.blob.BlobService;
import mvi.services.blob.Bucket;
import mvi.services.blob.BucketName;
import mvi.services.blob.ByteRange;
import mvi.services.blob.CopyOptions;
import mvi.services.blob.Listing;
import mvi.services.blob.NotificationRule;
import mvi.services.blob.ObjectName;
import mvi.services.blob.OpenObject;
import mvi.services.blob.Part;
import mvi.services.blob.PartTag;
import mvi.services.blob.PutOptions;
import mvi.services.blob.PutResult;
import mvi.services.blob.StoredObject;
import mvi.services.blob.Upload;

/**
 * Blob that moved: all is written to where it is now, and what is not there is read from where it
 * was, so that a platform's older objects stay readable. Lists tell of the present place alone.
 * Right for objects that are never overwritten, as the platform's are.
 */
public record MovedBlob(BlobService now, BlobService before) implements BlobService {
    @Override
    public Bucket createBucket(BucketName bucket) {
        return now.createBucket(bucket);
    }

    @Override
    public Bucket headBucket(BucketName bucket) {
        return now.headBucket(bucket);
    }

    @Override
    public List<Bucket> listBuckets(String account) {
        return now.listBuckets(account);
    }

    @Override
    public void deleteBucket(BucketName bucket) {
        now.deleteBucket(bucket);
    }

    @Override
    public PutResult put(ObjectName object, ByteSource body, PutOptions options) {
        return now.put(object, body, options);
    }

    @Override
    public StoredObject head(ObjectName object) {
        return either(blob -> blob.head(object));
    }

    @Override
    public OpenObject get(ObjectName object, Optional<ByteRange> range) {
        return either(blob -> blob.get(object, range));
    }

    /** What both say is missing, or can't be reached, is told in the words of the present place. */
    private <T> T either(Function<BlobService, T> read) {
        try {
            return read.apply(now);
        } catch (Problem first) {
            if (first.kind() != Kind.MISSING && first.kind() != Kind.UNAVAILABLE) {
                throw first;
            }
            try {
                return read.apply(before);
            } catch (Problem second) {
                first.addSuppressed(second);
                throw first;
            }
        }
    }

    @Override
    public void delete(ObjectName object) {
        now.delete(object);
        try {
            before.delete(object);
        } catch (Problem never) {
            if (never.kind() != Kind.MISSING) {
                throw never;
            }
        }
    }

    @Override
    public PutResult copy(ObjectName source, ObjectName target, CopyOptions options) {
        return now.copy(source, target, options);
    }

    @Override
    public Listing list(
            BucketName bucket, String prefix, String delimiter, String after, int limit) {
        return now.list(bucket, prefix, delimiter, after, limit);
    }

    @Override
    public Upload createUpload(ObjectName object, PutOptions options) {
        return now.createUpload(object, options);
    }

    @Override
    public Part putPart(
            ObjectName object, String upload, int number, ByteSource body, PutOptions options) {
        return now.putPart(object, upload, number, body, options);
    }

    @Override
    public PutResult completeUpload(
            ObjectName object, String upload, List<PartTag> parts, PutOptions conditions) {
        return now.completeUpload(object, upload, parts, conditions);
    }

    @Override
    public void abortUpload(ObjectName object, String upload) {
        now.abortUpload(object, upload);
    }

    @Override
    public List<Part> listParts(ObjectName object, String upload, int after, int limit) {
        return now.listParts(object, upload, after, limit);
    }

    @Override
    public List<Upload> listUploads(BucketName bucket, String prefix, int limit) {
        return now.listUploads(bucket, prefix, limit);
    }

    @Override
    public List<NotificationRule> notifications(BucketName bucket) {
        return now.notifications(bucket);
    }

    @Override
    public void notify(BucketName bucket, List<NotificationRule> rules) {
        now.notify(bucket, rules);
    }
}
