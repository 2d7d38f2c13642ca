package mvi.services.blob.front;

import java.util.Map;
import java.util.Optional;
import mvi.engines.http.HttpReply;
import mvi.engines.http.HttpRequest;
import mvi.services.blob.BlobEvent;
import mvi.services.blob.Bucket;
import mvi.services.blob.PutOptions;
import mvi.services.blob.StoredObject;
import mvi.services.blob.VersioningBlobService;

/** A browser's upload, stored as a PUT of its file would be. */
final class PostOperations {
    private final VersioningBlobService blob;
    private final ObjectOperations objects;
    private final ObjectWrites writes;

    PostOperations(VersioningBlobService blob, ObjectOperations objects, ObjectWrites writes) {
        this.blob = blob;
        this.objects = objects;
        this.writes = writes;
    }

    /** The PUT that a form stands for. */
    static S3Call call(HttpRequest request, PostObject post, Optional<Bucket> bucket) {
        return new S3Call(
                PresignedFields.with(request, post.headers()),
                post.principal(),
                new S3Target(post.bucket(), post.key()),
                bucket,
                new S3Query(Map.of()),
                post.file(),
                post.checksum());
    }

    HttpReply post(S3Call call, PostObject post) {
        PutOptions options = writes.options(call).toldAs(BlobEvent.POST);
        StoredObject stored = objects.stored(call, blob.put(call.object(), call.body(), options));
        return PostReply.of(
                call.request(),
                post,
                stored.etag(),
                ObjectHeaders.ofWrite(call.settings(), stored));
    }
}
