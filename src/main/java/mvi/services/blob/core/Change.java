package mvi.services.blob.core;

import mvi.services.blob.BlobEvent;
import mvi.services.blob.Bucket;
import mvi.services.blob.BucketName;
import mvi.services.blob.ObjectName;

/** One of the changes that a commit makes together or not at all. */
public sealed interface Change {
    record PutBucket(Bucket bucket) implements Change {}

    record RemoveBucket(BucketName bucket) implements Change {}

    /** The newest version of its key. */
    record PutObject(ObjectRecord object) implements Change {}

    record RemoveObject(ObjectName object) implements Change {}

    /** A version that is not the newest, or a delete marker. */
    record PutOlder(ObjectRecord version) implements Change {}

    record RemoveOlder(ObjectRecord version) implements Change {}

    record PutUpload(UploadRecord upload) implements Change {}

    record RemoveUpload(BucketName bucket, String id) implements Change {}

    record PutPart(ObjectName object, String upload, PartRecord part) implements Change {}

    /** The record alone; its data may belong to an object by now. */
    record RemovePart(ObjectName object, String upload, int number) implements Change {}

    /** One to tell; the store gives it its number. */
    record PutEvent(BlobEvent event) implements Change {}

    record RemoveEvent(BlobEvent event) implements Change {}

    /** No record needs this data any more: it is removed after the commit. */
    record Drop(Data data) implements Change {}
}
