package mvi.services.blob.front;

import java.util.Map;
import mvi.engines.base.Gatekeeper;
import mvi.engines.base.Permission;
import mvi.engines.http.HttpReply;
import mvi.engines.http.HttpRequest;
import mvi.services.blob.BlobService;
import mvi.services.blob.StoredObject;

/** A browser's upload, stored as a PUT of its file would be. */
final class PostOperations {
    private final BlobService blob;
    private final Gatekeeper gatekeeper;

    PostOperations(BlobService blob, Gatekeeper gatekeeper) {
        this.blob = blob;
        this.gatekeeper = gatekeeper;
    }

    HttpReply post(HttpRequest request, PostObject post) {
        S3Target target = new S3Target(post.bucket(), post.key());
        gatekeeper.authorise(
                post.principal(),
                new Permission(
                        S3Operation.PUT_OBJECT.action(),
                        post.principal().account(),
                        target.resource()));
        S3Call call =
                new S3Call(
                        PresignedFields.with(request, post.headers()),
                        post.principal(),
                        target,
                        new S3Query(Map.of()),
                        post.file(),
                        post.checksum());
        StoredObject stored =
                ObjectOperations.stored(
                        blob.put(call.object(), call.body(), S3Fields.putOptions(call)));
        return PostReply.of(
                request,
                post,
                stored.etag(),
                ObjectHeaders.ofWrite(stored.etag(), stored.checksum()));
    }
}
