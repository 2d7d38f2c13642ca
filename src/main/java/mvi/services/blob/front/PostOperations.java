package mvi.services.blob.front;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpReply;
import mvi.engines.http.HttpRequest;
import mvi.services.blob.BlobEvent;
import mvi.services.blob.Bucket;
import mvi.services.blob.PutOptions;
import mvi.services.blob.StoredObject;
import mvi.services.blob.VersioningBlobService;

/** A browser's upload, stored as a PUT of its file would be. */
final class PostOperations {
    private static final List<String> SENDER =
            List.of("host", "origin", "referer", "user-agent", "x-amzn-trace-id");

    private final VersioningBlobService blob;
    private final ObjectOperations objects;
    private final ObjectWrites writes;

    PostOperations(VersioningBlobService blob, ObjectOperations objects, ObjectWrites writes) {
        this.blob = blob;
        this.objects = objects;
        this.writes = writes;
    }

    /** The PUT that a form stands for; who sends it is in the request's own header. */
    static S3Call call(HttpRequest request, PostObject post, Optional<Bucket> bucket) {
        Headers headers = post.headers();
        for (String each : SENDER) {
            Optional<String> value = request.headers().first(each);
            headers = value.isPresent() ? headers.with(each, value.get()) : headers;
        }
        return new S3Call(
                PresignedFields.with(request, headers),
                post.principal(),
                new S3Target(post.bucket(), post.key()),
                bucket,
                new S3Query(Map.of()),
                post.file(),
                post.checksum());
    }

    HttpReply post(HttpRequest sent, S3Call call, PostObject post) {
        PutOptions options = writes.options(call).toldAs(BlobEvent.POST);
        StoredObject stored = objects.stored(call, blob.put(call.object(), call.body(), options));
        return PostReply.of(sent, post, stored.etag(), ObjectHeaders.ofWrite(call, stored));
    }
}
